"""Layers to begin with: each shows one thing that a layer of one's own can have."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.graph.changes.blocks import class_name
from app.graph.project import Project

_WAVE = '''import torch
from torch import Tensor, nn


class Snake(nn.Module):
    """Adds a wave to its input, so that a network can go on with what repeats (Ziyin et al., 2020)."""

    def __init__(self, frequency: float = 1.0) -> None:
        super().__init__()
        self.frequency = nn.Parameter(torch.tensor(frequency))

    def forward(self, x: Tensor) -> Tensor:
        return x + torch.sin(self.frequency * x) ** 2 / self.frequency
'''

_MIX = '''import torch
from torch import Tensor, nn


class Mix(nn.Module):
    """Mixes two tensors of one shape, as much of each as a third one says."""

    def forward(self, x: Tensor, other: Tensor, gate: Tensor | None = None) -> Tensor:
        share = torch.sigmoid(x if gate is None else gate)
        return share * x + (1 - share) * other
'''

_BANDS = '''from typing import NamedTuple

from torch import Tensor, nn


class LowHigh(NamedTuple):
    low: Tensor
    high: Tensor


class Bands(nn.Module):
    """Parts a signal (N, C, L) into what is slow in it and the rest."""

    def __init__(self, width: int = 5) -> None:
        super().__init__()
        self.mean = nn.AvgPool1d(width, stride=1, padding=width // 2)

    def forward(self, x: Tensor) -> LowHigh:
        low = self.mean(x)
        return LowHigh(low, x - low)
'''


@dataclass(frozen=True, slots=True)
class Example:
    """What it is called in the list, what it shows, the name of its class, and the code."""

    title: str
    about: str
    name: str
    code: str

    def named_for(self, project: Project) -> str:
        """The code under a name that is free in the document."""
        return re.sub(rf"\b{self.name}\b", class_name(project, self.name), self.code)


EXAMPLES = (
    Example("A weight that is learned", "One input, one output, an argument, a parameter", "Snake", _WAVE),
    Example("Several inputs", "Arguments of forward are ports; one with the default None may stay open", "Mix", _MIX),
    Example("Several outputs", "The fields of a NamedTuple are the ports", "Bands", _BANDS),
)
"""The first is what a new layer begins with."""
