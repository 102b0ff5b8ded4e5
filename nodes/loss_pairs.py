"""Losses that compare vectors or scores of several inputs: which are alike, which comes first."""

from __future__ import annotations

from typing import Any

from nodes.agree import ONE, check_same
from nodes.base import FLOAT, INTEGER, Port
from nodes.call import Call, F, Slot, method, own
from nodes.loss import Loss, signs
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError

VECTOR = "(N, features)"
FIRST, SECOND = (Port(name, ranks=(2,), dtypes=FLOAT, layout=VECTOR) for name in ("x1", "x2"))
ALIKE = Port("target", ranks=(1, 2), dtypes=FLOAT + INTEGER, layout="1 for alike, 0 for different (N,)")
PAIR = (Slot("x1"), Slot("x2"))


class _PairLoss(Loss):
    """What losses that compare have in common. Nothing they see is an answer by itself."""

    judges = False


@node("Loss", keywords=("similarity", "angle", "siamese", "metric learning", "retrieval", "embedding"))
class CosineEmbeddingLoss(_PairLoss):
    """Lets vectors of alike pairs point the same way, and those of different pairs apart."""

    inputs = (FIRST, SECOND, ALIKE)
    task = "binary"
    formula = "1 − cos(x₁, x₂) for alike, max(0, cos(x₁, x₂) − margin) for different"
    margin: float = param(0.0, minimum=-1, maximum=1, help="cosine below which different ones are far enough apart")

    def build(self, x1: Shape, x2: Shape, target: Shape) -> Call:
        check_same(x1, x2)
        return Call(F.cosine_embedding_loss, *PAIR, signs(_one_each(x1, target)), **self.options("margin"))

    def settings(self) -> str:
        return f"margin {self.margin:g}"


@node("Loss", keywords=("similarity", "distance", "siamese", "metric learning", "verification", "embedding"))
class ContrastiveLoss(_PairLoss):
    """Pulls vectors of alike pairs together, and pushes those of different pairs a margin apart."""

    inputs = (FIRST, SECOND, ALIKE)
    task = "binary"
    formula = "½ d² for alike, ½ max(0, margin − d)² for different; d = ‖x₁ − x₂‖"
    margin: float = param(1.0, minimum=1e-6, maximum=1e6, help="distance at which different ones are far enough apart")

    def build(self, x1: Shape, x2: Shape, target: Shape) -> Call:
        check_same(x1, x2)
        return Call(own.ContrastiveLoss, **self.options("margin")).using(*PAIR, _one_each(x1, target))

    def settings(self) -> str:
        return f"margin {self.margin:g}"


@node("Loss", keywords=("learning to rank", "preference", "order", "reward model", "search"))
class MarginRankingLoss(_PairLoss):
    """Learns which of two comes first: wants the score of that one to lead by a margin."""

    inputs = (
        Port("x1", ranks=(1, 2), dtypes=FLOAT, layout="one score per sample (N,) or (N, 1)"),
        Port("x2", ranks=(1, 2), dtypes=FLOAT, layout="one score per sample (N,) or (N, 1)"),
        Port("target", ranks=(1, 2), dtypes=FLOAT + INTEGER, layout="1 where x1 comes first, 0 where x2 does (N,)"),
    )
    task = "binary"
    formula = "mean max(0, margin − s · (x₁ − x₂)), s = 1 where x1 comes first, else −1"
    margin: float = param(0.0, minimum=0, maximum=1e6, help="lead that is wanted, in units of the scores")

    def build(self, x1: Shape, x2: Shape, target: Shape) -> Call:
        check_same(x1, x2)
        if x1.rank == 2 and x1.dims[1] != ONE:
            raise ShapeError(f"expects one score per sample, got {x1}")
        truth = _one_each(x1, target)
        scores = [Call(method.squeeze, slot, 1) if x1.rank == 2 else slot for slot in PAIR]
        return Call(F.margin_ranking_loss, *scores, signs(truth), **self.options("margin"))

    def settings(self) -> str:
        return f"margin {self.margin:g}"


@node("Loss", keywords=("metric learning", "facenet", "siamese", "embedding", "retrieval", "anchor"))
class TripletMarginLoss(_PairLoss):
    """Wants the anchor nearer to the positive, which is alike, than to the negative, by a margin."""

    inputs = tuple(Port(name, ranks=(2,), dtypes=FLOAT, layout=VECTOR) for name in ("anchor", "positive", "negative"))
    formula = "mean max(0, ‖anchor − positive‖ₚ − ‖anchor − negative‖ₚ + margin)"
    margin: float = param(1.0, minimum=0, maximum=1e6, help="how much nearer it has to be")
    p: float = param(2.0, minimum=1, maximum=100, help="norm: 2 as the crow flies, 1 sum of absolute differences")
    eps: float = param(
        1e-6, minimum=1e-12, maximum=1, help="added to each difference: equal vectors get a gradient", advanced=True
    )
    swap: bool = param(
        False, help="take the distance from positive to negative where it is the shorter one", advanced=True
    )

    def build(self, anchor: Shape, positive: Shape, negative: Shape) -> Call:
        check_same(anchor, positive, negative)
        slots = (Slot("anchor"), Slot("positive"), Slot("negative"))
        return Call(F.triplet_margin_loss, *slots, **self.options("margin", "p", "eps", "swap"))

    def settings(self) -> str:
        return f"margin {self.margin:g}"


def _one_each(x: Shape, target: Shape) -> Any:
    """The truth as one number per sample, (N,)."""
    if target.dims == x.dims[:1]:
        return Slot("target")
    if target.dims == (x.dims[0], ONE):
        return Call(method.squeeze, Slot("target"), 1)
    raise ShapeError(f"expects one answer per sample, (N,) or (N, 1), got {target}")
