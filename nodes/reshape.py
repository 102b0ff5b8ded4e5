"""The same numbers in another arrangement. The batch axis always stays first."""

from __future__ import annotations

from math import prod
from typing import Self

from pydantic import model_validator

from nodes.base import ANY, Node, ParamError, Port
from nodes.call import Call, Slot, method
from nodes.param import Sizes, param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import times


@node("Reshape", keywords=("vector", "unroll", "features"))
class Flatten(Node):
    """Lines up all numbers of a sample as features."""

    inputs = (Port("x", dtypes=ANY),)
    formula = "(N, C, H, W) → (N, C·H·W)"

    def build(self, x: Shape) -> Call:
        if x.rank < 2:
            raise ShapeError(f"expects at least 2 axes, got {x}")
        return Call(method.flatten, Slot("x"), 1)


@node("Reshape", keywords=("view", "fold", "unflatten", "picture"))
class Reshape(Node):
    """Reads the numbers of a sample, in order, into other sizes."""

    inputs = (Port("x", dtypes=ANY),)
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
        if self.shape.count(-1) > 1:
            raise ParamError("shape", f"expected at most one -1, got {list(self.shape)}")
        if 0 in self.shape:
            raise ParamError("shape", f"expected sizes >= 1 or -1, got {list(self.shape)}")
        return self

    def build(self, x: Shape) -> Call:
        return Call(method.reshape, Slot("x"), -1, *self._sizes(x))

    def _sizes(self, x: Shape) -> tuple[int, ...]:
        """The asked sizes with -1 worked out: the first -1 of the call is then the batch."""
        count, known = prod(x.sample), prod(size for size in self.shape if size != -1)
        sizes = tuple(count // known if size == -1 else size for size in self.shape)
        if prod(sizes) != count:
            raise ShapeError(f"expects {count} numbers per sample as {x} has, got a shape of {times(self.shape)}")
        return sizes

    def summary(self) -> str:
        return f"to {times(self.shape)}" if self.shape else "to one number"


@node("Reshape", keywords=("transpose", "swap", "axes", "channels last"))
class Permute(Node):
    """Puts the axes behind the batch into another order."""

    inputs = (Port("x", dtypes=ANY),)
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

    def summary(self) -> str:
        return "0, " + ", ".join(map(str, self.order))
