"""Random drawings that fit, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from app.graph.project import Project
from app.graph.python_layers.layer import CustomLayer
from nodes import trusted
from tests.compile.drawings import draw

INITIALIZATIONS = ("", "xavier_uniform", "kaiming_normal", "orthogonal", "zeros", "normal")

SWING = CustomLayer(
    "swing",
    """\
import torch
from torch import Tensor, nn


class Swing(nn.Module):
    def __init__(self, scale: float = 2.0) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.full((1,), scale) + 0.1 * torch.randn(1))

    def forward(self, x: Tensor) -> Tensor:
        return x + torch.sin(x * self.scale)""",
)
"""A Python layer that takes any tensor."""
trusted.allow([SWING.sha256])

PICTURE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Conv2d", {"out_channels": 5, "padding": 1}),
    ("Conv2d", {"out_channels": 4, "kernel_size": [3, 1], "stride": 2, "padding": 1, "bias": False}),
    ("ConvTranspose2d", {"out_channels": 3}),
    ("BatchNorm2d", {}),
    ("InstanceNorm2d", {}),
    ("LocalResponseNorm", {"size": 3}),
    ("ReLU", {}),
    ("LeakyReLU", {"negative_slope": 0.2}),
    ("ELU", {}),
    ("GELU", {}),
    ("SiLU", {}),
    ("Tanh", {}),
    ("Dropout2d", {"p": 0.3}),
    ("GaussianNoise", {"std": 0.2}),
    ("AvgPool2d", {"kernel_size": 2, "stride": 1}),
    ("Upsample", {}),
    ("Concatenate", {}),
    ("Add", {}),
    ("Multiply", {}),
    ("Custom", SWING.use(scale=0.5).values()),
)
VECTOR: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Linear", {"out_features": 7}),
    ("Linear", {"out_features": 6, "bias": False}),
    ("LayerNorm", {}),
    ("BatchNorm1d", {}),
    ("Maxout", {}),
    ("Sigmoid", {}),
    ("Softmax", {}),
    ("Dropout", {"p": 0.4}),
    ("Add", {}),
    ("Concatenate", {}),
    ("Custom", SWING.use().values()),
)
JOINS = ("Add", "Concatenate", "Multiply")


@st.composite
def drawings(draw_value: st.DrawFn) -> Project:
    """A picture classifier: a random chain with joins back to earlier tensors of the same shape, then a head."""
    pictures = draw_value(st.lists(st.sampled_from(PICTURE), max_size=5))
    vectors = draw_value(st.lists(st.sampled_from(VECTOR), max_size=4))
    nodes: list[tuple[str, str, dict[str, Any]]] = [("image", "Input", {"shape": [2, 8, 8]})]
    links: list[str] = []
    _grow(draw_value, nodes, links, pictures, "p")
    nodes.append(("flat", "Flatten", {}))
    links.append(f"{nodes[-2][0]} > flat")
    _grow(draw_value, nodes, links, vectors, "v")
    last = nodes[-1][0]
    nodes += [
        ("scores", "Linear", {"out_features": 3}),
        ("output", "Output", {}),
        ("label", "Target", {"classes": 3}),
        ("loss", "CrossEntropyLoss", {}),
    ]
    links += [f"{last} > scores", "scores > output", "scores > loss", "label > loss.target"]
    starts = {name: {"initialization": draw_value(st.sampled_from(INITIALIZATIONS))} for name, _, _ in _weighted(nodes)}
    project = draw(*nodes, links=", ".join(links), **starts)
    project.layers = {SWING.id: SWING} if any(kind == "Custom" for _, kind, _ in nodes) else {}
    return project


def _grow(
    draw_value: st.DrawFn,
    nodes: list[tuple[str, str, dict[str, Any]]],
    links: list[str],
    kinds: list[tuple[str, dict[str, Any]]],
    prefix: str,
) -> None:
    """Append a chain; a join takes the last tensor twice, or, behind two elementwise nodes, an earlier one."""
    for number, (kind, params) in enumerate(kinds):
        before, name = nodes[-1][0], f"{prefix}_{number}"
        earlier = before
        if kind in JOINS and nodes[-1][1] in ("ReLU", "Tanh", "GELU", "SiLU", "Sigmoid") and draw_value(st.booleans()):
            earlier = nodes[-2][0]
        nodes.append((name, kind, params))
        links.append(f"{before} > {name}")
        if kind in JOINS:
            links.append(f"{earlier} > {name}")


def _weighted(nodes: list[tuple[str, str, dict[str, Any]]]) -> list[tuple[str, str, dict[str, Any]]]:
    return [node for node in nodes if node[1] in ("Conv2d", "ConvTranspose2d", "Linear", "Maxout")]
