"""Activations that weigh the numbers along one axis against each other."""

from __future__ import annotations

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, F, Slot
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import feature_axis
from nodes.window import Windows, mixed

SCORES = Port("x", ranks=(2, 3, 4, 5), dtypes=FLOAT, layout="(N, classes), (N, L, classes) or (N, C, H, W)")


class _AlongAxis(Node):
    """What they have in common: the axis, by default the one that usually holds the classes."""

    inputs = (SCORES,)
    passes = True
    dim: int | None = param(
        None,
        minimum=-4,
        maximum=4,
        help="axis that sums to 1, the batch being 0; empty: the channels of a picture, else the last axis",
    )

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, feature_axis(x, self.dim))

    def summary(self) -> str:
        return "" if self.dim is None else f"over axis {self.dim}"


@node("Activation", keywords=("probability", "distribution", "classes", "normalize"))
class Softmax(_AlongAxis):
    """Turns scores into probabilities that sum to 1. Not before CrossEntropyLoss, which contains it."""

    formula = "yᵢ = e^xᵢ / Σⱼ e^xⱼ"

    def build(self, x: Shape) -> Call:
        return Call(F.softmax, Slot("x"), dim=feature_axis(x, self.dim))


@node("Activation", keywords=("log probability", "likelihood", "classes", "nll"))
class LogSoftmax(_AlongAxis):
    """Turns scores into logarithms of probabilities: exact also where a probability is nearly 0."""

    formula = "yᵢ = xᵢ − ln Σⱼ e^xⱼ"

    def build(self, x: Shape) -> Call:
        return Call(F.log_softmax, Slot("x"), dim=feature_axis(x, self.dim))


@node("Activation", keywords=("probability", "distance", "nearest", "prototype", "energy"))
class Softmin(_AlongAxis):
    """Turns distances into probabilities that sum to 1: the smallest number gets the largest share."""

    formula = "yᵢ = e^(−xᵢ) / Σⱼ e^(−xⱼ)"

    def build(self, x: Shape) -> Call:
        return Call(F.softmin, Slot("x"), dim=feature_axis(x, self.dim))


@node("Activation", keywords=("gated linear unit", "gate", "language model", "halves"))
class GLU(Node):
    """Lets one half of the channels open or close the other half: a learned gate. Gives half as many."""

    inputs = (SCORES,)
    formula = "y = a · σ(b), x = (a, b) cut in half along dim"
    dim: int | None = param(
        None,
        minimum=-4,
        maximum=4,
        help="axis that is cut in half, the batch being 0; empty: the channels of a picture, else the last axis",
    )

    def build(self, x: Shape) -> Call:
        axis = feature_axis(x, self.dim)
        if x.size(axis) % 2:
            raise ShapeError(f"expects an even size of axis {axis} to cut in half, got {x}")
        return Call(F.glu, Slot("x"), dim=axis)

    def summary(self) -> str:
        return "" if self.dim is None else f"axis {self.dim}"
