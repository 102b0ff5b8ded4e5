"""Networks with weights to be grown: drawn by a few lines, their numbers far from those of a fresh start."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

import nodes
from app.compile.module import Compiled, compile_project
from app.graph import changes
from app.graph.graph import Instance, Link
from app.graph.project import Project
from app.training.starts.growing import Grown, deepened, widened
from app.training.starts.warm_start import WarmStart
from nodes.endpoints import Input

Drawn = tuple[str, str, dict[str, Any]]


def drawn(*layers: Drawn, shape: tuple[int, ...], classes: int = 3, wires: tuple[str, ...] = ()) -> Project:
    """A row of layers from an Input to Output and loss; ``wires`` are further links, "a>b" or "a>b:port:order"."""
    project = Project()
    ends: tuple[Drawn, ...] = (
        ("output", "Output", {}),
        ("truth", "Target", {"classes": classes}),
        ("loss", "CrossEntropyLoss", {}),
    )
    for name, kind, params in (("data", "Input", {"shape": list(shape)}), *layers, *ends):
        project.graph.put_instance(Instance(name, name, nodes.kind(kind).from_values(params)))
    names = ["data", *(name for name, _, _ in layers)]
    for before, after in pairwise(names):
        project.graph.put_link(Link(before, "y", after, project.graph[after].node.inputs[0].name))
    for after in ("output", "loss"):
        project.graph.put_link(Link(names[-1], "y", after, "x"))
    project.graph.put_link(Link("truth", "y", "loss", "target"))
    for wire in wires:
        ends_, port, order = (*wire.split(":"), "x", "0")[:3] if ":" in wire else (wire, "x", "1")
        source, target = ends_.split(">")
        project.graph.put_link(Link(source, "y", target, port, int(order)))
    return project


def samples(project: Project, count: int = 16) -> list[Tensor]:
    """Random numbers for every Input."""
    generator = torch.Generator().manual_seed(5)
    shapes = [each.node.shape for each in project.graph if isinstance(each.node, Input)]
    return [torch.randn((count, *shape), generator=generator) for shape in shapes]


def trained(project: Project) -> WarmStart:
    """Weights as if it had been trained: scales, shifts and running statistics all differ from unit to unit."""
    compiled = compile_project(project, seed=3)
    compiled.train()
    generator = torch.Generator().manual_seed(4)
    with torch.no_grad():
        for _ in range(3):
            compiled.forward(*samples(project))
        for weight in compiled.parameters():
            weight += 0.1 * torch.randn(weight.shape, generator=generator)
    weights = {name: value.clone() for name, value in compiled.root.state_dict().items()}
    return WarmStart("run first", weights)


def loaded(project: Project, start: WarmStart) -> Compiled:
    """The network with these weights, in training mode."""
    compiled = compile_project(project, seed=9)
    start.put(compiled)
    compiled.train()
    return compiled


PICTURE = drawn(
    ("conv_1", "Conv2d", {"out_channels": 5, "padding": 1}),
    ("norm_1", "BatchNorm2d", {}),
    ("relu_1", "ReLU", {}),
    ("conv_2", "Conv2d", {"out_channels": 6, "padding": 1}),
    ("pool", "MaxPool2d", {}),
    ("flat", "Flatten", {}),
    ("fc_1", "Linear", {"out_features": 7}),
    ("tanh", "Tanh", {}),
    ("fc_2", "Linear", {"out_features": 3}),
    shape=(2, 6, 6),
)
SEQUENCE = drawn(
    ("fc_1", "Linear", {"out_features": 6}),
    ("norm_1", "LayerNorm", {}),
    ("gelu", "GELU", {}),
    ("fc_2", "Linear", {"out_features": 5}),
    ("mean", "Mean", {"dim": [1]}),
    ("fc_3", "Linear", {"out_features": 3}),
    shape=(4, 3),
)


def deep(project: Project, source: str, target: str, scope: str = "") -> Grown:
    graph = project.inside(scope).graph
    link = next(each for each in graph.links_from(graph.named(source).id) if graph[each.target].name == target)
    return deepened(project, trained(project), changes.links_together(graph, link), samples(project), scope)


def wide(project: Project, name: str, width: int, scope: str = "") -> Grown:
    node_id = project.inside(scope).graph.named(name).id
    return widened(project, trained(project), node_id, width, samples(project), scope)
