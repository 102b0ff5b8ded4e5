"""Drawings to test with."""

from __future__ import annotations

from typing import Any

from app.graph.changes import arrange
from app.graph.edits import apply_all
from app.graph.graph import Instance, Link
from app.graph.project import Project
from nodes import kind


def drawing(nodes: list[tuple[str, str, dict[str, Any]]], links: list[str], laid_out: bool = True) -> Project:
    """Nodes as (name, kind, parameters), links as ``a -> b`` or ``a -> b.port``; names are the ids."""
    project = Project()
    for place, (name, kind_name, params) in enumerate(nodes):
        node = kind(kind_name).from_values(params)
        project.graph.put_instance(Instance(name, name, node, x=240.0 * place, y=0.0))
    for text in links:
        source, target = text.split(" -> ")
        target, _, port = target.partition(".")
        declared = project.graph[target].node.inputs
        port = port or declared[0].name
        order = len(project.graph.links_at(target, port))
        output = project.graph[source].node.outputs[0]
        project.graph.put_link(Link(source, output, target, port, order))
    if laid_out:
        apply_all(project, arrange(project))
    return project


def chain() -> Project:
    """image, conv_1, relu_1 in a row with gaps of 76 px, and linear_1 apart below."""
    project = drawing(
        [("image", "Input", {}), ("conv_1", "Conv2d", {"padding": 1}), ("relu_1", "ReLU", {})],
        ["image -> conv_1", "conv_1 -> relu_1"],
        laid_out=False,
    )
    project.graph.put_instance(Instance("linear_1", "linear_1", kind("Linear").from_values({}), x=240.0, y=200.0))
    return project


def digits() -> Project:
    """A CNN with a residual add and three concatenated branches."""
    conv = {"kernel_size": 3, "padding": 1}
    return drawing(
        [
            ("image", "Input", {}),
            ("conv_1", "Conv2d", conv | {"out_channels": 16}),
            ("norm_1", "BatchNorm2d", {}),
            ("relu_1", "ReLU", {}),
            ("conv_2", "Conv2d", conv | {"out_channels": 16}),
            ("norm_2", "BatchNorm2d", {}),
            ("add_1", "Add", {}),
            ("relu_2", "ReLU", {}),
            ("branch_1", "Conv2d", {"kernel_size": 1, "out_channels": 8}),
            ("branch_3", "Conv2d", conv | {"out_channels": 16}),
            ("branch_5", "Conv2d", {"kernel_size": 5, "padding": 2, "out_channels": 8}),
            ("concatenate_1", "Concatenate", {}),
            ("pool", "GlobalAvgPool2d", {}),
            ("flatten_1", "Flatten", {}),
            ("linear_1", "Linear", {}),
            ("digit", "Output", {}),
            ("label", "Target", {}),
            ("loss", "CrossEntropyLoss", {}),
        ],
        [
            "image -> conv_1",
            "conv_1 -> norm_1",
            "norm_1 -> relu_1",
            "relu_1 -> conv_2",
            "conv_2 -> norm_2",
            "norm_2 -> add_1",
            "relu_1 -> add_1",
            "add_1 -> relu_2",
            "relu_2 -> branch_1",
            "relu_2 -> branch_3",
            "relu_2 -> branch_5",
            "branch_1 -> concatenate_1",
            "branch_3 -> concatenate_1",
            "branch_5 -> concatenate_1",
            "concatenate_1 -> pool",
            "pool -> flatten_1",
            "flatten_1 -> linear_1",
            "linear_1 -> digit",
            "linear_1 -> loss",
            "label -> loss.target",
        ],
    )


def large(count: int = 1000, columns: int = 40) -> Project:
    """A grid of nodes, each linked to the next, every other also to one in the row below: 1479 links."""
    project = Project()
    linear, add = kind("Linear").from_values({}), kind("Add").from_values({})
    for place in range(count):
        x, y = place % columns * 240.0, place // columns * 150.0
        project.graph.put_instance(Instance(f"n{place}", f"x_{place}", add if place % 2 else linear, x, y))
    port = [add.inputs[0].name if place % 2 else "x" for place in range(count)]
    links = [Link(f"n{place}", "y", f"n{place + 1}", port[place + 1]) for place in range(count - 1)]
    down = range(0, count - columns - 1, 2)
    links += [Link(f"n{place}", "y", f"n{place + columns + 1}", port[1], 1) for place in down]
    project.graph.put_links(links)
    return project
