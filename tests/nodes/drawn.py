"""Cases as documents: a kind between Inputs and Outputs, or a loss behind a layer that can be trained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from case import Case, Within

import nodes
from app.graph.graph import Instance, Link
from app.graph.project import Project
from nodes.loss import Loss, class_axis
from nodes.shape import Shape

_SIDE = Case("MSELoss", (Shape.per_sample(1), Shape.per_sample(1)), ())
"""Stands beside layers: only a drawing with a loss compiles."""


@dataclass
class _Drawer:
    """Puts one case into a project; every name begins with the prefix."""

    project: Project
    prefix: str
    inputs: list[str] = field(default_factory=list)

    def put(self, name: str, kind: str, **values: Any) -> str:
        name = self.prefix + name
        self.project.graph.put_instance(Instance(f"id_{name}", name, nodes.kind(kind).from_values(values)))
        return name

    def link(self, source: str, target: str, output: str = "y", port: str = "x", order: int = 0) -> None:
        self.project.graph.put_link(Link(f"id_{source}", output, f"id_{target}", port, order))

    def given(self, port: str, shape: Shape, number: int) -> str:
        if shape.dims[0].per_sample == 0:
            return self.put(f"{port}_{number}", "Parameter", shape=list(shape.at(1)), start="normal", std=1.0)
        if shape.dtype == "bool":
            asked = self.put(f"{port}_{number}", "Compare", relation="greater", number=0.0)
            self.link(self.given(f"{port}_number", Shape(shape.dims), number), asked, port="a")
            return asked
        return self.put(f"{port}_{number}", "Input", shape=list(shape.sample), dtype=shape.dtype)

    def layer(self, case: Case) -> None:
        name = self.put("node", case.kind, **case.values)
        for port, number, shape in _arriving(case):
            self.link(self.given(port, shape, number), name, port=port, order=number)
        for output in case.node.outputs:
            self.link(name, self.put(f"out_{output}", "Output"), output=output)

    def loss(self, case: Case) -> None:
        """x comes from a Linear, so that there is something to train; the port ``target`` from a Target."""
        name = self.put("node", case.kind, **case.values)
        for port, number, shape in _arriving(case):
            if port == "target":
                source = self.put(port, "Target", shape=list(shape.sample), classes=_classes(case, shape))
            else:
                source = self.given(port, shape, number)
                source = self.trained(source, shape) if port == case.node.inputs[0].name else source
                self.link(source, self.put(f"out_{port}", "Output"))
            self.link(source, name, port=port, order=number)

    def trained(self, source: str, shape: Shape) -> str:
        count = prod(shape.sample)
        for kind, values in (
            ("Reshape", {"shape": [count]}),
            ("Linear", {"out_features": count}),
            ("Reshape", {"shape": list(shape.sample)}),
            *([("Sigmoid", {})] if isinstance(shape, Within) else []),
        ):
            name = self.put(f"before_{len(self.project.graph)}", kind, **values)
            self.link(source, name)
            source = name
        return source


def drawing(cases: Sequence[Case]) -> Project:
    """One document that holds all these cases beside each other, in their order."""
    project = Project(title="Drawn")
    for number, case in enumerate(cases):
        drawer = _Drawer(project, f"c{number}_")
        if case.node.role == "loss":
            drawer.loss(case)
        else:
            drawer.layer(case)
    if all(case.node.role != "loss" for case in cases):
        _Drawer(project, "side_").loss(_SIDE)
    return project


def _arriving(case: Case) -> Iterator[tuple[str, int, Shape]]:
    for port, shapes in zip(case.node.inputs, case.shapes, strict=True):
        for number, shape in enumerate(shapes if port.many else (shapes,)):
            if shape is not None:
                yield port.name, number, shape


def _classes(case: Case, target: Shape) -> int:
    """Class count of a Target: that of the scores it is compared with, 2 for yes and no."""
    if target.dtype == "float32":
        return 0
    if isinstance(case.node, Loss) and case.node.task == "binary":
        return 2
    scores = case.shapes[0]
    count = scores.size(class_axis(scores.rank)) if scores.rank > 1 else 1
    return count if count > 1 else 2
