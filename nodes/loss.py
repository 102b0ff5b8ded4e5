"""Losses: one number that says how wrong the answers are, the mean over the samples. Here: what all have in common."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from nodes.agree import ONE
from nodes.base import FLOAT, INTEGER, Node, Port
from nodes.call import Call, Slot, method, operator
from nodes.param import param
from nodes.shape import Shape, ShapeError

Task = Literal["classification", "binary", "regression"]
Holds = Literal["numbers", "logarithms", "scores", "probabilities", "log probabilities"]

X = Port("x", dtypes=FLOAT)
YES_OR_NO = Port("target", dtypes=FLOAT + INTEGER, layout="0 or 1")


class Loss(Node):
    """What all losses have in common. A port ``target`` takes the truth, every other port what the network says.

    Class attributes set by the declaration:
        task: what the truth is: a class, yes or no, or numbers.
        judges: the first port holds an answer to the same question, so accuracy or errors can be read off.
        raw_target: the truth must not be standardised, counts or probabilities for example.
        title: in words, "" takes the node's name.
    """

    role = "loss"
    passes = True
    outputs = ()
    task: ClassVar[Task] = "regression"
    judges: ClassVar[bool] = True
    raw_target: ClassVar[bool] = False
    title: ClassVar[str] = ""
    weight: float = param(1.0, minimum=0, maximum=1e6, help="factor of this loss in the total")

    def holds(self) -> Holds:
        """What the first port takes; how a prediction is read off from it follows."""
        return "numbers" if self.task == "regression" else "scores"

    def summary(self) -> str:
        return " · ".join(filter(None, ["" if self.weight == 1 else f"weight {self.weight:g}", self.settings()]))

    def settings(self) -> str:
        """The parameters that matter, but for the weight."""
        return ""


def class_axis(rank: int) -> int:
    """The axis of the classes in scores: the last one of a sequence (N, L, classes), else the second."""
    return 2 if rank == 3 else 1


def aligned(x: Shape, target: Shape) -> tuple[Any, Any]:
    """Arguments for answer and truth of one shape; a last axis of one number is taken off where the other lacks it.

    Raises:
        ShapeError: the shapes differ otherwise. (PyTorch would broadcast and train on nonsense.)
    """
    if x.dims == target.dims:
        return Slot("x"), Slot("target")
    if x.dims == (*target.dims, ONE):
        return Call(method.squeeze, Slot("x"), x.rank - 1), Slot("target")
    if target.dims == (*x.dims, ONE):
        return Slot("x"), Call(method.squeeze, Slot("target"), target.rank - 1)
    raise ShapeError(f"expects x and target of one shape, got {x} and {target}")


def aligned_yes_or_no(x: Shape, target: Shape) -> tuple[Any, Any]:
    """As `aligned`, with whole numbers as numbers of the type of x: PyTorch's losses for yes and no take nothing else.

    Raises:
        ShapeError: the shapes differ.
    """
    answer, truth = aligned(x, target)
    return answer, truth if target.dtype == "float32" else Call(method.type_as, truth, Slot("x"))


def signs(truth: Any) -> Call:
    """Yes as 1 and no as −1, which losses with a margin take, from 1 and 0."""
    return Call(operator.sub, Call(operator.mul, 2.0, truth), 1.0)
