"""Small drawings for tests, written as text: one node a line, links by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.graph.graph import Instance, Link
from app.graph.project import Project
from nodes.registry import kind


def draw(
    *nodes: tuple[str, str, dict[str, Any]], links: str, title: str = "Drawn", **fields: dict[str, Any]
) -> Project:
    """A project of nodes ``(name, kind, parameters)`` with ``links`` such as ``a > b, b.last > c.x, b > c.target``.

    ``fields`` gives other fields of an instance by its name: ``conv={"frozen": True}``. Ids are ``id_<name>``.
    """
    project = Project(title=title)
    for name, kind_name, params in nodes:
        instance = Instance(f"id_{name}", name, kind(kind_name).from_values(params))
        project.graph.put_instance(replace(instance, **fields.get(name, {})))
    for text in filter(None, (part.strip() for part in links.split(","))):
        _link(project, *(end.strip() for end in text.split(">")))
    return project


def _link(project: Project, before: str, after: str) -> None:
    source, _, output = before.partition(".")
    target, _, port = after.partition(".")
    graph = project.graph
    output = output or graph[f"id_{source}"].node.outputs[0]
    port = port or graph[f"id_{target}"].node.inputs[0].name
    order = len(graph.links_at(f"id_{target}", port))
    graph.put_link(Link(f"id_{source}", output, f"id_{target}", port, order))


def digits_cnn() -> Project:
    """A small convolutional classifier of 8 x 8 pictures."""
    return draw(
        ("image", "Input", {"shape": [1, 8, 8]}),
        ("conv_1", "Conv2d", {"out_channels": 8, "padding": 1}),
        ("norm_1", "BatchNorm2d", {}),
        ("relu_1", "ReLU", {}),
        ("pool_1", "MaxPool2d", {"kernel_size": 2}),
        ("flatten", "Flatten", {}),
        ("dropout", "Dropout", {"p": 0.2}),
        ("linear_1", "Linear", {"out_features": 10}),
        ("output", "Output", {}),
        ("label", "Target", {"classes": 10}),
        ("loss", "CrossEntropyLoss", {}),
        links="image > conv_1, conv_1 > norm_1, norm_1 > relu_1, relu_1 > pool_1, pool_1 > flatten, flatten > dropout,"
        "dropout > linear_1, linear_1 > output, linear_1 > loss, label > loss.target",
        title="Digits CNN",
    )
