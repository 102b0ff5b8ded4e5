"""Where branches meet, number by number."""

from __future__ import annotations

from functools import reduce

from nodes.agree import check_count, check_same, fits_onto
from nodes.base import FLOAT, Node, Port
from nodes.call import Call, Slot, Target, method, operator, slots, torch
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import axis_of

MANY = (Port("x", dtypes=FLOAT, many=True),)
PAIR = (Port("a", dtypes=FLOAT), Port("b", dtypes=FLOAT))
A, B = Slot("a"), Slot("b")


@node("Merge", keywords=("sum", "residual", "skip connection", "shortcut", "plus"))
class Add(Node):
    """Adds tensors of one shape, number by number: the joint of a residual block."""

    inputs = MANY
    passes = True
    formula = "y = x₁ + x₂ + …"

    def build(self, x: tuple[Shape, ...]) -> Call:
        return chained(operator.add, x)


@node("Merge", keywords=("minus", "difference", "change", "siamese"))
class Subtract(Node):
    """Takes the second tensor from the first, number by number: how the two differ."""

    inputs = PAIR
    formula = "y = a − b"

    def build(self, a: Shape, b: Shape) -> Call:
        check_same(a, b)
        return Call(operator.sub, A, B)


@node("Merge", keywords=("product", "gate", "hadamard", "scale", "times"))
class Multiply(Node):
    """Multiplies tensors of one shape, number by number: a gate."""

    inputs = MANY
    passes = True
    formula = "y = x₁ · x₂ · …"

    def build(self, x: tuple[Shape, ...]) -> Call:
        return chained(operator.mul, x)


@node("Merge", keywords=("quotient", "ratio", "normalize"))
class Divide(Node):
    """Divides the first tensor by the second, number by number; a zero in b gives infinity."""

    inputs = PAIR
    formula = "y = a / b"

    def build(self, a: Shape, b: Shape) -> Call:
        check_same(a, b)
        return Call(operator.truediv, A, B)


@node("Merge", keywords=("max", "largest", "elementwise", "pool", "maxout"))
class Maximum(Node):
    """Keeps the largest number at every place of tensors of one shape."""

    inputs = MANY
    formula = "y = max(x₁, x₂, …)"

    def build(self, x: tuple[Shape, ...]) -> Call:
        return chained(torch.maximum, x)


@node("Merge", keywords=("min", "smallest", "elementwise", "fuzzy and"))
class Minimum(Node):
    """Keeps the smallest number at every place of tensors of one shape."""

    inputs = MANY
    formula = "y = min(x₁, x₂, …)"

    def build(self, x: tuple[Shape, ...]) -> Call:
        return chained(torch.minimum, x)


@node("Merge", keywords=("mean", "ensemble", "committee", "consensus"))
class Average(Node):
    """Takes the mean of tensors of one shape, number by number: an ensemble's answer."""

    inputs = MANY
    formula = "y = (x₁ + x₂ + … + xₖ) / k"

    def build(self, x: tuple[Shape, ...]) -> Call:
        return Call(operator.truediv, chained(operator.add, x), len(x))


@node("Merge", keywords=("switch", "mix", "blend", "highway", "interpolate", "lerp"))
class Gate(Node):
    """Mixes two tensors: s = 1 lets a pass, s = 0 lets b pass. s comes from a Sigmoid."""

    inputs = (*PAIR, Port("s", dtypes=FLOAT, layout="shares from 0 to 1, with sizes of a or 1"))
    formula = "y = s · a + (1 − s) · b"

    def build(self, a: Shape, b: Shape, s: Shape) -> Call:
        check_same(a, b)
        if s.dims[:1] != a.dims[:1] or not fits_onto(s, a):
            raise ShapeError(f"expects s with the sizes of a, or 1, on every axis, got {s} for {a}")
        return Call(torch.lerp, B, A, Slot("s"))


class _Broadcast(Node):
    """What adding and multiplying along axes have in common."""

    inputs = (Port("x", dtypes=FLOAT), Port("b", dtypes=FLOAT, layout="(N, C), or the axes of x with sizes of x or 1"))
    dim: int = param(
        1, minimum=-4, maximum=4, help="where b is (N, C): the axis of x that C runs along; 1 the channels, -1 the last"
    )

    def _laid(self, x: Shape, b: Shape) -> Slot | Call:
        """b with as many axes as x."""
        if b.rank == 2 < x.rank:
            axis = axis_of(x, self.dim)
            if b.dims == (x.dims[0], x.dims[axis]):
                sizes = [b.channels if place == axis else 1 for place in range(1, x.rank)]
                return Call(method.reshape, B, -1, *sizes)
            raise ShapeError(f"expects b with the batch and axis {axis} of x, got {b} for {x}")
        if b.dims[:1] != x.dims[:1] or not fits_onto(b, x):
            raise ShapeError(f"expects b as (N, C), or with the sizes of x, or 1, on every axis, got {b} for {x}")
        return B

    def summary(self) -> str:
        return "" if self.dim == 1 else f"along axis {self.dim}"


@node("Merge", keywords=("broadcast", "bias", "condition", "time embedding", "film", "shift"))
class AddBroadcast(_Broadcast):
    """Adds one number per channel, (N, C), or another smaller tensor, everywhere along the other axes."""

    formula = "y[n, c, h, w] = x[n, c, h, w] + b[n, c]"

    def build(self, x: Shape, b: Shape) -> Call:
        return Call(operator.add, Slot("x"), self._laid(x, b))


@node("Merge", keywords=("broadcast", "scale", "channel weights", "excitation", "film", "mask"))
class MultiplyBroadcast(_Broadcast):
    """Scales every channel with one number, (N, C), or with another smaller tensor, along the other axes."""

    formula = "y[n, c, h, w] = x[n, c, h, w] · b[n, c]"

    def build(self, x: Shape, b: Shape) -> Call:
        return Call(operator.mul, Slot("x"), self._laid(x, b))


def chained(target: Target, shapes: tuple[Shape, ...]) -> Call:
    """``target(target(x0, x1), x2)``: written as ``x0 + x1 + x2``."""
    check_count(shapes)
    check_same(*shapes)
    first, second, *others = slots("x", len(shapes))
    return reduce(lambda before, slot: Call(target, before, slot), others, Call(target, first, second))
