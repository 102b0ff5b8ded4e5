"""What each loss judges: the tensor, the right answer, and which task that makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.compile.shapes.fixes import change, insert, widen
from app.compile.wiring import Arrivals
from app.graph.changes import delete_and_reconnect
from app.graph.edits import ChangeNode
from app.graph.graph import Graph, Instance, Link
from app.graph.problem import Fix, Problem
from app.graph.project import Project
from nodes.loss import Loss, Task, class_axis
from nodes.registry import kind
from nodes.shape import Shape

if TYPE_CHECKING:
    from torch import Tensor

_KEEPS_NUMBERS = frozenset(
    {"Flatten", "Reshape", "Unflatten", "Permute", "Transpose", "Squeeze", "Unsqueeze", "Dropout"}
)
_PROBABILITIES = frozenset({"Softmax", "Softmin", "Sigmoid", "Hardsigmoid"})
_LOGARITHMS = frozenset({"LogSoftmax", "LogSigmoid"})
_SQUASHES = _PROBABILITIES | _LOGARITHMS


@dataclass(frozen=True, slots=True)
class Head:
    """One loss whose first port holds an answer that can be compared with its truth.

    Attributes:
        loss: name of the loss node.
        title: the loss in words.
        tap: number of the judged tensor among the taps.
        target: number of the Target it is compared with, None where the truth is no Target (an autoencoder).
        task: what a prediction from the tensor is: a class, yes or no, or numbers.
        classes: number of classes, 2 for a binary task, 0 for numbers.
        probabilities: the tensor holds probabilities already (it comes from a Softmax or Sigmoid), not raw scores.
        logarithms: the tensor holds logarithms of the predicted numbers.
    """

    loss: str
    title: str
    tap: int
    target: int | None
    task: Task
    classes: int
    probabilities: bool
    logarithms: bool = False


def declared(loss: Instance) -> Loss:
    """The node of a loss."""
    assert isinstance(loss.node, Loss)
    return loss.node


def task_of(loss: Instance, target: Instance | None, shape: Shape | None) -> tuple[Task, int]:
    """The task of a loss and its number of classes, 0 for numbers."""
    task = declared(loss).task
    if task == "binary":
        return task, 2
    if task == "regression":
        return task, 0
    classes = int(getattr(target.node, "classes", 0)) if target is not None else 0
    return task, classes or (_classes(shape) if shape is not None else 0)


def classes_second(head: Head, scores: Tensor) -> Tensor:
    """Scores of a classifying head with the classes as second axis, as torch has them, also for sequences."""
    return scores.movedim(class_axis(scores.dim()), 1) if head.task == "classification" else scores


def _classes(shape: Shape) -> int:
    return shape.size(class_axis(shape.rank))


def target_of(graph: Graph, into: Arrivals, loss_id: str) -> Instance | None:
    """The Target that a loss compares with, where it is a Target."""
    link = next((link for link in into[loss_id] if link.input == "target"), None)
    while link is not None:
        source = graph[link.source]
        if source.node.role == "target":
            return source
        link = into[source.id][0] if source.kind in _KEEPS_NUMBERS and into[source.id] else None
    return None


def holds_probabilities(graph: Graph, into: Arrivals, loss: Instance, link: Link) -> bool:
    """Whether the judged tensor holds probabilities: the loss takes them, or a Softmax or Sigmoid made them."""
    holds = declared(loss).holds()
    squash = _squash(graph, into, link)
    return holds == "probabilities" or (holds == "scores" and squash is not None and squash.kind in _PROBABILITIES)


def _squash(graph: Graph, into: Arrivals, link: Link) -> Instance | None:
    """What made probabilities, or their logarithms, of the numbers on a link."""
    while True:
        source = graph[link.source]
        if source.kind in _SQUASHES:
            return source
        if source.kind not in _KEEPS_NUMBERS or not into[source.id]:
            return None
        link = into[source.id][0]


def head_problems(graph: Graph, into: Arrivals, shapes: Mapping[tuple[str, str], Shape]) -> list[Problem]:
    """Answers that cannot be judged by their Target, and scores that are squashed twice or not at all."""
    found = []
    for loss in graph:
        if loss.node.role != "loss":
            continue
        for link in into[loss.id]:
            shape = shapes.get((link.source, link.output))
            if link.input != loss.node.inputs[0].name or shape is None:
                continue
            found += _class_count(graph, into, loss, link, shape)
            found += _wrong_scale(graph, into, loss, link)
    return found


def _class_count(graph: Graph, into: Arrivals, loss: Instance, link: Link, shape: Shape) -> list[Problem]:
    target = target_of(graph, into, loss.id)
    if target is None:
        return []
    task, classes = task_of(loss, target, None)
    if task == "binary":
        return _not_binary(loss, target)
    if task != "classification" or not classes or shape.rank < 2 or _classes(shape) == classes:
        return []
    text = (
        f"{loss.name} expects {classes} scores per sample, one per class of {target.name}, "
        f"got {shape} from {graph[link.source].name}"
    )
    fix = widen(graph, link, classes) or change(
        target, f"Set classes of {target.name} to {_classes(shape)}", classes=_classes(shape)
    )
    return [Problem("error", text, loss.id, link, fix)]


def _not_binary(loss: Instance, target: Instance) -> list[Problem]:
    classes = int(getattr(target.node, "classes", 0))
    if classes <= 2:
        return []
    text = f"{loss.name} expects answers 0 or 1, got {classes} classes of {target.name}"
    return [Problem("error", text, loss.id, None, change(target, f"Set classes of {target.name} to 2", classes=2))]


def _wrong_scale(graph: Graph, into: Arrivals, loss: Instance, link: Link) -> list[Problem]:
    holds, squash = declared(loss).holds(), _squash(graph, into, link)
    if holds == "scores" and squash is not None and squash.kind in _PROBABILITIES:
        return [_squashed_twice(graph, loss, link, squash)]
    if holds == "probabilities" and (squash is None or squash.kind not in _PROBABILITIES):
        return [_unsquashed(graph, loss, link, "probabilities, numbers from 0 to 1", "Sigmoid")]
    if holds == "log probabilities" and (squash is None or squash.kind not in _LOGARITHMS):
        found = _unsquashed(graph, loss, link, "log probabilities", "LogSoftmax")
        if squash is not None and squash.kind == "Softmax":
            log = kind("LogSoftmax").from_values(squash.node.values())
            found = replace(
                found, fix=Fix(f"Make {squash.name} a LogSoftmax", (ChangeNode(replace(squash, node=log)),))
            )
        return [found]
    return []


def _squashed_twice(graph: Graph, loss: Instance, link: Link, squash: Instance) -> Problem:
    fix = Fix(f"Remove {squash.name}", tuple(delete_and_reconnect(Project(graph=graph), [squash.id])))
    text = f"{loss.name} takes raw scores, and {squash.name} before it squashes them a second time: learning slows down"
    return Problem("warning", text, loss.id, link, fix)


def _unsquashed(graph: Graph, loss: Instance, link: Link, wanted: str, squash: str) -> Problem:
    text = f"{loss.name} takes {wanted}; {graph[link.source].name} before it gives others: a {squash} makes them"
    return Problem("warning", text, loss.id, link, insert(graph, link, squash))
