"""Borders added and parts cut out."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from nodes.base import Node
from nodes.call import Call, F, Slot, operator, own
from nodes.param import Size2, param
from nodes.ports import ANYTHING, PICTURE, SERIES
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import axis_of, pair, times
from nodes.window import Window, Windows, chosen, same

Mode = Literal["constant", "reflect", "replicate", "circular"]
MODE_HELP = "constant: value; reflect: mirrored; replicate: the last entry again; circular: from the other end"
VALUE_HELP = "what a constant border holds"
EVERYTHING = slice(None)


@node("Reshape", keywords=("border", "zero padding", "reflect", "replicate", "circular", "causal", "series"))
class Pad1d(Node):
    """Adds steps at the ends of a series."""

    inputs = (SERIES,)
    formula = "L' = left + L + right"
    left: int = param(1, minimum=0, maximum=65536, unit="steps", help="steps added before the first one")
    right: int = param(1, minimum=0, maximum=65536, unit="steps", help="steps added behind the last one")
    mode: Mode = param("constant", help=MODE_HELP)
    value: float = param(0.0, minimum=-1e9, maximum=1e9, help=VALUE_HELP, advanced=True)

    def build(self, x: Shape) -> Call:
        return _padded(self, x, (self.left, self.right))

    def window(self, x: Shape, port: str) -> Windows:
        return Window(1), Window(2, padding=self.left)

    def summary(self) -> str:
        return f"{self.left} · {self.right} · {self.mode}"


@node("Reshape", keywords=("border", "zero padding", "reflect", "replicate", "circular", "margin"))
class Pad2d(Node):
    """Adds a border around a picture."""

    inputs = (PICTURE,)
    formula = "H' = top + H + bottom, W' = left + W + right"
    left: int = param(1, minimum=0, maximum=65536, unit="px", help="columns added on the left")
    right: int = param(1, minimum=0, maximum=65536, unit="px", help="columns added on the right")
    top: int = param(1, minimum=0, maximum=65536, unit="px", help="rows added at the top")
    bottom: int = param(1, minimum=0, maximum=65536, unit="px", help="rows added at the bottom")
    mode: Mode = param("constant", help=MODE_HELP)
    value: float = param(0.0, minimum=-1e9, maximum=1e9, help=VALUE_HELP, advanced=True)

    def build(self, x: Shape) -> Call:
        return _padded(self, x, (self.top, self.bottom), (self.left, self.right))

    def window(self, x: Shape, port: str) -> Windows:
        return Window(1), Window(2, padding=self.top), Window(3, padding=self.left)

    def summary(self) -> str:
        sides = (self.left, self.right, self.top, self.bottom)
        shown = str(sides[0]) if len(set(sides)) == 1 else ", ".join(map(str, sides))
        return f"{shown} · {self.mode}"


@node("Reshape", keywords=("cut", "window", "region", "patch"))
class Crop2d(Node):
    """Cuts a rectangle out of a picture."""

    inputs = (PICTURE,)
    formula = "y = x[top : top + height, left : left + width]"
    top: int = param(0, minimum=0, maximum=65536, unit="px", help="first row, counted from 0 at the top")
    left: int = param(0, minimum=0, maximum=65536, unit="px", help="first column, counted from 0 on the left")
    height: int = param(4, minimum=1, maximum=65536, unit="px", help="number of rows of the result")
    width: int = param(4, minimum=1, maximum=65536, unit="px", help="number of columns of the result")

    def build(self, x: Shape) -> Call:
        return _rectangle(x, (self.top, self.left), (self.height, self.width))

    def window(self, x: Shape, port: str) -> Windows:
        return Window(1), Window(2, padding=-self.top), Window(3, padding=-self.left)

    def summary(self) -> str:
        return f"{self.height}×{self.width} at {self.top}, {self.left}"


@node("Reshape", keywords=("cut", "middle", "u-net", "skip connection", "window", "crop to size"))
class CenterCrop2d(Node):
    """Cuts the middle of a picture out, such as the skip connection of a U-Net without padding."""

    inputs = (PICTURE,)
    formula = "(N, C, H, W) → (N, C, size); first row ⌊(H − height) / 2⌋, first column ⌊(W − width) / 2⌋"
    size: Size2 = param(4, minimum=1, maximum=65536, unit="px", help="height and width of the result")

    def build(self, x: Shape) -> Call:
        return _rectangle(x, self._corner(x), pair(self.size))

    def _corner(self, x: Shape) -> tuple[int, int]:
        rows, columns = (max(0, size - kept) // 2 for size, kept in zip(x.spatial, pair(self.size), strict=True))
        return rows, columns

    def window(self, x: Shape, port: str) -> Windows:
        top, left = self._corner(x)
        return Window(1), Window(2, padding=-top), Window(3, padding=-left)

    def summary(self) -> str:
        return f"to {times(pair(self.size))}"


@node("Reshape", keywords=("cut", "middle", "u-net", "skip connection", "same size", "match", "any picture size"))
class CropLike2d(Node):
    """Cuts the middle of a picture out, as large as another picture: the skip connection of the first U-Net."""

    inputs = (PICTURE, replace(PICTURE, name="like", layout="a picture of the wanted size (N, D, h, w)"))
    formula = "(N, C, H, W), (N, D, h, w) → (N, C, h, w)"
    explains = {"gradient": "Of like only the size counts."}

    def build(self, x: Shape, like: Shape) -> Call:
        if any(wanted > size for wanted, size in zip(like.spatial, x.spatial, strict=True)):
            raise ShapeError(f"expects like no larger than x, got {like} and {x}")
        return Call(own.CropLike2d)

    def sees(self, x: Shape, port: str, result: Shape) -> Windows | None:
        if port == "like":
            return None
        top, left = ((size - kept) // 2 for size, kept in zip(x.spatial, result.spatial, strict=True))
        return Window(1), Window(2, padding=-top), Window(3, padding=-left)


@node("Reshape", keywords=("part", "range", "index", "narrow", "every second", "stride", "subsample"))
class Slice(Node):
    """Keeps a range of one axis, or every second, third, ... entry of it."""

    inputs = (ANYTHING,)
    formula = "y = x[…, start : stop : step, …] along dim"
    dim: int = param(1, minimum=-5, maximum=5, help="axis that is cut, the batch being 0 and the last one -1")
    start: int = param(
        0, minimum=-(2**24), maximum=2**24, help="first entry that is kept; negative counts from the end"
    )
    stop: int | None = param(
        None, minimum=-(2**24), maximum=2**24, help="first entry that is left out again; empty: to the end"
    )
    step: int = param(1, minimum=1, maximum=2**24, help="distance from one kept entry to the next")

    def build(self, x: Shape) -> Call:
        axis = axis_of(x, self.dim)
        size = x.size(axis)
        for name, place in (("start", self.start), ("stop", self.stop)):
            if place is not None and not -size <= place <= size:
                raise ShapeError(f"expects {name} within the {size} entries of axis {axis}, got {place} for {x}")
        if not range(size)[self.start : self.stop : self.step]:
            raise ShapeError(f"expects at least one entry in {self._range()} of axis {axis}, got {x}")
        span = slice(self.start or None, self.stop, self.step if self.step > 1 else None)
        return Call(operator.getitem, Slot("x"), (*[EVERYTHING] * axis, span))

    def window(self, x: Shape, port: str) -> Windows:
        axis = axis_of(x, self.dim)
        first = range(x.size(axis))[self.start : self.stop : self.step][0]
        cut = Window(axis, stride=self.step, padding=-first)
        return tuple(cut if window and window.axis == axis else window for window in same(x))

    def _range(self) -> str:
        step = f":{self.step}" if self.step > 1 else ""
        return f"{self.start or ''}:{'' if self.stop is None else self.stop}{step}"

    def summary(self) -> str:
        return f"axis {self.dim} · {self._range()}"


@node("Reshape", keywords=("index", "pick", "one step", "one channel", "class token", "first", "last"))
class Select(Node):
    """Picks one entry of an axis; the axis goes. The first step of a transformer is its class token."""

    inputs = (ANYTHING,)
    formula = "y = x[…, index, …] along dim"
    dim: int = param(1, minimum=-5, maximum=5, help="axis that is picked from, the batch being 0, -1 the last")
    index: int = param(0, minimum=-(2**24), maximum=2**24, help="entry, counted from 0; -1 is the last")

    def build(self, x: Shape) -> Call:
        axis = axis_of(x, self.dim)
        if not -x.size(axis) <= self.index < x.size(axis):
            raise ShapeError(
                f"expects index within the {x.size(axis)} entries of axis {axis}, got {self.index} for {x}"
            )
        return Call(operator.getitem, Slot("x"), (*[EVERYTHING] * axis, self.index))

    def window(self, x: Shape, port: str) -> Windows:
        return chosen(x, axis_of(x, self.dim), self.index)

    def summary(self) -> str:
        return f"axis {self.dim} · {self.index}"


def _padded(node: Pad1d | Pad2d, x: Shape, *sides: tuple[int, int]) -> Call:
    """``sides``: entries before and behind, per spatial axis; PyTorch wants the last axis first."""
    if node.value and node.mode != "constant":
        raise ShapeError(f"expects mode constant for a value of {node.value:g}, got {node.mode}")
    for size, added in zip(x.spatial, map(max, sides), strict=True):
        largest = {"reflect": size - 1, "circular": size}.get(node.mode, added)
        if added > largest:
            raise ShapeError(f"expects a {node.mode} padding of at most {largest}, got {added} for {x}")
    numbers = tuple(number for side in reversed(sides) for number in side)
    return Call(F.pad, Slot("x"), numbers, **node.options("mode", "value"))


def _rectangle(x: Shape, corner: tuple[int, int], wanted: tuple[int, int]) -> Call:
    ends = tuple(start + size for start, size in zip(corner, wanted, strict=True))
    if any(end > size for end, size in zip(ends, x.spatial, strict=True)):
        raise ShapeError(f"expects pictures of at least {times(ends)} to cut from, got {x}")
    spans = (slice(start or None, end) for start, end in zip(corner, ends, strict=True))
    return Call(operator.getitem, Slot("x"), (EVERYTHING, EVERYTHING, *spans))
