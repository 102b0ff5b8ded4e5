"""Small real networks with data for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import torch

from app.compile.bindings import bindings_of
from app.compile.module import Compiled, compile_project
from app.data.prepare import Prepared, prepare
from app.graph.data_choice import DataChoice
from app.graph.graph import Instance, Link
from app.graph.project import Project
from nodes.registry import kind


def chain(*nodes: tuple[str, str, dict[str, Any]], classes: int = 10, loss: str = "CrossEntropyLoss") -> Project:
    """Nodes ``(name, kind, parameters)`` one after another, an Output, a Target and a loss."""
    project = Project(title="Chain")
    ends = [("output", "Output", {}), ("label", "Target", {"classes": classes}), ("loss", loss, {})]
    for name, kind_name, params in [*nodes, *ends]:
        project.graph.put_instance(Instance(f"id_{name}", name, kind(kind_name).from_values(params)))
    names = [name for name, _, _ in nodes]
    for before, after in [*pairwise(names), (names[-1], "output"), (names[-1], "loss")]:
        source, target = project.graph[f"id_{before}"], project.graph[f"id_{after}"]
        output = "last" if "last" in source.node.outputs else source.node.outputs[0]
        project.graph.put_link(Link(source.id, output, target.id, target.node.inputs[0].name))
    project.graph.put_link(Link("id_label", project.graph["id_label"].node.outputs[0], "id_loss", "target"))
    return project


def digits_cnn() -> Project:
    """Convolution, batch norm and dropout on 8 x 8 pictures."""
    return chain(
        ("image", "Input", {"shape": [1, 8, 8]}),
        ("conv", "Conv2d", {"out_channels": 6, "padding": 1}),
        ("norm", "BatchNorm2d", {}),
        ("relu", "ReLU", {}),
        ("pool", "MaxPool2d", {"kernel_size": 2}),
        ("flatten", "Flatten", {}),
        ("dropout", "Dropout", {"p": 0.3}),
        ("linear", "Linear", {"out_features": 10}),
    )


def iris_mlp() -> Project:
    """Two layers on four numbers."""
    project = chain(
        ("row", "Input", {"shape": [4]}),
        ("first", "Linear", {"out_features": 8}),
        ("tanh", "Tanh", {}),
        ("second", "Linear", {"out_features": 3}),
        classes=3,
    )
    return replace(project, data=DataChoice(source="iris"))


def ready(project: Project, seed: int = 0) -> tuple[Compiled, Prepared]:
    """Compiled and with its data."""
    torch.set_num_threads(1)
    return compile_project(project, seed=seed), prepare(project.data, bindings_of(project))


def steps(compiled: Compiled, prepared: Prepared, count: int = 20, lr: float = 1e-2) -> list[torch.Tensor]:
    """Train a little with Adam on batches of 64 and give the weights before each step and after the last."""
    optimizer = torch.optim.Adam(compiled.parameters(), lr=lr)
    generator = torch.Generator().manual_seed(0)
    compiled.train()
    kept = [flat(compiled)]
    for _ in range(count):
        rows = torch.randint(len(prepared.train), (64,), generator=generator)
        part = prepared.train.subset(rows)
        optimizer.zero_grad()
        compiled.loss(part.inputs, part.targets).backward()
        optimizer.step()
        kept.append(flat(compiled))
    return kept


def flat(compiled: Compiled) -> torch.Tensor:
    """The trained weights as one vector, copied."""
    return torch.cat([parameter.detach().reshape(-1) for parameter in compiled.parameters()]).clone()
