"""What can be said about a project before it trains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.compile.analysis.engine import analyse
from app.compile.analysis.rows import Analysis
from app.compile.analysis.rows import Row as Analysed
from app.compile.drawing import Drawing, infer
from app.compile.shapes.engine import Inference
from app.graph.graph import Instance
from app.graph.problem import Problem
from app.graph.project import Project


@dataclass(frozen=True, slots=True)
class Row:
    """One node of a report.

    Attributes:
        name, kind, settings: as drawn.
        shapes: shape of each output with the batch as N, "" while it is not known.
        parameters: numbers in its weights; 0 where another node owns them.
        trained: its weights are trained.
        figures: what it costs and sees, where that was asked for.
    """

    name: str
    kind: str
    settings: str
    shapes: dict[str, str]
    parameters: int
    trained: bool
    figures: Analysed | None = None

    @property
    def shape(self) -> str:
        """All shapes in one text."""
        if len(self.shapes) == 1:
            return next(iter(self.shapes.values()))
        return ", ".join(f"{name} {shape}" for name, shape in self.shapes.items())

    def to_json(self) -> dict[str, Any]:
        """The row as plain data."""
        figures = {"parameters": self.parameters} if self.figures is None else self.figures.to_json()
        return {"name": self.name, "kind": self.kind, "settings": self.settings, "shapes": self.shapes, **figures}


@dataclass(frozen=True, slots=True)
class Report:
    """Findings about a project, in document order.

    Attributes:
        problems: errors before warnings.
        parameters, trainable: numbers in all weights, and in those that are trained.
        analysis: what everything costs and sees, where that was asked for.
    """

    title: str
    problems: tuple[Problem, ...]
    inference: Inference
    rows: tuple[Row, ...]
    parameters: int
    trainable: int
    analysis: Analysis | None = None

    @property
    def can_train(self) -> bool:
        """Whether no problem is an error."""
        return all(problem.severity != "error" for problem in self.problems)

    def to_json(self) -> dict[str, Any]:
        """The report as plain data. FLOPs and multiply-adds are for one sample, memory in bytes for the batch."""
        return {
            "title": self.title,
            "can_train": self.can_train,
            **self._totals(),
            "nodes": [row.to_json() for row in self.rows],
            "problems": [_told(problem) for problem in self.problems],
        }

    def _totals(self) -> dict[str, Any]:
        if self.analysis is None:
            return {"parameters": self.parameters, "trainable": self.trainable}
        whole = self.analysis.total.to_json()
        return {"batch": self.analysis.batch} | {key: whole[key] for key in whole if isinstance(whole[key], int)}


def check(project: Project, batch: int | None = None) -> Report:
    """Look at structure and shapes. Opens no data, allocates no weights, never raises for what is drawn.

    Args:
        project: what is drawn.
        batch: samples of a batch; then the report has an analysis, too, with the memory that such a batch needs.
    """
    drawing = infer(project)
    inference, found = drawing.at(), drawing.problems()
    analysed = None if batch is None else analyse(drawing, batch)
    rows = tuple(_row(instance, inference, analysed) for instance in project.graph)
    return Report(
        project.title,
        tuple(sorted(found, key=lambda problem: problem.severity)),
        inference,
        rows,
        inference.total_parameters,
        _trainable(drawing),
        analysed,
    )


def _row(instance: Instance, inference: Inference, analysed: Analysis | None) -> Row:
    shapes = {name: inference.shapes.get((instance.id, name)) for name in instance.node.outputs}
    parameters = inference.parameters.get(instance.id, 0)
    return Row(
        instance.name,
        instance.kind,
        instance.node.summary(),
        {name: "" if shape is None else str(shape) for name, shape in shapes.items()},
        parameters,
        parameters > 0 and not instance.frozen,
        analysed.rows.get(instance.id) if analysed else None,
    )


def _trainable(drawing: Drawing) -> int:
    """Numbers in all weights that are trained; a node inside a frozen block is frozen, too."""
    graph = drawing.expanded.graph
    return sum(count for node_id, count in drawing.flat.parameters.items() if not graph[node_id].frozen)


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "severity": problem.severity,
        "message": problem.message,
        "node": problem.node,
        "fix": problem.fix.label if problem.fix else None,
    }
