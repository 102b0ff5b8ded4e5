"""The same numbers in another arrangement. The batch axis always stays first."""

from __future__ import annotations

from math import prod
from typing import Self

from pydantic import model_validator

from nodes.base import Node, ParamError
from nodes.call import Call, Slot, method
from nodes.param import Sizes, param
from nodes.ports import ANYTHING
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import axis_of, times
from nodes.window import Window, Windows, moved


@node("Reshape", keywords=("vector", "unroll", "features"))
class Flatten(Node):
    """Lines up all numbers of a sample as features."""

    inputs = (ANYTHING,)
    formula = "(N, C, H, W) → (N, C·H·W)"

    def build(self, x: Shape) -> Call:
        if x.rank < 2:
            raise ShapeError(f"expects at least 2 axes, got {x}")
        return Call(method.flatten, Slot("x"), 1)


@node("Reshape", keywords=("view", "fold", "unflatten", "picture"))
class Reshape(Node):
    """Reads the numbers of a sample, in order, into other sizes."""

    inputs = (ANYTHING,)
    formula = "(N, a, b, …) → (N, shape), the number of entries stays"
    shape: Sizes = param(
        (-1,),
        minimum=-1,
        maximum=2**24,
        longest=5,
        help="sizes of one sample without the batch; one of them may be -1: what is left",
    )

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        _check_sizes("shape", self.shape)
        return self

    def build(self, x: Shape) -> Call:
        sizes = _filled(self.shape, prod(x.sample))
        if sizes is None:
            raise ShapeError(
                f"expects {prod(x.sample)} numbers per sample as {x} has, got a shape of {times(self.shape)}"
            )
        return Call(method.reshape, Slot("x"), -1, *sizes)

    def summary(self) -> str:
        return f"to {times(self.shape)}" if self.shape else "to one number"


@node("Reshape", keywords=("split axis", "view", "heads", "groups", "inverse flatten"))
class Unflatten(Node):
    """Splits one axis into several, in order: 12 features into 3 × 4."""

    inputs = (ANYTHING,)
    formula = "(N, a·b, …) → (N, a, b, …) for dim 1 and sizes a, b"
    dim: int = param(1, minimum=-5, maximum=5, help="axis that is split, the batch being 0 and the last one -1")
    sizes: Sizes = param(
        (2, -1), minimum=-1, maximum=2**24, longest=4, help="sizes it is split into; one may be -1: what is left"
    )

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        _check_sizes("sizes", self.sizes)
        if not self.sizes:
            raise ParamError("sizes", "expected at least one size, got none")
        return self

    def build(self, x: Shape) -> Call:
        axis = axis_of(x, self.dim)
        sizes = _filled(self.sizes, x.size(axis))
        if sizes is None:
            raise ShapeError(
                f"expects sizes that multiply to the {x.size(axis)} of axis {axis}, got {times(self.sizes)}"
            )
        return Call(method.unflatten, Slot("x"), axis, sizes)

    def window(self, x: Shape, port: str) -> Windows:
        split, more = axis_of(x, self.dim), len(self.sizes) - 1
        windows = [Window(axis if axis < split else axis + more) for axis in range(1, x.rank)]
        parted = more > 0  # then two axes move one window, more than a window can say
        return tuple(None if parted and axis == split else window for axis, window in enumerate(windows, start=1))

    def summary(self) -> str:
        return f"axis {self.dim} to {times(self.sizes)}"


@node("Reshape", keywords=("transpose", "swap", "axes", "channels last"))
class Permute(Node):
    """Puts the axes behind the batch into another order."""

    inputs = (ANYTHING,)
    formula = "(N, L, C) → (N, C, L) for order 2, 1"
    order: Sizes = param(
        (2, 1),
        minimum=1,
        maximum=5,
        longest=5,
        help="which old axis comes where, counted from 1 behind the batch: 2, 1 swaps two axes",
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.order or sorted(self.order) != list(range(1, len(self.order) + 1)):
            numbers = f"each of 1 to {len(self.order)} once" if self.order else "at least one axis"
            raise ParamError("order", f"expected {numbers}, got {list(self.order)}")
        return self

    def build(self, x: Shape) -> Call:
        if x.rank != len(self.order) + 1:
            raise ShapeError(f"expects {len(self.order)} axes behind the batch, got {x}")
        return Call(method.permute, Slot("x"), 0, *self.order)

    def window(self, x: Shape, port: str) -> Windows:
        return moved((0, *self.order))

    def summary(self) -> str:
        return "0, " + ", ".join(map(str, self.order))


@node("Reshape", keywords=("swap", "axes", "permute", "channels last", "sequence"))
class Transpose(Node):
    """Swaps two axes: a series (N, C, L) becomes a sequence (N, L, C)."""

    inputs = (ANYTHING,)
    formula = "(N, a, b) → (N, b, a) for dim0 1 and dim1 2"
    dim0: int = param(1, minimum=-5, maximum=5, help="one axis, the batch being 0 and the last one -1")
    dim1: int = param(2, minimum=-5, maximum=5, help="the axis it is swapped with")

    def build(self, x: Shape) -> Call:
        first, second = axis_of(x, self.dim0), axis_of(x, self.dim1)
        if first == second:
            raise ShapeError(f"expects two different axes to swap, got {self.dim0} and {self.dim1} for {x}")
        return Call(method.transpose, Slot("x"), first, second)

    def window(self, x: Shape, port: str) -> Windows:
        first, second = axis_of(x, self.dim0), axis_of(x, self.dim1)
        swapped = {first: second, second: first}
        return moved(tuple(swapped.get(axis, axis) for axis in range(x.rank)))

    def summary(self) -> str:
        return f"{self.dim0} and {self.dim1}"


@node("Reshape", keywords=("remove axis", "drop dimension", "singleton"))
class Squeeze(Node):
    """Takes axes of size 1 away."""

    inputs = (ANYTHING,)
    formula = "(N, 1, L) → (N, L)"
    dim: int | None = param(
        None, minimum=-5, maximum=5, help="axis that goes, the batch being 0; empty: every axis of size 1 but the batch"
    )

    def build(self, x: Shape) -> Call:
        axes = self._axes(x)
        return Call(method.squeeze, Slot("x"), axes[0] if len(axes) == 1 else axes)

    def _axes(self, x: Shape) -> tuple[int, ...]:
        if self.dim is None:
            found = tuple(axis for axis in range(1, x.rank) if x.size(axis) == 1)
            if not found:
                raise ShapeError(f"expects an axis of size 1 behind the batch, got {x}")
            return found
        axis = axis_of(x, self.dim)
        if x.size(axis) != 1:
            raise ShapeError(f"expects size 1 on axis {axis}, got {x}")
        return (axis,)

    def window(self, x: Shape, port: str) -> Windows:
        gone = self._axes(x)
        kept = [axis for axis in range(x.rank) if axis not in gone]
        return tuple(Window(kept.index(axis)) if axis in kept else Window(0, stride=0) for axis in range(1, x.rank))

    def summary(self) -> str:
        return "" if self.dim is None else f"axis {self.dim}"


@node("Reshape", keywords=("add axis", "new dimension", "singleton", "channel"))
class Unsqueeze(Node):
    """Puts in a new axis of size 1, such as the one channel of a grey picture."""

    inputs = (ANYTHING,)
    formula = "(N, H, W) → (N, 1, H, W) for dim 1"
    dim: int = param(1, minimum=-5, maximum=5, help="place of the new axis, the batch being 0; -1 puts it last")

    def build(self, x: Shape) -> Call:
        axis = self._place(x)
        if not 1 <= axis <= x.rank:
            raise ShapeError(f"expects dim to be one of 1 to {x.rank} for the new axis, got dim = {self.dim} for {x}")
        return Call(method.unsqueeze, Slot("x"), axis)

    def _place(self, x: Shape) -> int:
        return self.dim + x.rank + 1 if self.dim < 0 else self.dim

    def window(self, x: Shape, port: str) -> Windows:
        place = self._place(x)
        return tuple(Window(axis if axis < place else axis + 1) for axis in range(1, x.rank))

    def summary(self) -> str:
        return f"axis {self.dim}"


def _check_sizes(name: str, sizes: tuple[int, ...]) -> None:
    if sizes.count(-1) > 1:
        raise ParamError(name, f"expected at most one -1, got {list(sizes)}")
    if 0 in sizes:
        raise ParamError(name, f"expected sizes >= 1 or -1, got {list(sizes)}")


def _filled(sizes: tuple[int, ...], count: int) -> tuple[int, ...] | None:
    """The sizes with -1 worked out, so that a -1 of the call can be the batch; None where they do not give count."""
    known = prod(size for size in sizes if size != -1)
    filled = tuple(count // known if size == -1 else size for size in sizes)
    return filled if prod(filled) == count else None
