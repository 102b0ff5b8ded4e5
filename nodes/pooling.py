"""Pooling: fewer positions, the same channels."""

from __future__ import annotations

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, Slot, method, nn
from nodes.param import Size2, param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import check_window, pair, reach, times

PICTURE = Port("x", ranks=(4,), dtypes=FLOAT, layout="(N, C, H, W)")


@node("Pooling", keywords=("max", "downsample", "shrink", "subsample"))
class MaxPool2d(Node):
    """Keeps the largest value of every window."""

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
        _check_half(reach(pair(self.kernel_size), pair(self.dilation)), pair(self.padding))
        check_window(x, pair(self.kernel_size), pair(self.padding), pair(self.dilation))
        return Call(nn.MaxPool2d, self.kernel_size, **self.options("stride", "padding", "dilation", "ceil_mode"))

    def summary(self) -> str:
        return _summary(self.kernel_size, self.stride)


@node("Pooling", keywords=("mean", "average", "downsample", "shrink", "subsample"))
class AvgPool2d(Node):
    """Replaces every window by its mean."""

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
        _check_half(pair(self.kernel_size), pair(self.padding))
        check_window(x, pair(self.kernel_size), pair(self.padding), (1, 1))
        options = self.options("stride", "padding", "ceil_mode", "count_include_pad")
        return Call(nn.AvgPool2d, self.kernel_size, **options)

    def summary(self) -> str:
        return _summary(self.kernel_size, self.stride)


@node("Pooling", keywords=("mean", "average", "fixed size", "downsample"))
class AdaptiveAvgPool2d(Node):
    """Averages windows chosen so that the result has the asked size."""

    inputs = (PICTURE,)
    formula = "(N, C, H, W) → (N, C, output_size)"
    output_size: Size2 = param(1, minimum=1, maximum=4096, unit="px", help="height and width of the result")

    def build(self, x: Shape) -> Call:
        wanted = pair(self.output_size)
        if any(size < target for size, target in zip(x.spatial, wanted, strict=True)):
            raise ShapeError(f"expects at least {times(wanted)} pixels to average, got {x}")
        return Call(nn.AdaptiveAvgPool2d, self.output_size)

    def summary(self) -> str:
        return f"to {times(pair(self.output_size))}"


@node("Pooling", keywords=("mean", "average", "gap", "flatten", "head"))
class GlobalAvgPool2d(Node):
    """Averages every channel over the whole picture."""

    inputs = (PICTURE,)
    formula = "y_c = 1/(H·W) Σ_hw x_chw, (N, C, H, W) → (N, C)"

    def build(self, x: Shape) -> Call:
        return Call(method.mean, Slot("x"), dim=(2, 3))

    def summary(self) -> str:
        return "mean over H, W"


def _check_half(window: tuple[int, ...], padding: tuple[int, ...]) -> None:
    if any(2 * added > size for added, size in zip(padding, window, strict=True)):
        raise ShapeError(f"expects a padding of at most half the window {times(window)}, got {times(padding)}")


def _summary(kernel: Size2, stride: Size2 | None) -> str:
    text = times(pair(kernel))
    return text if stride is None or pair(stride) == pair(kernel) else f"{text} · stride {times(pair(stride))}"
