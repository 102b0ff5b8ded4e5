"""Convolutions that save weights: channel by channel, point by point, or one after the other."""

from __future__ import annotations

from math import prod

from nodes.base import Node
from nodes.call import Call, nn, own
from nodes.param import Size2, param
from nodes.ports import PICTURE
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import check_window, filters, pair
from nodes.window import Windows, mixed, slide


@node("Convolution", keywords=("depthwise", "channelwise", "grouped", "mobilenet", "efficient", "convnext"))
class DepthwiseConv2d(Node):
    """Filters every channel of a picture by itself; a pointwise convolution mixes the channels afterwards."""

    inputs = (PICTURE,)
    weighted = True
    formula = "y_c·m = w_c·m ∗ x_c, groups = C; (N, C, H, W) → (N, C·multiplier, H', W')"
    multiplier: int = param(1, minimum=1, maximum=1024, help="filters per input channel")
    kernel_size: Size2 = param(3, minimum=1, maximum=4096, unit="px", help="height and width of a filter")
    stride: Size2 = param(1, minimum=1, maximum=4096, unit="px", help="distance from one position to the next")
    padding: Size2 = param(
        0, minimum=0, maximum=4096, unit="px", help="zeros added on every side; half the kernel keeps the size"
    )
    dilation: Size2 = param(1, minimum=1, maximum=4096, unit="px", help="distance between filter taps", advanced=True)
    bias: bool = param(True, help="add a learned offset per filter; not needed before a batch normalization")

    def build(self, x: Shape) -> Call:
        check_window(x, pair(self.kernel_size), pair(self.padding), pair(self.dilation))
        options = self.options("stride", "padding", "dilation", "bias")
        out_channels = x.channels * self.multiplier
        return Call(nn.Conv2d, x.channels, out_channels, self.kernel_size, groups=x.channels, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return slide(pair(self.kernel_size), pair(self.stride), pair(self.padding), pair(self.dilation))

    def summary(self) -> str:
        text = filters(self.multiplier, pair(self.kernel_size), pair(self.stride), pair(self.padding))
        return f"×{text}" if self.multiplier > 1 else text.partition(" · ")[2]


@node("Convolution", keywords=("1x1", "network in network", "bottleneck", "channel mixing", "projection"))
class PointwiseConv2d(Node):
    """Mixes the channels of every pixel with learned weights: a 1×1 convolution."""

    inputs = (PICTURE,)
    weighted = True
    formula = "y_hw = W x_hw + b, (N, C, H, W) → (N, out_channels, H, W)"
    out_channels: int = param(16, minimum=1, maximum=65536, help="number of output channels")
    bias: bool = param(True, help="add a learned offset per output channel; not needed before a batch normalization")

    def build(self, x: Shape) -> Call:
        return Call(nn.Conv2d, x.channels, self.out_channels, 1, **self.options("bias"))

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, 1)

    def summary(self) -> str:
        return str(self.out_channels)


@node("Convolution", keywords=("depthwise", "pointwise", "xception", "mobilenet", "efficient"))
class SeparableConv2d(Node):
    """A depthwise, then a pointwise convolution: nearly the reach of a full one for a fraction of its weights."""

    inputs = (PICTURE,)
    weighted = True
    formula = "y = W (w ∗ x) + b: w one filter set per channel, W mixes the channels"
    out_channels: int = param(16, minimum=1, maximum=65536, help="number of output channels")
    kernel_size: Size2 = param(3, minimum=1, maximum=4096, unit="px", help="height and width of a depthwise filter")
    stride: Size2 = param(1, minimum=1, maximum=4096, unit="px", help="distance from one position to the next")
    padding: Size2 = param(
        0, minimum=0, maximum=4096, unit="px", help="zeros added on every side; half the kernel keeps the size"
    )
    dilation: Size2 = param(1, minimum=1, maximum=4096, unit="px", help="distance between filter taps", advanced=True)
    multiplier: int = param(1, minimum=1, maximum=1024, help="depthwise filters per input channel", advanced=True)
    bias: bool = param(True, help="add a learned offset per output channel; not needed before a batch normalization")

    def build(self, x: Shape) -> Call:
        check_window(x, pair(self.kernel_size), pair(self.padding), pair(self.dilation))
        options = self.options("stride", "padding", "dilation", "multiplier", "bias")
        return Call(own.SeparableConv2d, x.channels, self.out_channels, self.kernel_size, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return slide(pair(self.kernel_size), pair(self.stride), pair(self.padding), pair(self.dilation))

    def summary(self) -> str:
        return filters(self.out_channels, pair(self.kernel_size), pair(self.stride), pair(self.padding))


@node("Convolution", keywords=("weight standardization", "micro-batch", "group norm", "big transfer", "bit"))
class WeightStandardizedConv2d(Node):
    """A convolution whose filters are kept at zero mean and unit spread; good with GroupNorm and small batches."""

    inputs = (PICTURE,)
    weighted = True
    formula = "y = Ŵ ∗ x + b, Ŵ = (W − mean) / √(var + eps) per filter"
    out_channels: int = param(16, minimum=1, maximum=65536, help="number of filters, so of output channels")
    kernel_size: Size2 = param(3, minimum=1, maximum=4096, unit="px", help="height and width of a filter")
    stride: Size2 = param(1, minimum=1, maximum=4096, unit="px", help="distance from one position to the next")
    padding: Size2 = param(
        0, minimum=0, maximum=4096, unit="px", help="zeros added on every side; half the kernel keeps the size"
    )
    bias: bool = param(True, help="add a learned offset per filter")

    def build(self, x: Shape) -> Call:
        check_window(x, pair(self.kernel_size), pair(self.padding), (1, 1))
        if x.channels * prod(pair(self.kernel_size)) < 2:
            raise ShapeError(f"expects filters of at least 2 numbers to standardize, got 1×1 and {x}")
        options = self.options("stride", "padding", "bias")
        return Call(own.WeightStandardizedConv2d, x.channels, self.out_channels, self.kernel_size, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return slide(pair(self.kernel_size), pair(self.stride), pair(self.padding))

    def summary(self) -> str:
        return filters(self.out_channels, pair(self.kernel_size), pair(self.stride), pair(self.padding))
