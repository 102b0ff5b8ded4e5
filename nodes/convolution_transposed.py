"""Transposed convolutions: filters that write instead of reading, so that the result is larger."""

from __future__ import annotations

from nodes.base import Node
from nodes.call import Call, nn
from nodes.param import Size2, Size3, param
from nodes.ports import PICTURE, SERIES, VOLUME
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import check_groups, filters, pair, reach, triple
from nodes.window import Windows, write

KEYWORDS = ("deconvolution", "up-sampling", "decoder", "generator", "transposed", "fractionally strided")


@node("Convolution", keywords=(*KEYWORDS, "series", "audio"))
class ConvTranspose1d(Node):
    """Lengthens a series by writing learned filters one behind the other."""

    inputs = (SERIES,)
    weighted = True
    formula = "L' = (L − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1"
    out_channels: int = param(16, minimum=1, maximum=65536, help="number of output channels")
    kernel_size: int = param(2, minimum=1, maximum=4096, unit="steps", help="length of a filter")
    stride: int = param(2, minimum=1, maximum=4096, unit="steps", help="how many times longer the series becomes")
    padding: int = param(0, minimum=0, maximum=4096, unit="steps", help="steps cut off at both ends of the result")
    output_padding: int = param(
        0, minimum=0, maximum=4096, unit="steps", help="steps added at the far end of the result", advanced=True
    )
    groups: int = param(
        1, minimum=1, maximum=65536, help="channel groups that do not see each other; 1 mixes all", advanced=True
    )
    bias: bool = param(True, help="add a learned offset per output channel")
    dilation: int = param(1, minimum=1, maximum=4096, unit="steps", help="distance between filter taps", advanced=True)

    def build(self, x: Shape) -> Call:
        check_groups(x, self.out_channels, self.groups)
        window = reach((self.kernel_size,), (self.dilation,))
        _check_result(x, window, (self.stride,), (self.padding,), (self.output_padding,))
        options = self.options("padding", "output_padding", "groups", "bias", "dilation")
        return Call(nn.ConvTranspose1d, x.channels, self.out_channels, self.kernel_size, stride=self.stride, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return write((self.kernel_size,), (self.stride,), (self.padding,), (self.dilation,))

    def summary(self) -> str:
        return filters(self.out_channels, (self.kernel_size,), (self.stride,), (self.padding,))


@node("Convolution", keywords=KEYWORDS)
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
        window = reach(pair(self.kernel_size), pair(self.dilation))
        _check_result(x, window, pair(self.stride), pair(self.padding), pair(self.output_padding))
        options = self.options("padding", "output_padding", "groups", "bias", "dilation")
        return Call(nn.ConvTranspose2d, x.channels, self.out_channels, self.kernel_size, stride=self.stride, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return write(pair(self.kernel_size), pair(self.stride), pair(self.padding), pair(self.dilation))

    def summary(self) -> str:
        return filters(self.out_channels, pair(self.kernel_size), pair(self.stride), pair(self.padding))


@node("Convolution", keywords=(*KEYWORDS, "volume", "video", "voxel"))
class ConvTranspose3d(Node):
    """Enlarges a volume by writing learned filters side by side."""

    inputs = (VOLUME,)
    weighted = True
    formula = "D' = (D − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1, likewise H' and W'"
    out_channels: int = param(16, minimum=1, maximum=65536, help="number of output channels")
    kernel_size: Size3 = param(2, minimum=1, maximum=4096, unit="voxels", help="depth, height and width of a filter")
    stride: Size3 = param(2, minimum=1, maximum=4096, unit="voxels", help="how many times larger the volume becomes")
    padding: Size3 = param(0, minimum=0, maximum=4096, unit="voxels", help="voxels cut off on every side of the result")
    output_padding: Size3 = param(
        0, minimum=0, maximum=4096, unit="voxels", help="voxels added on one side of the result", advanced=True
    )
    groups: int = param(
        1, minimum=1, maximum=65536, help="channel groups that do not see each other; 1 mixes all", advanced=True
    )
    bias: bool = param(True, help="add a learned offset per output channel")
    dilation: Size3 = param(
        1, minimum=1, maximum=4096, unit="voxels", help="distance between filter taps", advanced=True
    )

    def build(self, x: Shape) -> Call:
        check_groups(x, self.out_channels, self.groups)
        window = reach(triple(self.kernel_size), triple(self.dilation))
        _check_result(x, window, triple(self.stride), triple(self.padding), triple(self.output_padding))
        options = self.options("padding", "output_padding", "groups", "bias", "dilation")
        return Call(nn.ConvTranspose3d, x.channels, self.out_channels, self.kernel_size, stride=self.stride, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return write(triple(self.kernel_size), triple(self.stride), triple(self.padding), triple(self.dilation))

    def summary(self) -> str:
        return filters(self.out_channels, triple(self.kernel_size), triple(self.stride), triple(self.padding))


def _check_result(
    x: Shape, window: tuple[int, ...], stride: tuple[int, ...], padding: tuple[int, ...], extra: tuple[int, ...]
) -> None:
    """Refuse what would be added at random (PyTorch takes an output_padding below the stride only) or vanish."""
    for axis, size in enumerate(x.spatial):
        if extra[axis] >= stride[axis]:
            raise ShapeError(f"expects output_padding below the stride {stride[axis]}, got {extra[axis]}")
        if (size - 1) * stride[axis] - 2 * padding[axis] + window[axis] + extra[axis] < 1:
            unit = "step" if len(x.spatial) == 1 else "pixel"
            raise ShapeError(f"expects a padding that leaves at least one {unit}, got {padding[axis]} for {x}")
