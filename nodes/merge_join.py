"""Where branches are put side by side, and where one is taken apart again."""

from __future__ import annotations

from nodes.agree import check_count, check_same, listed
from nodes.base import ANY, Node, Port
from nodes.call import Call, Slot, slots, torch
from nodes.param import param
from nodes.registry import node
from nodes.shape import Extent, Shape, ShapeError
from nodes.sizes import axis_of
from nodes.window import Window, Windows

AXIS = "the batch being 0: 1 is the channels, -1 the last axis"
MANY = (Port("x", dtypes=ANY, many=True),)


@node("Merge", keywords=("cat", "join", "inception", "dense block", "skip connection", "depth concatenation", "u-net"))
class Concatenate(Node):
    """Puts tensors one behind the other along one axis."""

    inputs = MANY
    formula = "(N, C₁, …), (N, C₂, …) → (N, C₁ + C₂, …)"
    dim: int = param(1, minimum=-4, maximum=4, help=f"axis that grows, {AXIS}")

    def build(self, x: tuple[Shape, ...]) -> Call:
        check_count(x)
        axis = axis_of(x[0], self.dim)
        for other in x[1:]:
            if other.rank != x[0].rank or other.dtype != x[0].dtype or _without(other, axis) != _without(x[0], axis):
                raise ShapeError(f"expects sizes that agree on every axis but {axis}, got {listed(x)}")
        return Call(torch.cat, slots("x", len(x)), dim=axis)

    def summary(self) -> str:
        return f"along axis {self.dim}"


@node("Merge", keywords=("pile", "new axis", "sequence of vectors", "list"))
class Stack(Node):
    """Puts tensors of one shape beside each other along a new axis: vectors become steps of a sequence."""

    inputs = MANY
    formula = "k times (N, C, …) → (N, k, C, …)"
    dim: int = param(1, minimum=-4, maximum=4, help="place of the new axis, the batch being 0; -1 puts it last")

    def build(self, x: tuple[Shape, ...]) -> Call:
        check_count(x)
        check_same(*x)
        stacked = Shape((*x[0].dims, Extent(0, len(x))))
        return Call(torch.stack, slots("x", len(x)), dim=axis_of(stacked, self.dim))

    def window(self, x: Shape, port: str) -> Windows:
        new = axis_of(Shape((*x.dims, Extent(0, 1))), self.dim)
        return tuple(Window(axis + (axis >= new)) for axis in range(1, x.rank))

    def summary(self) -> str:
        return f"new axis {self.dim}"


@node("Merge", keywords=("slice", "halves", "two parts", "branch", "narrow", "coupling", "mean and variance"))
class Split(Node):
    """Cuts a tensor in two along one axis: a is the first part, b the rest."""

    inputs = (Port("x", dtypes=ANY),)
    outputs = ("a", "b")
    formula = "(N, C, …) → a: (N, size, …), b: (N, C − size, …)"
    size: int | None = param(None, minimum=1, maximum=2**24, help="entries in a, of the axis; empty cuts in the middle")
    dim: int = param(1, minimum=-4, maximum=4, help=f"axis that is cut, {AXIS}")

    def build(self, x: Shape) -> Call:
        axis = axis_of(x, self.dim)
        whole = x.size(axis)
        first = self._first(whole, x)
        return Call(torch.split, Slot("x"), [first, whole - first], dim=axis).giving(a=(0,), b=(1,))

    def _first(self, whole: int, x: Shape) -> int:
        if self.size is None and whole % 2:
            raise ShapeError(f"expects an even number of entries to cut in the middle, got {whole} in {x}; set size")
        first = self.size or whole // 2
        if first >= whole:
            raise ShapeError(f"expects size below the {whole} entries of the axis, got {first}")
        return first

    def summary(self) -> str:
        return f"after {self.size}" if self.size else "in the middle"


@node("Merge", keywords=("split", "three parts", "query key value", "qkv", "rgb", "slice"))
class Chunk3(Node):
    """Cuts a tensor into three equal parts along one axis: queries, keys and values of one projection."""

    inputs = (Port("x", dtypes=ANY),)
    outputs = ("a", "b", "c")
    formula = "(N, L, 3 E) → three times (N, L, E)"
    dim: int = param(-1, minimum=-4, maximum=4, help=f"axis that is cut, {AXIS}")

    def build(self, x: Shape) -> Call:
        axis = axis_of(x, self.dim)
        if x.size(axis) % 3:
            raise ShapeError(f"expects a number of entries divisible by 3 on axis {axis}, got {x}")
        return Call(torch.chunk, Slot("x"), 3, dim=axis).giving(a=(0,), b=(1,), c=(2,))

    def summary(self) -> str:
        return f"along axis {self.dim}"


def _without(shape: Shape, axis: int) -> tuple[object, ...]:
    return shape.dims[:axis] + shape.dims[axis + 1 :]
