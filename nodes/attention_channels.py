"""Attention over a picture: which channels count, and which places."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from nodes.base import FLOAT, Node, ParamError, Port
from nodes.call import Call, own
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape
from nodes.window import Windows, slide, whole

PICTURE = (Port("x", ranks=(4,), dtypes=FLOAT, layout="(N, C, H, W)"),)
REDUCTION_HELP = "how many times fewer channels the hidden layer has, at least one is left"


@node("Attention", keywords=("se block", "channel attention", "gate", "senet", "efficientnet", "mobilenet"))
class SqueezeExcite(Node):
    """Scales every channel of a picture by a number that a small network reads from all channel means."""

    inputs = PICTURE
    weighted = True
    formula = "y_c = x_c · σ(W₂ relu(W₁ mean_HW(x) + b₁) + b₂)_c"
    reduction: int = param(16, minimum=1, maximum=4096, help=REDUCTION_HELP)

    def build(self, x: Shape) -> Call:
        return Call(own.SqueezeExcite, x.channels, max(1, x.channels // self.reduction))

    def window(self, x: Shape, port: str) -> Windows:
        return whole(x)

    def summary(self) -> str:
        return f"1 / {self.reduction}"


@node("Attention", keywords=("cbam", "channel", "gate", "squeeze excite"))
class ChannelAttention(Node):
    """Scales every channel of a picture by what a small network reads from all channel means and maxima."""

    inputs = PICTURE
    weighted = True
    formula = "y_c = x_c · σ(f(mean_HW(x)) + f(max_HW(x)))_c, f(s) = W₂ relu(W₁ s + b₁) + b₂"
    reduction: int = param(16, minimum=1, maximum=4096, help=REDUCTION_HELP)

    def build(self, x: Shape) -> Call:
        return Call(own.ChannelAttention, x.channels, max(1, x.channels // self.reduction))

    def window(self, x: Shape, port: str) -> Windows:
        return whole(x)

    def summary(self) -> str:
        return f"1 / {self.reduction}"


@node("Attention", keywords=("cbam", "saliency", "where", "mask", "gate"))
class SpatialAttention(Node):
    """Scales every place of a picture by a number between 0 and 1: where to look."""

    inputs = PICTURE
    weighted = True
    formula = "y = x · σ(conv([mean_C(x), max_C(x)]))"
    kernel_size: int = param(7, minimum=1, maximum=63, help="odd height and width of the convolution's window")

    @model_validator(mode="after")
    def _odd(self) -> Self:
        if self.kernel_size % 2 == 0:
            raise ParamError("kernel_size", f"expected an odd number, got {self.kernel_size}")
        return self

    def build(self, x: Shape) -> Call:
        return Call(own.SpatialAttention, **self.options("kernel_size"))

    def window(self, x: Shape, port: str) -> Windows:
        size, padding = (self.kernel_size,) * 2, (self.kernel_size // 2,) * 2
        return slide(size, (1, 1), padding)

    def summary(self) -> str:
        return f"{self.kernel_size}×{self.kernel_size}"
