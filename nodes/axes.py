"""The same numbers in another arrangement, where the batch is an axis like any other, or where there is none."""

from __future__ import annotations

import re
from typing import Self

from pydantic import model_validator

from nodes.base import ANY, Node, ParamError, Port
from nodes.call import Call, Slot, method, operator, torch
from nodes.param import Sizes, param
from nodes.ports import ANYTHING
from nodes.registry import node
from nodes.shape import BATCH, Extent, Shape, ShapeError
from nodes.sizes import axis_of, times
from nodes.window import Windows

_SPAN = re.compile(r"(-?\d*):(-?\d*)(?::(\d*))?")
Entry = int | slice | None


@node("Reshape", keywords=("slice", "select", "numpy", "bracket", "subscript", "every second", "new axis", "general"))
class Index(Node):
    """Takes parts of a tensor as PyTorch's square brackets do: positions, ranges, steps, new axes."""

    inputs = (ANYTHING,)
    formula = "y = x[index]"
    index: str = param(
        ":, 0",
        longest=200,
        help="one entry per axis, the batch first: a position, start:stop:step, : for all, None for a new axis",
    )

    @model_validator(mode="after")
    def _readable(self) -> Self:
        self.entries()
        return self

    def entries(self) -> tuple[Entry, ...]:
        """What stands between the brackets.

        Raises:
            ParamError: an entry is no position, range or None.
        """
        return tuple(_entry(part.strip()) for part in self.index.split(","))

    def build(self, x: Shape) -> Call:
        axes = iter(x.dims)
        for entry in self.entries():
            if entry is None:
                continue
            extent = next(axes, None)
            if extent is None:
                raise ShapeError(f"expects at least {self._axes()} axes for [{self.index}], got {x}")
            if extent.per_sample == 0 and isinstance(entry, int) and not -extent.fixed <= entry < extent.fixed:
                raise ShapeError(f"expects positions that exist for [{self.index}], got {x}")
        entries = self.entries()
        return Call(operator.getitem, Slot("x"), entries if len(entries) > 1 else entries[0])

    def _axes(self) -> int:
        return sum(entry is not None for entry in self.entries())

    def summary(self) -> str:
        return f"[{self.index}]"


@node("Reshape", keywords=("reshape", "merge batch", "join axes", "fold batch", "general"))
class View(Node):
    """Reads the numbers, in order, into other sizes; the batch may be joined with other axes."""

    inputs = (ANYTHING,)
    formula = "(N, L, C) → (N·L, C) for sizes -1, C"
    sizes: Sizes = param(
        (-1,),
        minimum=-1,
        maximum=2**24,
        longest=7,
        help="all sizes of the result; the one that grows with the batch is -1",
    )

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.sizes.count(-1) > 1 or 0 in self.sizes:
            raise ParamError("sizes", f"expected sizes >= 1 and at most one -1, got {list(self.sizes)}")
        return self

    def build(self, x: Shape) -> Call:
        grows = any(extent.per_sample for extent in x.dims)
        if grows and -1 not in self.sizes:
            raise ShapeError(f"expects one size of -1, since {x} grows with the batch, got {times(self.sizes)}")
        return Call(method.reshape, Slot("x"), *self.sizes) if self.sizes else Call(method.reshape, Slot("x"), ())

    def summary(self) -> str:
        return f"to {times(self.sizes)}"


@node("Reshape", keywords=("transpose", "swap", "time first", "batch second", "matrix", "general"))
class PermuteAxes(Node):
    """Puts all axes into another order, the batch too."""

    inputs = (ANYTHING,)
    formula = "(N, L, C) → (L, N, C) for order 1, 0, 2"
    order: Sizes = param(
        (1, 0), minimum=0, maximum=6, longest=7, help="which old axis comes where, counted from 0, the batch"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.order or sorted(self.order) != list(range(len(self.order))):
            raise ParamError("order", f"expected each axis from 0 on once, got {list(self.order)}")
        return self

    def build(self, x: Shape) -> Call:
        if x.rank != len(self.order):
            raise ShapeError(f"expects {len(self.order)} axes, got {x}")
        return Call(method.permute, Slot("x"), *self.order)

    def summary(self) -> str:
        return ", ".join(map(str, self.order))


@node("Reshape", keywords=("expand", "class token", "query", "repeat", "broadcast", "initial state"))
class ExpandToBatch(Node):
    """Repeats a tensor without a batch, whose first axis is 1, for every sample of another tensor."""

    inputs = (Port("x", dtypes=ANY, layout="(1, …)"), Port("like", dtypes=ANY, layout="(N, …)"))
    explains = {"gradient": "Of like only the number of samples counts, not what they hold."}
    formula = "(1, L, C), (N, …) → (N, L, C)"

    def build(self, x: Shape, like: Shape) -> Call:
        if not x.rank or x.dims[0] != Extent(0, 1):
            raise ShapeError(f"expects x with a first axis of 1, got {x}")
        if not like.rank or like.dims[0] != BATCH:
            raise ShapeError(f"expects like with the batch N as first axis, got {like}")
        return Call(method.expand, Slot("x"), Call(method.size, Slot("like"), 0), *[-1] * (x.rank - 1))

    def sees(self, x: Shape, port: str, result: Shape) -> Windows | None:
        return None if port == "like" else super().sees(x, port, result)


@node("Reshape", keywords=("zeros", "ones", "full", "initial state", "empty", "padding"))
class FillBatch(Node):
    """A tensor of one value, with as many samples as another tensor has: the initial state of a loop."""

    inputs = (Port("like", dtypes=ANY, layout="(N, …)"),)
    explains = {
        "gradient": "The result does not depend on the numbers that arrive, only on how many samples there are."
    }
    formula = "y: (N, shape), all value"
    shape: Sizes = param((8,), minimum=1, maximum=2**24, longest=5, help="sizes of one sample without the batch")
    value: float = param(0.0, minimum=-1e30, maximum=1e30, help="what it is filled with")

    def build(self, like: Shape) -> Call:
        if not like.rank or like.dims[0] != BATCH:
            raise ShapeError(f"expects the batch N as first axis, got {like}")
        sizes = (Call(method.size, Slot("like"), 0), *self.shape)
        return Call(torch.full, sizes, self.value)

    def sees(self, x: Shape, port: str, result: Shape) -> None:
        return None

    def summary(self) -> str:
        return f"{times(self.shape)} · {self.value:g}"


@node("Reshape", keywords=("trace", "main diagonal", "matrix", "self-similarity"))
class Diagonal(Node):
    """Takes the diagonal of the matrices in two axes; it becomes the last axis."""

    inputs = (Port("x", ranks=(3, 4, 5), dtypes=ANY, layout="at least two axes behind the batch"),)
    formula = "y[…, i] = x[…, i, i]"
    dim1: int = param(-2, minimum=-5, maximum=5, help="axis of the rows, the batch being 0 and the last one -1")
    dim2: int = param(-1, minimum=-5, maximum=5, help="axis of the columns")

    def build(self, x: Shape) -> Call:
        first, second = axis_of(x, self.dim1), axis_of(x, self.dim2)
        if first == second:
            raise ShapeError(f"expects two different axes, got {self.dim1} and {self.dim2} for {x}")
        return Call(torch.diagonal, Slot("x"), dim1=first, dim2=second)


def _entry(text: str) -> Entry:
    """One entry between the brackets."""
    if text == "None":
        return None
    if re.fullmatch(r"-?\d{1,9}", text):
        return int(text)
    found = _SPAN.fullmatch(text)
    if found is None or "-" in found.groups() or found.group(3) == "0" or max(map(len, text.split(":"))) > 9:
        raise ParamError("index", f"expected a position, start:stop:step, : or None per axis, got {text[:40]!r}")
    return slice(*(int(part) if part else None for part in found.groups()))
