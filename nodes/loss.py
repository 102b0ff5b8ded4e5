"""Losses: one number that says how wrong the answers are, the mean over the samples."""

from __future__ import annotations

from typing import Any

from nodes.base import FLOAT, INTEGER, Node, Port
from nodes.call import Call, F, Slot, method
from nodes.param import param
from nodes.registry import node
from nodes.shape import Extent, Shape, ShapeError

ONE = Extent(0, 1)
NUMBERS = (Port("x", dtypes=FLOAT), Port("target", dtypes=FLOAT, layout="numbers"))


class _Loss(Node):
    """What all losses have in common."""

    role = "loss"
    outputs = ()
    weight: float = param(1.0, minimum=0, maximum=1e6, help="factor of this loss in the total")

    def summary(self) -> str:
        return "" if self.weight == 1 else f"weight {self.weight:g}"


@node("Loss", keywords=("classification", "softmax", "log likelihood", "classes", "nll"))
class CrossEntropyLoss(_Loss):
    """Punishes a low probability of the right class. Takes raw scores; softmax is built in."""

    inputs = (
        Port("x", ranks=(2,), dtypes=FLOAT, layout="scores (N, classes)"),
        Port("target", ranks=(1,), dtypes=INTEGER, layout="one class number per sample (N,)"),
    )
    formula = "−log softmax(x)[target]"
    label_smoothing: float = param(
        0.0, minimum=0, maximum=1, help="share of the probability spread over all classes; 0.1 is usual"
    )

    def build(self, x: Shape, target: Shape) -> Call:
        if x.channels < 2:
            raise ShapeError(f"expects scores of at least 2 classes, got {x}")
        return Call(F.cross_entropy, Slot("x"), Slot("target"), **self.options("label_smoothing"))

    def summary(self) -> str:
        parts = [super().summary(), f"smoothing {self.label_smoothing:g}" if self.label_smoothing else ""]
        return " · ".join(filter(None, parts))


@node("Loss", keywords=("binary", "classification", "sigmoid", "yes or no", "multi-label"))
class BCEWithLogitsLoss(_Loss):
    """Punishes wrong yes-or-no answers. Takes raw scores; the sigmoid is built in."""

    inputs = (Port("x", dtypes=FLOAT), Port("target", dtypes=FLOAT + INTEGER, layout="0 or 1"))
    formula = "−t · log σ(x) − (1 − t) · log(1 − σ(x))"

    def build(self, x: Shape, target: Shape) -> Call:
        answer, truth = _aligned(x, target)
        if target.dtype != "float32":
            truth = Call(method.float, truth)
        return Call(F.binary_cross_entropy_with_logits, answer, truth)


@node("Loss", keywords=("regression", "squared error", "l2", "mean squared"))
class MSELoss(_Loss):
    """Mean squared distance: large errors count most."""

    inputs = NUMBERS
    formula = "mean (x − target)²"

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(F.mse_loss, *_aligned(x, target))


@node("Loss", keywords=("regression", "absolute error", "mae", "median"))
class L1Loss(_Loss):
    """Mean absolute distance: outliers count no more than others."""

    inputs = NUMBERS
    formula = "mean |x − target|"

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(F.l1_loss, *_aligned(x, target))


@node("Loss", keywords=("regression", "robust", "smooth l1", "outliers"))
class HuberLoss(_Loss):
    """Squared for small distances, straight for large ones: robust against outliers."""

    inputs = NUMBERS
    formula = "½ d² for |d| ≤ delta, delta · (|d| − ½ delta) beyond; d = x − target"
    delta: float = param(1.0, minimum=1e-6, maximum=1e6, help="distance where the square turns into a line")

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(F.huber_loss, *_aligned(x, target), **self.options("delta"))

    def summary(self) -> str:
        return " · ".join(filter(None, [f"delta {self.delta:g}", super().summary()]))


def _aligned(x: Shape, target: Shape) -> tuple[Any, Any]:
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
