"""What each loss judges: the tensor, the right answer, and which task that makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.compile.fixes import change, widen
from app.compile.wiring import Arrivals
from app.graph.changes import delete_and_reconnect
from app.graph.graph import Graph, Instance, Link
from app.graph.problem import Fix, Problem
from app.graph.project import Project
from nodes.shape import Shape

Task = Literal["classification", "binary", "regression"]

_KEEPS_NUMBERS = frozenset({"Flatten", "Reshape", "Permute", "Dropout"})
_PROBABILITIES = frozenset({"Softmax", "Sigmoid"})
_TASKS: dict[str, Task] = {"CrossEntropyLoss": "classification", "BCEWithLogitsLoss": "binary"}


@dataclass(frozen=True, slots=True)
class Head:
    """One loss and what it judges.

    Attributes:
        loss: name of the loss node.
        tap: number of the judged tensor among the taps.
        target: number of the Target it is compared with, None where the truth is no Target (an autoencoder).
        task: what a prediction from the tensor is: a class, yes or no, or numbers.
        classes: number of classes, 2 for a binary task, 0 for numbers.
        probabilities: the tensor holds probabilities already (it comes from a Softmax or Sigmoid), not raw scores.
    """

    loss: str
    tap: int
    target: int | None
    task: Task
    classes: int
    probabilities: bool


def task_of(loss: Instance, target: Instance | None, shape: Shape | None) -> tuple[Task, int]:
    """The task of a loss and its number of classes, 0 for numbers."""
    task = _TASKS.get(loss.kind, "regression")
    if task == "binary":
        return task, 2
    if task == "regression":
        return task, 0
    classes = int(getattr(target.node, "classes", 0)) if target is not None else 0
    return task, classes or (shape.channels if shape is not None else 0)


def target_of(graph: Graph, into: Arrivals, loss_id: str) -> Instance | None:
    """The Target that a loss compares with, where it is a Target."""
    link = next((link for link in into[loss_id] if link.input == "target"), None)
    while link is not None:
        source = graph[link.source]
        if source.node.role == "target":
            return source
        link = into[source.id][0] if source.kind in _KEEPS_NUMBERS and into[source.id] else None
    return None


def gives_probabilities(graph: Graph, into: Arrivals, link: Link) -> bool:
    """Whether a Softmax or Sigmoid made the numbers on a link."""
    return _squash(graph, into, link) is not None


def _squash(graph: Graph, into: Arrivals, link: Link) -> Instance | None:
    while True:
        source = graph[link.source]
        if source.kind in _PROBABILITIES:
            return source
        if source.kind not in _KEEPS_NUMBERS or not into[source.id]:
            return None
        link = into[source.id][0]


def head_problems(graph: Graph, into: Arrivals, shapes: Mapping[tuple[str, str], Shape]) -> list[Problem]:
    """Answers that cannot be judged by their Target, and scores that are squashed twice."""
    found = []
    for loss in graph:
        if loss.node.role != "loss":
            continue
        for link in into[loss.id]:
            shape = shapes.get((link.source, link.output))
            if link.input != "x" or shape is None:
                continue
            found += _class_count(graph, into, loss, link, shape)
            found += _squashed_twice(graph, into, loss, link)
    return found


def _class_count(graph: Graph, into: Arrivals, loss: Instance, link: Link, shape: Shape) -> list[Problem]:
    target = target_of(graph, into, loss.id)
    if target is None or shape.rank < 2:
        return []
    task, classes = task_of(loss, target, None)
    if task == "binary":
        return _not_binary(loss, target)
    if task != "classification" or not classes or shape.channels == classes:
        return []
    text = (
        f"{loss.name} expects {classes} scores per sample, one per class of {target.name}, "
        f"got {shape} from {graph[link.source].name}"
    )
    fix = widen(graph, link, classes) or change(
        target, f"Set classes of {target.name} to {shape.channels}", classes=shape.channels
    )
    return [Problem("error", text, loss.id, link, fix)]


def _not_binary(loss: Instance, target: Instance) -> list[Problem]:
    classes = int(getattr(target.node, "classes", 0))
    if classes <= 2:
        return []
    text = f"{loss.name} expects answers 0 or 1, got {classes} classes of {target.name}"
    return [Problem("error", text, loss.id, None, change(target, f"Set classes of {target.name} to 2", classes=2))]


def _squashed_twice(graph: Graph, into: Arrivals, loss: Instance, link: Link) -> list[Problem]:
    squash = _squash(graph, into, link)
    if squash is None or loss.kind not in _TASKS:
        return []
    fix = Fix(f"Remove {squash.name}", tuple(delete_and_reconnect(Project(graph=graph), [squash.id])))
    text = f"{loss.name} takes raw scores, and {squash.name} before it squashes them a second time: learning slows down"
    return [Problem("warning", text, loss.id, link, fix)]
