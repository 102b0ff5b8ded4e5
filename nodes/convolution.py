"""Convolutions."""

from __future__ import annotations

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, nn
from nodes.param import Size2, param
from nodes.registry import node
from nodes.shape import Shape, ShapeError


@node("Convolution", keywords=("kernel", "filter", "cnn"))
class Conv2d(Node):
    """Slides learned filters over the picture."""

    inputs = (Port("x", ranks=(4,), dtypes=FLOAT, layout="(N, C, H, W)"),)
    weighted = True
    formula = "H' = ⌊(H + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1"
    out_channels: int = param(16, minimum=1, maximum=65536, help="number of filters")
    kernel_size: Size2 = param(3, minimum=1, unit="px", help="height and width of a filter")
    stride: Size2 = param(1, minimum=1, unit="px", help="step from one position to the next")
    padding: Size2 = param(0, minimum=0, unit="px", help="zeros added on every side")
    dilation: Size2 = param(1, minimum=1, unit="px", help="distance between filter taps")
    groups: int = param(1, minimum=1, help="channel groups that do not see each other")
    bias: bool = param(True, help="add a learned offset per filter")

    def build(self, x: Shape) -> Call:
        for name, count in (("input channels", x.channels), ("out_channels", self.out_channels)):
            if count % self.groups:
                raise ShapeError(f"expects {name} divisible by groups = {self.groups}, got {count}")
        return Call(
            nn.Conv2d,
            x.channels,
            self.out_channels,
            self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=self.groups,
            bias=self.bias,
        )
