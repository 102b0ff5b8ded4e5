"""What can be said about a project before it trains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.compile.drawing import infer
from app.compile.shapes import Inference
from app.graph.graph import Instance
from app.graph.problem import Problem
from app.graph.project import Project


@dataclass(frozen=True, slots=True)
class Row:
    """One node of a report.

    Attributes:
        name, kind, settings: as drawn.
        shapes: shape of each output with the batch as N, "" while it is not known.
        parameters, buffers: numbers in weights and buffers; 0 where another node owns them.
        multiply_adds: for one sample.
        trained: its weights are trained.
    """

    name: str
    kind: str
    settings: str
    shapes: dict[str, str]
    parameters: int
    buffers: int
    multiply_adds: int
    trained: bool

    @property
    def shape(self) -> str:
        """All shapes in one text."""
        if len(self.shapes) == 1:
            return next(iter(self.shapes.values()))
        return ", ".join(f"{name} {shape}" for name, shape in self.shapes.items())


@dataclass(frozen=True, slots=True)
class Report:
    """Findings about a project, in document order."""

    title: str
    problems: tuple[Problem, ...]
    inference: Inference
    rows: tuple[Row, ...]
    parameters: int
    trainable: int

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds of the whole drawing for one sample."""
        return sum(row.multiply_adds for row in self.rows)

    @property
    def can_train(self) -> bool:
        """Whether no problem is an error."""
        return all(problem.severity != "error" for problem in self.problems)

    def to_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "title": self.title,
            "can_train": self.can_train,
            "parameters": self.parameters,
            "trainable": self.trainable,
            "multiply_adds": self.multiply_adds,
            "nodes": [
                {
                    "name": row.name,
                    "kind": row.kind,
                    "settings": row.settings,
                    "shapes": row.shapes,
                    "parameters": row.parameters,
                    "buffers": row.buffers,
                    "multiply_adds": row.multiply_adds,
                    "trained": row.trained,
                }
                for row in self.rows
            ],
            "problems": [
                {
                    "severity": problem.severity,
                    "message": problem.message,
                    "node": problem.node,
                    "fix": problem.fix.label if problem.fix else None,
                }
                for problem in self.problems
            ],
        }


def check(project: Project) -> Report:
    """Look at structure and shapes. Opens no data, allocates no weights, never raises for what is drawn."""
    drawing = infer(project)
    inference, found = drawing.at(), drawing.problems()
    rows = tuple(_row(instance, inference) for instance in project.graph)
    return Report(
        project.title,
        tuple(sorted(found, key=lambda problem: problem.severity)),
        inference,
        rows,
        inference.total_parameters,
        sum(row.parameters for row in rows if row.trained),
    )


def _row(instance: Instance, inference: Inference) -> Row:
    shapes = {name: inference.shapes.get((instance.id, name)) for name in instance.node.outputs}
    parameters = inference.parameters.get(instance.id, 0)
    return Row(
        instance.name,
        instance.kind,
        instance.node.summary(),
        {name: "" if shape is None else str(shape) for name, shape in shapes.items()},
        parameters,
        inference.buffers.get(instance.id, 0),
        inference.multiply_adds.get(instance.id, 0),
        parameters > 0 and not instance.frozen,
    )
