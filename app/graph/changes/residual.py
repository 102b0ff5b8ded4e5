"""The branch of a new residual block: which layers suit a tensor and the drawing around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import nodes
from app.errors import ProjectError
from app.graph.graph import Graph, Instance, Link
from app.graph.project import Project
from nodes.base import Node
from nodes.shape import Shape

ACTIVATIONS = frozenset({"ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Mish", "SELU", "Hardswish", "ReLU6", "Tanh"})
"""Kinds that are taken over from the drawing around the new block."""

NORMS = ("BatchNorm{0}d", "GroupNorm", "InstanceNorm{0}d", "LayerNorm2d")
"""Kinds of normalization that are taken over from the drawing, for tensors with channels."""


@dataclass(frozen=True, slots=True)
class Step:
    """One layer of the branch; the width is a formula, so that one block serves every width."""

    name: str
    node: Node
    formulas: tuple[tuple[str, str], ...] = ()


def branch(project: Project, links: Sequence[Link], shape: Shape) -> list[Step]:
    """Layers that keep a tensor's shape, the last of them one that can start at zero.

    (N, features): Linear, activation, Linear. (N, L, features): LayerNorm, Linear, activation, Linear, as in a
    Transformer. Channels first: convolution, normalization, activation, convolution.

    Raises:
        ProjectError: the tensor holds no floats, or has no width of its own.
    """
    graph = project.graph
    name = graph[links[0].source].name
    if shape.dtype != "float32":
        raise ProjectError(f"{name} gives {shape.dtype}; a residual block needs floats, choose a link behind it")
    if shape.rank not in (2, 3, 4, 5) or any(extent.per_sample for extent in shape.dims[1:]):
        raise ProjectError(f"{name} gives {shape}; a residual block needs (N, features) or (N, channels, …)")
    activation = Step("act", _activation(graph, links[0].source))
    if shape.rank == 2:
        return [_linear("linear_1"), activation, _linear("linear_2")]
    if shape.rank == 3 and not _channels_first(graph, links):
        return [Step("norm", _kind("LayerNorm")), _linear("linear_1"), activation, _linear("linear_2")]
    axes = shape.rank - 2
    return [_conv("conv_1", axes), Step("norm", _norm(project, shape)), activation, _conv("conv_2", axes)]


def _kind(name: str, **values: object) -> Node:
    return nodes.kind(name).from_values(values)


def _linear(name: str) -> Step:
    return Step(name, _kind("Linear", out_features=16), (("out_features", "features"),))


def _conv(name: str, axes: int) -> Step:
    """(The first has no bias: the normalization behind it has one.)"""
    bias = {} if name == "conv_2" else {"bias": False}
    made = _kind(f"Conv{axes}d", out_channels=16, kernel_size=3, padding=1, **bias)
    return Step(name, made, (("out_channels", "channels"),))


def _activation(graph: Graph, node_id: str) -> Node:
    """The nearest one before a node, or ReLU."""
    return next((each.node for each in _upwards(graph, node_id) if each.kind in ACTIVATIONS), _kind("ReLU"))


def _norm(project: Project, shape: Shape) -> Node:
    """What the drawing normalizes pictures (series, volumes) with, or a BatchNorm."""
    fitting = [name.format(shape.rank - 2) for name in NORMS]
    fitting = fitting if shape.rank == 4 else fitting[:-1]
    graphs = [project.graph, *(block.graph for block in project.blocks.values())]
    for node in (each.node for graph in graphs for each in graph if each.kind in fitting):
        if shape.channels % getattr(node, "num_groups", 1) == 0 and getattr(node, "affine", True):
            return node
    return _kind(fitting[0])


def _channels_first(graph: Graph, links: Sequence[Link]) -> bool:
    """Whether a tensor of three axes is (N, channels, L) rather than (N, L, features): its neighbours tell."""
    neighbours = [*(graph[link.target] for link in links), *_upwards(graph, links[0].source)]
    return next((told for told in map(_channels_before, neighbours) if told is not None), False)


def _channels_before(instance: Instance) -> bool | None:
    """Whether a layer takes (N, channels, L); None where it takes either."""
    node = instance.node
    if node.family in ("Convolution", "Pooling") or node.kind in ("BatchNorm1d", "GroupNorm", "InstanceNorm1d"):
        return True
    return False if node.family in ("Linear", "Normalization", "Recurrent", "Attention", "Embedding") else None


def _upwards(graph: Graph, node_id: str) -> Iterable[Instance]:
    """A node and all before it, the nearest first."""
    waiting, seen = [node_id], {node_id}
    while waiting:
        here = waiting.pop(0)
        yield graph[here]
        before = [link.source for link in graph.links_into(here) if link.source not in seen]
        seen.update(before)
        waiting += before
