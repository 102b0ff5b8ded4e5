"""Convolutions."""

from __future__ import annotations

from typing import Literal

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, nn
from nodes.param import Size2, param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import check_groups, check_window, pair, reach, times

PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]
PICTURE = Port("x", ranks=(4,), dtypes=FLOAT, layout="(N, C, H, W)")
SERIES = Port("x", ranks=(3,), dtypes=FLOAT, layout="(N, C, L)")


@node("Convolution", keywords=("kernel", "filter", "series", "signal", "audio", "cnn"))
class Conv1d(Node):
    """Slides learned filters along a series."""

    inputs = (SERIES,)
    weighted = True
    formula = "L' = ⌊(L + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1"
    out_channels: int = param(16, minimum=1, maximum=65536, help="number of filters, so of output channels")
    kernel_size: int = param(3, minimum=1, maximum=4096, unit="steps", help="length of a filter")
    stride: int = param(1, minimum=1, maximum=4096, unit="steps", help="distance from one position to the next")
    padding: int = param(0, minimum=0, maximum=4096, unit="steps", help="entries added at both ends")
    dilation: int = param(1, minimum=1, maximum=4096, unit="steps", help="distance between filter taps", advanced=True)
    groups: int = param(
        1, minimum=1, maximum=65536, help="channel groups that do not see each other; 1 mixes all", advanced=True
    )
    bias: bool = param(True, help="add a learned offset per filter")
    padding_mode: PaddingMode = param("zeros", help="what the added entries hold", advanced=True)

    def build(self, x: Shape) -> Call:
        check_groups(x, self.out_channels, self.groups)
        check_window(x, (self.kernel_size,), (self.padding,), (self.dilation,))
        _check_padding(x, (self.padding,), self.padding_mode)
        options = self.options("stride", "padding", "dilation", "groups", "bias", "padding_mode")
        return Call(nn.Conv1d, x.channels, self.out_channels, self.kernel_size, **options)

    def summary(self) -> str:
        return _summary(self.out_channels, (self.kernel_size,), (self.stride,), (self.padding,))


@node("Convolution", keywords=("kernel", "filter", "picture", "image", "cnn", "depthwise"))
class Conv2d(Node):
    """Slides learned filters over the picture."""

    inputs = (PICTURE,)
    weighted = True
    formula = "H' = ⌊(H + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1"
    out_channels: int = param(16, minimum=1, maximum=65536, help="number of filters, so of output channels")
    kernel_size: Size2 = param(3, minimum=1, maximum=4096, unit="px", help="height and width of a filter")
    stride: Size2 = param(1, minimum=1, maximum=4096, unit="px", help="distance from one position to the next")
    padding: Size2 = param(
        0, minimum=0, maximum=4096, unit="px", help="pixels added on every side; half the kernel keeps the size"
    )
    dilation: Size2 = param(1, minimum=1, maximum=4096, unit="px", help="distance between filter taps", advanced=True)
    groups: int = param(
        1,
        minimum=1,
        maximum=65536,
        help="channel groups that do not see each other; 1 mixes all, the number of input channels is depthwise",
        advanced=True,
    )
    bias: bool = param(True, help="add a learned offset per filter; not needed before a batch normalization")
    padding_mode: PaddingMode = param("zeros", help="what the added pixels hold", advanced=True)

    def build(self, x: Shape) -> Call:
        check_groups(x, self.out_channels, self.groups)
        check_window(x, pair(self.kernel_size), pair(self.padding), pair(self.dilation))
        _check_padding(x, pair(self.padding), self.padding_mode)
        options = self.options("stride", "padding", "dilation", "groups", "bias", "padding_mode")
        return Call(nn.Conv2d, x.channels, self.out_channels, self.kernel_size, **options)

    def summary(self) -> str:
        return _summary(self.out_channels, pair(self.kernel_size), pair(self.stride), pair(self.padding))


@node("Convolution", keywords=("deconvolution", "up-sampling", "decoder", "generator", "transposed"))
class ConvTranspose2d(Node):
    """Enlarges a picture by writing learned filters side by side."""

    inputs = (PICTURE,)
    weighted = True
    formula = "H' = (H − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1"
    out_channels: int = param(16, minimum=1, maximum=65536, help="number of output channels")
    kernel_size: Size2 = param(2, minimum=1, maximum=4096, unit="px", help="height and width of a filter")
    stride: Size2 = param(2, minimum=1, maximum=4096, unit="px", help="how many times larger the picture becomes")
    padding: Size2 = param(0, minimum=0, maximum=4096, unit="px", help="pixels cut off on every side of the result")
    output_padding: Size2 = param(
        0, minimum=0, maximum=4096, unit="px", help="pixels added on one side of the result", advanced=True
    )
    groups: int = param(
        1, minimum=1, maximum=65536, help="channel groups that do not see each other; 1 mixes all", advanced=True
    )
    bias: bool = param(True, help="add a learned offset per output channel")
    dilation: Size2 = param(1, minimum=1, maximum=4096, unit="px", help="distance between filter taps", advanced=True)

    def build(self, x: Shape) -> Call:
        check_groups(x, self.out_channels, self.groups)
        self._check_result(x)
        options = self.options("padding", "output_padding", "groups", "bias", "dilation")
        return Call(nn.ConvTranspose2d, x.channels, self.out_channels, self.kernel_size, stride=self.stride, **options)

    def _check_result(self, x: Shape) -> None:
        stride, padding, extra = pair(self.stride), pair(self.padding), pair(self.output_padding)
        window = reach(pair(self.kernel_size), pair(self.dilation))
        for axis, size in enumerate(x.spatial):
            if extra[axis] >= stride[axis]:
                raise ShapeError(f"expects output_padding below the stride {stride[axis]}, got {extra[axis]}")
            result = (size - 1) * stride[axis] - 2 * padding[axis] + window[axis] + extra[axis]
            if result < 1:
                raise ShapeError(f"expects a padding that leaves at least one pixel, got {padding[axis]} for {x}")

    def summary(self) -> str:
        return _summary(self.out_channels, pair(self.kernel_size), pair(self.stride), pair(self.padding))


def _check_padding(x: Shape, padding: tuple[int, ...], mode: PaddingMode) -> None:
    for size, added in zip(x.spatial, padding, strict=True):
        largest = {"reflect": size - 1, "circular": size}.get(mode, added)
        if added > largest:
            raise ShapeError(f"expects a {mode} padding of at most {largest}, got {added} for {x}")


def _summary(channels: int, kernel: tuple[int, ...], stride: tuple[int, ...], padding: tuple[int, ...]) -> str:
    parts = [str(channels), times(kernel)]
    if set(stride) != {1}:
        parts.append(f"stride {times(tuple(dict.fromkeys(stride)))}")
    if set(padding) != {0}:
        parts.append(f"pad {times(tuple(dict.fromkeys(padding)))}")
    return " · ".join(parts)
