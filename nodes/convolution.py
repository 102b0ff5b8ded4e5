"""Convolutions."""

from __future__ import annotations

from typing import Literal

from nodes.base import Node
from nodes.call import Call, nn
from nodes.param import Size2, Size3, param
from nodes.ports import PICTURE, SERIES, VOLUME
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import check_groups, check_window, filters, pair, triple
from nodes.window import Windows, slide

PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]


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
        check_padding(x, (self.padding,), self.padding_mode)
        options = self.options("stride", "padding", "dilation", "groups", "bias", "padding_mode")
        return Call(nn.Conv1d, x.channels, self.out_channels, self.kernel_size, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return slide((self.kernel_size,), (self.stride,), (self.padding,), (self.dilation,))

    def summary(self) -> str:
        return filters(self.out_channels, (self.kernel_size,), (self.stride,), (self.padding,))


@node("Convolution", keywords=("kernel", "filter", "picture", "image", "cnn", "depthwise", "grouped convolution"))
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
        check_padding(x, pair(self.padding), self.padding_mode)
        options = self.options("stride", "padding", "dilation", "groups", "bias", "padding_mode")
        return Call(nn.Conv2d, x.channels, self.out_channels, self.kernel_size, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return slide(pair(self.kernel_size), pair(self.stride), pair(self.padding), pair(self.dilation))

    def summary(self) -> str:
        return filters(self.out_channels, pair(self.kernel_size), pair(self.stride), pair(self.padding))


@node("Convolution", keywords=("kernel", "filter", "volume", "video", "voxel", "mri", "cnn"))
class Conv3d(Node):
    """Slides learned filters through a volume or a video."""

    inputs = (VOLUME,)
    weighted = True
    formula = "D' = ⌊(D + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, likewise H' and W'"
    out_channels: int = param(16, minimum=1, maximum=65536, help="number of filters, so of output channels")
    kernel_size: Size3 = param(3, minimum=1, maximum=4096, unit="voxels", help="depth, height and width of a filter")
    stride: Size3 = param(1, minimum=1, maximum=4096, unit="voxels", help="distance from one position to the next")
    padding: Size3 = param(
        0, minimum=0, maximum=4096, unit="voxels", help="voxels added on every side; half the kernel keeps the size"
    )
    dilation: Size3 = param(
        1, minimum=1, maximum=4096, unit="voxels", help="distance between filter taps", advanced=True
    )
    groups: int = param(
        1, minimum=1, maximum=65536, help="channel groups that do not see each other; 1 mixes all", advanced=True
    )
    bias: bool = param(True, help="add a learned offset per filter; not needed before a batch normalization")
    padding_mode: PaddingMode = param("zeros", help="what the added voxels hold", advanced=True)

    def build(self, x: Shape) -> Call:
        check_groups(x, self.out_channels, self.groups)
        check_window(x, triple(self.kernel_size), triple(self.padding), triple(self.dilation))
        check_padding(x, triple(self.padding), self.padding_mode)
        options = self.options("stride", "padding", "dilation", "groups", "bias", "padding_mode")
        return Call(nn.Conv3d, x.channels, self.out_channels, self.kernel_size, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return slide(triple(self.kernel_size), triple(self.stride), triple(self.padding), triple(self.dilation))

    def summary(self) -> str:
        return filters(self.out_channels, triple(self.kernel_size), triple(self.stride), triple(self.padding))


def check_padding(x: Shape, padding: tuple[int, ...], mode: PaddingMode) -> None:
    """Make sure that the border is thick enough to be mirrored or wrapped around.

    Raises:
        ShapeError: more entries would be added than there are to copy.
    """
    for size, added in zip(x.spatial, padding, strict=True):
        largest = {"reflect": size - 1, "circular": size}.get(mode, added)
        if added > largest:
            raise ShapeError(f"expects a {mode} padding of at most {largest}, got {added} for {x}")
