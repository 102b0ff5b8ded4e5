"""The windows of a convolution as columns of numbers, and back."""

from __future__ import annotations

from math import prod
from typing import Any

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, F, Slot
from nodes.param import Size2, param
from nodes.ports import PICTURE
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import check_window, pair, reach, times
from nodes.window import Windows, in_rows, slide

COLUMNS = Port("x", ranks=(3,), dtypes=FLOAT, layout="(N, C·kernel, L) windows as columns")


class _Windows(Node):
    """What cutting into windows and putting together again have in common."""

    kernel_size: Size2 = param(3, minimum=1, maximum=4096, unit="px", help="height and width of a window")
    stride: Size2 = param(1, minimum=1, maximum=4096, unit="px", help="distance from one window to the next")
    padding: Size2 = param(0, minimum=0, maximum=4096, unit="px", help="zeros around the picture, on every side")
    dilation: Size2 = param(
        1, minimum=1, maximum=4096, unit="px", help="distance between the pixels of a window", advanced=True
    )

    def _options(self) -> dict[str, Any]:
        return self.options("dilation", "padding", "stride")

    def summary(self) -> str:
        return times(pair(self.kernel_size))


@node("Convolution", keywords=("im2col", "patches", "windows", "sliding", "vision transformer"))
class Unfold(_Windows):
    """Cuts a picture into sliding windows and lines up the numbers of each as a column (im2col)."""

    inputs = (PICTURE,)
    formula = "(N, C, H, W) → (N, C·kh·kw, L), L windows row by row"

    def build(self, x: Shape) -> Call:
        check_window(x, pair(self.kernel_size), pair(self.padding), pair(self.dilation))
        return Call(F.unfold, Slot("x"), self.kernel_size, **self._options())

    def window(self, x: Shape, port: str) -> Windows:
        return in_rows(slide(pair(self.kernel_size), pair(self.stride), pair(self.padding), pair(self.dilation)), 2)


@node("Convolution", keywords=("col2im", "patches", "windows", "overlap add", "assemble"))
class Fold(_Windows):
    """Puts windows that stand as columns back into a picture and adds up where they overlap (col2im)."""

    inputs = (COLUMNS,)
    formula = "(N, C·kh·kw, L) → (N, C, output_size): y = Σ windows at their places"
    output_size: Size2 = param(8, minimum=1, maximum=65536, unit="px", help="height and width of the picture")

    def build(self, x: Shape) -> Call:
        kernel = pair(self.kernel_size)
        if x.channels % prod(kernel):
            raise ShapeError(f"expects columns of a multiple of {times(kernel)} = {prod(kernel)} numbers, got {x}")
        rows, columns = self._windows()
        if x.size(2) != rows * columns:
            target = times(pair(self.output_size))
            raise ShapeError(f"expects {rows}×{columns} = {rows * columns} windows for {target} pixels, got {x}")
        return Call(F.fold, Slot("x"), self.output_size, self.kernel_size, **self._options())

    def _windows(self) -> tuple[int, ...]:
        """How many windows fit below and beside each other."""
        window = reach(pair(self.kernel_size), pair(self.dilation))
        axes = zip(pair(self.output_size), pair(self.padding), window, pair(self.stride), strict=True)
        return tuple(max(0, (size + 2 * added - length) // step + 1) for size, added, length, step in axes)

    def summary(self) -> str:
        return f"{super().summary()} to {times(pair(self.output_size))}"
