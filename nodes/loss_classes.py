"""Losses for one class out of many."""

from __future__ import annotations

from nodes.base import FLOAT, INTEGER, Port
from nodes.call import Call, F, Slot, method, own
from nodes.loss import Holds, Loss, class_axis
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError

ONE_CLASS = Port("target", ranks=(1,), dtypes=INTEGER, layout="one class number per sample (N,)")
SCORES = (Port("x", ranks=(2,), dtypes=FLOAT, layout="scores (N, classes)"), ONE_CLASS)
MANY_SCORES = (
    Port("x", ranks=(2, 3, 4, 5), dtypes=FLOAT, layout="scores (N, classes), (N, L, classes) or (N, classes, H, W)"),
    Port("target", ranks=(1, 2, 3, 4), dtypes=INTEGER, layout="class numbers (N,), (N, L) or (N, H, W)"),
)


class _ClassLoss(Loss):
    """What losses for classes have in common."""

    inputs = SCORES
    task = "classification"

    def _check(self, x: Shape) -> None:
        if x.channels < 2:
            raise ShapeError(f"expects scores of at least 2 classes, got {x}")


@node(
    "Loss",
    keywords=("classification", "sparse categorical cross entropy", "softmax", "log likelihood", "nll"),
)
class CrossEntropyLoss(_ClassLoss):
    """Punishes a low probability of the right class. Takes raw scores per sample, step or pixel, with no softmax."""

    inputs = MANY_SCORES
    title = "cross-entropy"
    formula = "−log softmax(x)[target], the mean over all samples, steps or pixels"
    label_smoothing: float = param(
        0.0, minimum=0, maximum=1, help="share of the probability spread over all classes; 0.1 is usual"
    )

    def build(self, x: Shape, target: Shape) -> Call:
        axis = class_axis(x.rank)
        if x.size(axis) < 2:
            raise ShapeError(f"expects scores of at least 2 classes, got {x}")
        if x.dims[:axis] + x.dims[axis + 1 :] != target.dims:
            wanted = Shape(x.dims[:axis] + x.dims[axis + 1 :], "int64")
            raise ShapeError(f"expects class numbers {wanted} for scores {x}, got {target}")
        scores, truth = Slot("x"), Slot("target")
        if x.rank == 3:
            flat = Call(method.flatten, scores, 0, 1), Call(method.flatten, truth)
            return Call(F.cross_entropy, *flat, **self.options("label_smoothing"))
        return Call(F.cross_entropy, scores, truth, **self.options("label_smoothing"))

    def settings(self) -> str:
        return f"smoothing {self.label_smoothing:g}" if self.label_smoothing else ""


@node("Loss", keywords=("classification", "negative log likelihood", "classes", "log softmax"))
class NLLLoss(_ClassLoss):
    """Punishes a low probability of the right class. Takes log probabilities, as a LogSoftmax gives them."""

    inputs = (Port("x", ranks=(2,), dtypes=FLOAT, layout="log probabilities (N, classes)"), ONE_CLASS)
    title = "negative log likelihood"
    formula = "−x[target]"

    def holds(self) -> Holds:
        return "log probabilities"

    def build(self, x: Shape, target: Shape) -> Call:
        self._check(x)
        return Call(F.nll_loss, Slot("x"), Slot("target"))


@node("Loss", keywords=("classification", "hinge", "support vector machine", "svm", "classes"))
class MultiMarginLoss(_ClassLoss):
    """Wants the score of the right class to lead every other by a margin, and is content then: a hinge."""

    title = "multi-class hinge"
    formula = "mean over classes c ≠ target of max(0, margin − x[target] + x[c])ᵖ"
    p: int = param(1, minimum=1, maximum=2, help="power: 1 is the hinge, 2 punishes large gaps more")
    margin: float = param(1.0, minimum=0, maximum=1e6, help="lead that is wanted, in units of the scores")

    def build(self, x: Shape, target: Shape) -> Call:
        self._check(x)
        return Call(F.multi_margin_loss, Slot("x"), Slot("target"), **self.options("p", "margin"))

    def settings(self) -> str:
        return f"margin {self.margin:g}"


@node("Loss", keywords=("classification", "imbalance", "rare classes", "hard examples", "detection", "retinanet"))
class FocalLoss(_ClassLoss):
    """Cross-entropy that looks away from what is easy: for rare classes. Takes raw scores; softmax is built in."""

    title = "focal loss"
    formula = "−(1 − p)^gamma · log p, p = softmax(x)[target]"
    gamma: float = param(2.0, minimum=0, maximum=20, help="how much easy samples are looked away from; 0 not at all")

    def build(self, x: Shape, target: Shape) -> Call:
        self._check(x)
        return Call(own.FocalLoss, **self.options("gamma"))

    def settings(self) -> str:
        return f"gamma {self.gamma:g}"
