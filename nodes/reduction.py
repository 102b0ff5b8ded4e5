"""Many numbers become one: sums, means and extremes along axes."""

from __future__ import annotations

from math import prod
from typing import Any

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, Slot, linalg, method
from nodes.param import Sizes, param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import axes_of, axis_of, feature_axis
from nodes.window import Windows, mixed, reduced

SAMPLES = Port("x", ranks=(2, 3, 4, 5, 6), dtypes=FLOAT, layout="at least one axis behind the batch")
KEEPDIM_HELP = "keep the axis with size 1, so that the result lines up with x"


class _Reduction(Node):
    """What reductions have in common: the axes that vanish, never the batch."""

    inputs = (SAMPLES,)
    dim: Sizes = param(
        (),
        minimum=-5,
        maximum=5,
        longest=5,
        help="axes that vanish, the batch being 0 and the last one -1; empty: all but the batch",
    )
    keepdim: bool = param(False, help=KEEPDIM_HELP)

    def _along(self, x: Shape) -> dict[str, Any]:
        axes = axes_of(x, self.dim)
        return {"dim": axes[0] if len(axes) == 1 else axes} | self.options("keepdim")

    def window(self, x: Shape, port: str) -> Windows:
        return reduced(x, axes_of(x, self.dim), self.keepdim)

    def summary(self) -> str:
        return f"over {', '.join(map(str, self.dim)) or 'the sample'}"


@node("Reduction", keywords=("average", "expectation", "pool", "center"))
class Mean(_Reduction):
    """Averages the numbers along chosen axes."""

    formula = "y = 1/n Σ xᵢ"

    def build(self, x: Shape) -> Call:
        return Call(method.mean, Slot("x"), **self._along(x))


@node("Reduction", keywords=("total", "add up", "count"))
class Sum(_Reduction):
    """Adds up the numbers along chosen axes."""

    formula = "y = Σ xᵢ"

    def build(self, x: Shape) -> Call:
        return Call(method.sum, Slot("x"), **self._along(x))


@node("Reduction", keywords=("maximum", "largest", "peak", "pool"))
class Max(_Reduction):
    """Keeps the largest number along chosen axes."""

    formula = "y = maxᵢ xᵢ"

    def build(self, x: Shape) -> Call:
        return Call(method.amax, Slot("x"), **self._along(x))


@node("Reduction", keywords=("minimum", "smallest", "pool"))
class Min(_Reduction):
    """Keeps the smallest number along chosen axes."""

    formula = "y = minᵢ xᵢ"

    def build(self, x: Shape) -> Call:
        return Call(method.amin, Slot("x"), **self._along(x))


@node("Reduction", keywords=("standard deviation", "spread", "variance", "statistics", "minibatch"))
class Std(_Reduction):
    """Measures the spread of the numbers along chosen axes: their standard deviation."""

    formula = "y = √(Σ (xᵢ − mean)² / (n − correction))"
    correction: int = param(
        1, minimum=0, maximum=1, help="1 estimates the spread of all there could be, 0 is that of these numbers"
    )

    def build(self, x: Shape) -> Call:
        if prod(x.size(axis) for axis in axes_of(x, self.dim)) < 2:
            raise ShapeError(f"expects at least 2 numbers along dim to have a spread, got {x}")
        return Call(method.std, Slot("x"), **self._along(x), **self.options("correction"))


@node("Reduction", keywords=("length", "euclidean", "distance", "magnitude", "l2", "l1"))
class Norm(_Reduction):
    """Measures the length of vectors that lie along chosen axes."""

    formula = "y = (Σ |xᵢ|^ord)^(1/ord)"
    ord: float = param(2.0, minimum=1, maximum=64, help="2 is the usual length, 1 adds up absolute values")

    def build(self, x: Shape) -> Call:
        return Call(linalg.vector_norm, Slot("x"), **self.options("ord"), **self._along(x))

    def summary(self) -> str:
        return f"{self.ord:g}-norm {super().summary()}"


@node("Reduction", keywords=("cumsum", "running total", "prefix sum", "integral"))
class CumulativeSum(Node):
    """Adds up the numbers along one axis as it goes: every step holds the total so far."""

    inputs = (SAMPLES,)
    formula = "yᵢ = x₁ + … + xᵢ"
    dim: int = param(-1, minimum=-5, maximum=5, help="axis that is walked along, the batch being 0, -1 the last")

    def build(self, x: Shape) -> Call:
        return Call(method.cumsum, Slot("x"), axis_of(x, self.dim))

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, self.dim)

    def summary(self) -> str:
        return f"along axis {self.dim}"


@node("Reduction", keywords=("class", "decision", "winner", "prediction", "index", "largest"))
class ArgMax(Node):
    """Tells where the largest number stands along one axis: the class with the highest score."""

    inputs = (SAMPLES,)
    explains = {"gradient": "A place is a whole number; it does not change with small changes of x."}
    formula = "y = i with xᵢ = maxⱼ xⱼ, counted from 0"
    dim: int | None = param(
        None,
        minimum=-5,
        maximum=5,
        help="axis that vanishes, the batch being 0; empty: the channels of a picture, else the last axis",
    )
    keepdim: bool = param(False, help=KEEPDIM_HELP)

    def build(self, x: Shape) -> Call:
        return Call(method.argmax, Slot("x"), dim=feature_axis(x, self.dim), **self.options("keepdim"))

    def window(self, x: Shape, port: str) -> Windows:
        return reduced(x, (feature_axis(x, self.dim),), self.keepdim)

    def summary(self) -> str:
        return "" if self.dim is None else f"along axis {self.dim}"
