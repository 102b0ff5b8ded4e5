"""A small project with every section in use."""

from __future__ import annotations

import pytest

import nodes
from app.graph.graph import Instance, Link
from app.graph.project import Frame, Project

KINDS = {
    "image": ("Input", {"shape": [1, 8, 8]}),
    "conv_1": ("Conv2d", {"out_channels": 4, "padding": 1}),
    "conv_2": ("Conv2d", {"out_channels": 4, "padding": [1, 1]}),
    "add_1": ("Add", {}),
    "flatten_1": ("Flatten", {}),
    "linear_1": ("Linear", {"out_features": 10}),
    "output": ("Output", {}),
    "digit": ("Target", {"classes": 10}),
    "loss": ("CrossEntropyLoss", {}),
}
LINKS = (
    ("image", "conv_1", "x", 0),
    ("conv_1", "conv_2", "x", 0),
    ("conv_1", "add_1", "x", 0),
    ("conv_2", "add_1", "x", 1),
    ("add_1", "flatten_1", "x", 0),
    ("flatten_1", "linear_1", "x", 0),
    ("linear_1", "output", "x", 0),
    ("linear_1", "loss", "x", 0),
    ("digit", "loss", "target", 0),
)


def small_project() -> Project:
    """Image -> conv -> conv with a skip -> linear, with a loss. Ids are names with an ``n_`` before them."""
    project = Project(title="Small", summary='A paragraph: ü, 数, "quotes".')
    for position, (name, (kind, params)) in enumerate(KINDS.items()):
        node = nodes.kind(kind).from_values(params)
        project.graph.put_instance(Instance(f"n_{name}", name, node, x=240.0 * position, y=8.0))
    for source, target, port, order in LINKS:
        project.graph.put_link(Link(f"n_{source}", "y", f"n_{target}", port, order))
    project.frames = (Frame("f1", "Body", 0, -40, 480.5, 200, "#6ea8fe"),)
    project.data = project.data.changed(source="csv", options={"path": "a/b.csv", "columns": ["x", "y"], "rows": 3})
    return project


@pytest.fixture
def project() -> Project:
    return small_project()
