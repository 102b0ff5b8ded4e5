"""Texts of Python layers, and a small project that uses one of them."""

from __future__ import annotations

from app.graph.edits import AddLink, AddNode, apply_all
from app.graph.project import Project
from app.graph.python_layers.edits import PutLayer
from app.graph.python_layers.layer import CustomLayer
from tests.graph.blocky import place, wire

GATE = '''\
from torch import Tensor, nn


class Gated(nn.Module):
    """Scales every feature by a learned gate.

    (Dauphin et al. 2017)
    """

    def __init__(self, features: int = 8, rate: float = 0.5) -> None:
        super().__init__()
        self.linear = nn.Linear(features, features)
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        return x * self.rate * self.linear(x).sigmoid()'''

SPLIT = """\
import math
from typing import NamedTuple

import torch.nn.functional as F
from torch import Tensor, nn

SCALE = math.sqrt(2.0)


class Both(NamedTuple):
    mean: Tensor
    spread: Tensor


def halves(x: Tensor) -> tuple[Tensor, Tensor]:
    middle = x.shape[-1] // 2
    return x[..., :middle], x[..., middle:]


class Halves(nn.Module):
    def forward(self, x: Tensor, shift: Tensor | None = None) -> Both:
        mean, spread = halves(x if shift is None else x + shift)
        return Both(mean * SCALE, F.softplus(spread))"""


def harmful(path: object) -> str:
    """A text that leaves a file behind as soon as any of it runs."""
    return (
        "from pathlib import Path\n\nfrom torch import Tensor, nn\n\n\nclass Harmful(nn.Module):\n"
        f"    Path({str(path)!r}).touch()\n\n    def forward(self, x: Tensor) -> Tensor:\n        return x"
    )


def layered(code: str = GATE, **arguments: int | float | bool | str) -> Project:
    """x (N, 8) -> linear (8) -> the layer -> head (2) -> output, with a loss; the layer's node is ``own``."""
    layer = CustomLayer("own_layer", code)
    project = Project(title="Layered")
    nodes = [
        place("x", "Input", shape=[8]),
        place("linear", "Linear", out_features=8),
        place("own", layer.use(**arguments)),
        place("head", "Linear", out_features=2),
        place("output", "Output"),
        place("label", "Target", classes=2),
        place("loss", "CrossEntropyLoss"),
    ]
    links = ["x > linear", f"linear > own.{layer.entries[0]}", f"own.{layer.exits[0]} > head", "head > output"]
    links += ["head > loss", "label > loss.target"]
    apply_all(project, [PutLayer(layer), *map(AddNode, nodes), *(AddLink(wire(link)) for link in links)])
    return project
