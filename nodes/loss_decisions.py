"""Losses for answers of yes or no: one per sample, one per label, or one per pixel."""

from __future__ import annotations

from nodes.base import FLOAT, INTEGER, Port
from nodes.call import Call, F, method, operator, own
from nodes.loss import YES_OR_NO, Holds, Loss, X, aligned, aligned_yes_or_no, signs
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError

LABELS = (
    Port("x", ranks=(2,), dtypes=FLOAT, layout="scores (N, labels)"),
    Port("target", ranks=(2,), dtypes=FLOAT + INTEGER, layout="0 or 1 per label (N, labels)"),
)


class _YesOrNoLoss(Loss):
    """What losses for yes and no have in common."""

    inputs = (X, YES_OR_NO)
    task = "binary"


@node("Loss", keywords=("binary cross entropy", "classification", "sigmoid", "yes or no", "multi-label"))
class BCEWithLogitsLoss(_YesOrNoLoss):
    """Punishes wrong yes-or-no answers. Takes raw scores; the sigmoid is built in."""

    title = "binary cross-entropy"
    formula = "−t · log σ(x) − (1 − t) · log(1 − σ(x))"

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(F.binary_cross_entropy_with_logits, *aligned_yes_or_no(x, target))


@node("Loss", keywords=("binary", "classification", "cross entropy", "probability", "sigmoid"))
class BCELoss(_YesOrNoLoss):
    """Punishes wrong yes-or-no answers. Takes probabilities from 0 to 1, as a Sigmoid gives them."""

    inputs = (Port("x", dtypes=FLOAT, layout="probabilities from 0 to 1"), YES_OR_NO)
    title = "binary cross-entropy"
    formula = "−t · log x − (1 − t) · log(1 − x)"

    def holds(self) -> Holds:
        return "probabilities"

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(F.binary_cross_entropy, *aligned_yes_or_no(x, target))


@node("Loss", keywords=("binary", "classification", "support vector machine", "svm", "margin", "maximum margin"))
class HingeLoss(_YesOrNoLoss):
    """Wants scores beyond a margin on the right side of zero, and is content then: a support vector machine."""

    title = "hinge"
    formula = "mean max(0, margin − s · x), s = 1 for yes and −1 for no"
    margin: float = param(1.0, minimum=0, maximum=1e6, help="distance from zero that is wanted, in units of the scores")

    def build(self, x: Shape, target: Shape) -> Call:
        answer, truth = aligned(x, target)
        gap = Call(operator.sub, self.margin, Call(operator.mul, signs(truth), answer))
        return Call(method.mean, Call(F.relu, gap))

    def settings(self) -> str:
        return f"margin {self.margin:g}"


@node("Loss", keywords=("binary", "classification", "logistic", "margin"))
class SoftMarginLoss(_YesOrNoLoss):
    """The logistic loss: a hinge without the corner. Takes raw scores."""

    title = "logistic loss"
    formula = "mean log(1 + exp(−s · x)), s = 1 for yes and −1 for no"

    def build(self, x: Shape, target: Shape) -> Call:
        answer, truth = aligned(x, target)
        return Call(F.soft_margin_loss, answer, signs(truth))


@node("Loss", keywords=("binary", "imbalance", "detection", "retinanet", "segmentation", "hard examples"))
class BinaryFocalLoss(_YesOrNoLoss):
    """Binary cross-entropy that looks away from what is easy: for rare yeses. Takes raw scores."""

    title = "focal loss"
    formula = "−a · (1 − p)^gamma · log p; yes: p = σ(x), a = alpha; no: p = 1 − σ(x), a = 1 − alpha"
    gamma: float = param(2.0, minimum=0, maximum=20, help="how much easy answers are looked away from; 0 not at all")
    alpha: float = param(0.25, minimum=0, maximum=1, help="weight of yes; no gets the rest")

    def build(self, x: Shape, target: Shape) -> Call:
        call = Call(own.BinaryFocalLoss, **self.options("gamma", "alpha"))
        return call.using(*aligned_yes_or_no(x, target))

    def settings(self) -> str:
        return f"gamma {self.gamma:g} · alpha {self.alpha:g}"


@node("Loss", keywords=("segmentation", "overlap", "f1", "medical", "mask", "u-net"))
class DiceLoss(_YesOrNoLoss):
    """Rewards the overlap of the found and the true area, however small it is. Takes raw scores."""

    inputs = (Port("x", ranks=(2, 3, 4, 5), dtypes=FLOAT, layout="scores (N, …) of pixels"), YES_OR_NO)
    title = "dice loss"
    formula = "mean over samples of 1 − (2 Σ p · t + smooth) / (Σ p² + Σ t² + smooth), p = σ(x)"
    smooth: float = param(
        1.0, minimum=1e-6, maximum=1e6, help="added above and below the line, so that an empty area is no trouble"
    )

    def build(self, x: Shape, target: Shape) -> Call:
        if target.rank < 2:
            raise ShapeError(f"expects an area per sample, (N, …), got {target}")
        return Call(own.DiceLoss, **self.options("smooth")).using(*aligned_yes_or_no(x, target))


@node("Loss", keywords=("multi-label", "tags", "sigmoid", "binary", "several classes"))
class MultiLabelSoftMarginLoss(_YesOrNoLoss):
    """Asks yes or no for each label of a sample and takes the mean. Takes raw scores."""

    inputs = LABELS
    title = "multi-label logistic loss"
    formula = "−mean over labels of t · log σ(x) + (1 − t) · log σ(−x)"

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(F.multilabel_soft_margin_loss, *aligned_yes_or_no(x, target))


@node("Loss", keywords=("multi-label", "tags", "ranking", "hinge", "margin", "several classes"))
class MultiLabelMarginLoss(_YesOrNoLoss):
    """Wants the score of each right label to lead every wrong one by 1. Truth: 0 or 1 per label."""

    inputs = LABELS
    judges = False  # scores are compared among themselves: there is no border between yes and no
    formula = "Σ over right r and wrong w of max(0, 1 − x[r] + x[w]) / labels"

    def build(self, x: Shape, target: Shape) -> Call:
        if x.channels < 2:
            raise ShapeError(f"expects scores of at least 2 labels, got {x}")
        return Call(own.MultiLabelMarginLoss).using(*aligned_yes_or_no(x, target))
