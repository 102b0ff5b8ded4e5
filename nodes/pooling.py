"""Pooling: fewer positions, the same channels."""

from __future__ import annotations

from nodes.base import Node
from nodes.call import Call, nn
from nodes.param import Size2, Size3, param
from nodes.ports import PICTURE, SERIES, VOLUME
from nodes.registry import node
from nodes.shape import Shape
from nodes.sizes import check_half, check_window, pair, reach, times, triple
from nodes.window import Windows, slide

MAX_KEYWORDS = ("max", "downsample", "shrink", "subsample")
MEAN_KEYWORDS = ("mean", "average", "downsample", "shrink", "subsample")


@node("Pooling", keywords=(*MAX_KEYWORDS, "series", "time"))
class MaxPool1d(Node):
    """Keeps the largest value of every window of a series."""

    inputs = (SERIES,)
    formula = "L' = ⌊(L + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1"
    kernel_size: int = param(2, minimum=1, maximum=4096, unit="steps", help="length of the window")
    stride: int | None = param(
        None, minimum=1, maximum=4096, unit="steps", help="distance between windows; empty means side by side"
    )
    padding: int = param(0, minimum=0, maximum=2048, unit="steps", help="steps added at both ends; they never win")
    dilation: int = param(
        1, minimum=1, maximum=4096, unit="steps", help="distance between the steps of a window", advanced=True
    )
    ceil_mode: bool = param(False, help="keep the windows that stick out at the far edge", advanced=True)

    def build(self, x: Shape) -> Call:
        check_half(reach((self.kernel_size,), (self.dilation,)), (self.padding,))
        check_window(x, (self.kernel_size,), (self.padding,), (self.dilation,))
        return Call(nn.MaxPool1d, self.kernel_size, **self.options("stride", "padding", "dilation", "ceil_mode"))

    def window(self, x: Shape, port: str) -> Windows:
        return slide((self.kernel_size,), (self.stride or self.kernel_size,), (self.padding,), (self.dilation,))

    def summary(self) -> str:
        return windows((self.kernel_size,), self.stride)


@node("Pooling", keywords=MAX_KEYWORDS)
class MaxPool2d(Node):
    """Keeps the largest value of every window of a picture."""

    inputs = (PICTURE,)
    formula = "H' = ⌊(H + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1"
    kernel_size: Size2 = param(2, minimum=1, maximum=4096, unit="px", help="height and width of the window")
    stride: Size2 | None = param(
        None, minimum=1, maximum=4096, unit="px", help="distance between windows; empty means side by side"
    )
    padding: Size2 = param(0, minimum=0, maximum=2048, unit="px", help="pixels added on every side; they never win")
    dilation: Size2 = param(
        1, minimum=1, maximum=4096, unit="px", help="distance between the pixels of a window", advanced=True
    )
    ceil_mode: bool = param(False, help="keep the windows that stick out at the far edge", advanced=True)

    def build(self, x: Shape) -> Call:
        check_half(reach(pair(self.kernel_size), pair(self.dilation)), pair(self.padding))
        check_window(x, pair(self.kernel_size), pair(self.padding), pair(self.dilation))
        return Call(nn.MaxPool2d, self.kernel_size, **self.options("stride", "padding", "dilation", "ceil_mode"))

    def window(self, x: Shape, port: str) -> Windows:
        return slide(
            pair(self.kernel_size), pair(self.stride or self.kernel_size), pair(self.padding), pair(self.dilation)
        )

    def summary(self) -> str:
        return windows(pair(self.kernel_size), self.stride)


@node("Pooling", keywords=(*MAX_KEYWORDS, "volume", "video"))
class MaxPool3d(Node):
    """Keeps the largest value of every window of a volume."""

    inputs = (VOLUME,)
    formula = "D' = ⌊(D + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, likewise H' and W'"
    kernel_size: Size3 = param(2, minimum=1, maximum=4096, unit="voxels", help="depth, height and width of the window")
    stride: Size3 | None = param(
        None, minimum=1, maximum=4096, unit="voxels", help="distance between windows; empty means side by side"
    )
    padding: Size3 = param(0, minimum=0, maximum=2048, unit="voxels", help="voxels added on every side; they never win")
    dilation: Size3 = param(
        1, minimum=1, maximum=4096, unit="voxels", help="distance between the voxels of a window", advanced=True
    )
    ceil_mode: bool = param(False, help="keep the windows that stick out at the far edge", advanced=True)

    def build(self, x: Shape) -> Call:
        check_half(reach(triple(self.kernel_size), triple(self.dilation)), triple(self.padding))
        check_window(x, triple(self.kernel_size), triple(self.padding), triple(self.dilation))
        return Call(nn.MaxPool3d, self.kernel_size, **self.options("stride", "padding", "dilation", "ceil_mode"))

    def window(self, x: Shape, port: str) -> Windows:
        return slide(
            triple(self.kernel_size),
            triple(self.stride or self.kernel_size),
            triple(self.padding),
            triple(self.dilation),
        )

    def summary(self) -> str:
        return windows(triple(self.kernel_size), self.stride)


@node("Pooling", keywords=(*MEAN_KEYWORDS, "series", "moving average"))
class AvgPool1d(Node):
    """Replaces every window of a series by its mean."""

    inputs = (SERIES,)
    formula = "L' = ⌊(L + 2·padding − kernel) / stride⌋ + 1"
    kernel_size: int = param(2, minimum=1, maximum=4096, unit="steps", help="length of the window")
    stride: int | None = param(
        None, minimum=1, maximum=4096, unit="steps", help="distance between windows; empty means side by side"
    )
    padding: int = param(0, minimum=0, maximum=2048, unit="steps", help="zeros added at both ends")
    ceil_mode: bool = param(False, help="keep the windows that stick out at the far edge", advanced=True)
    count_include_pad: bool = param(True, help="count the added zeros when dividing", advanced=True)

    def build(self, x: Shape) -> Call:
        check_half((self.kernel_size,), (self.padding,))
        check_window(x, (self.kernel_size,), (self.padding,), (1,))
        options = self.options("stride", "padding", "ceil_mode", "count_include_pad")
        return Call(nn.AvgPool1d, self.kernel_size, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return slide((self.kernel_size,), (self.stride or self.kernel_size,), (self.padding,))

    def summary(self) -> str:
        return windows((self.kernel_size,), self.stride)


@node("Pooling", keywords=MEAN_KEYWORDS)
class AvgPool2d(Node):
    """Replaces every window of a picture by its mean."""

    inputs = (PICTURE,)
    formula = "H' = ⌊(H + 2·padding − kernel) / stride⌋ + 1"
    kernel_size: Size2 = param(2, minimum=1, maximum=4096, unit="px", help="height and width of the window")
    stride: Size2 | None = param(
        None, minimum=1, maximum=4096, unit="px", help="distance between windows; empty means side by side"
    )
    padding: Size2 = param(0, minimum=0, maximum=2048, unit="px", help="zeros added on every side")
    ceil_mode: bool = param(False, help="keep the windows that stick out at the far edge", advanced=True)
    count_include_pad: bool = param(True, help="count the added zeros when dividing", advanced=True)

    def build(self, x: Shape) -> Call:
        check_half(pair(self.kernel_size), pair(self.padding))
        check_window(x, pair(self.kernel_size), pair(self.padding), (1, 1))
        options = self.options("stride", "padding", "ceil_mode", "count_include_pad")
        return Call(nn.AvgPool2d, self.kernel_size, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return slide(pair(self.kernel_size), pair(self.stride or self.kernel_size), pair(self.padding))

    def summary(self) -> str:
        return windows(pair(self.kernel_size), self.stride)


@node("Pooling", keywords=(*MEAN_KEYWORDS, "volume", "video"))
class AvgPool3d(Node):
    """Replaces every window of a volume by its mean."""

    inputs = (VOLUME,)
    formula = "D' = ⌊(D + 2·padding − kernel) / stride⌋ + 1, likewise H' and W'"
    kernel_size: Size3 = param(2, minimum=1, maximum=4096, unit="voxels", help="depth, height and width of the window")
    stride: Size3 | None = param(
        None, minimum=1, maximum=4096, unit="voxels", help="distance between windows; empty means side by side"
    )
    padding: Size3 = param(0, minimum=0, maximum=2048, unit="voxels", help="zeros added on every side")
    ceil_mode: bool = param(False, help="keep the windows that stick out at the far edge", advanced=True)
    count_include_pad: bool = param(True, help="count the added zeros when dividing", advanced=True)

    def build(self, x: Shape) -> Call:
        check_half(triple(self.kernel_size), triple(self.padding))
        check_window(x, triple(self.kernel_size), triple(self.padding), (1, 1, 1))
        options = self.options("stride", "padding", "ceil_mode", "count_include_pad")
        return Call(nn.AvgPool3d, self.kernel_size, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return slide(triple(self.kernel_size), triple(self.stride or self.kernel_size), triple(self.padding))

    def summary(self) -> str:
        return windows(triple(self.kernel_size), self.stride)


def windows(kernel: tuple[int, ...], stride: int | tuple[int, ...] | None) -> str:
    """Window and stride in words, the stride where windows do not lie side by side: ``3×3 · stride 2``."""
    steps = (stride,) * len(kernel) if isinstance(stride, int) else stride
    return times(kernel) if steps in (None, kernel) else f"{times(kernel)} · stride {times(steps)}"
