"""Pooling by a norm, and pooling that remembers where the largest values stood so that MaxUnpool2d can undo it."""

from __future__ import annotations

from nodes.base import Node
from nodes.call import Call, F, Slot, method, nn
from nodes.param import Size2, param
from nodes.pooling import windows
from nodes.ports import PICTURE
from nodes.registry import node
from nodes.shape import Shape
from nodes.sizes import check_half, check_window, pair
from nodes.window import Windows, slide


@node("Pooling", keywords=("lp", "norm", "power", "root mean square", "energy", "downsample"))
class LPPool2d(Node):
    """Replaces every window of a picture by its p-norm: between a sum (p = 1) and the largest value (large p)."""

    inputs = (PICTURE,)
    formula = "y = (Σ_window |x|^p)^(1/p); p = 1: Σ_window x"
    norm_type: int = param(2, minimum=1, maximum=16, help="the p: 1 is a sum, 2 the root of the sum of squares")
    kernel_size: Size2 = param(2, minimum=1, maximum=4096, unit="px", help="height and width of the window")
    stride: Size2 | None = param(
        None, minimum=1, maximum=4096, unit="px", help="distance between windows; empty means side by side"
    )
    ceil_mode: bool = param(False, help="keep the windows that stick out at the far edge", advanced=True)

    def build(self, x: Shape) -> Call:
        check_window(x, pair(self.kernel_size), (0, 0), (1, 1))
        odd = self.norm_type > 1 and self.norm_type % 2 == 1  # PyTorch takes the root of a negative sum: not a number
        values = Call(method.abs, Slot("x")) if odd else Slot("x")
        return Call(F.lp_pool2d, values, self.norm_type, self.kernel_size, **self.options("stride", "ceil_mode"))

    def window(self, x: Shape, port: str) -> Windows:
        return slide(pair(self.kernel_size), pair(self.stride or self.kernel_size), (0, 0))

    def summary(self) -> str:
        return f"p = {self.norm_type} · {windows(pair(self.kernel_size), self.stride)}"


@node("Pooling", keywords=("max", "downsample", "unpooling", "segnet", "switches", "argmax"))
class MaxPool2dWithIndices(Node):
    """Keeps the largest value of every window and tells where it stood, for MaxUnpool2d. y: values; indices: places."""

    inputs = (PICTURE,)
    outputs = ("y", "indices")
    formula = "y = max of the window, indices = row·W + column of that value"
    kernel_size: Size2 = param(2, minimum=1, maximum=4096, unit="px", help="height and width of the window")
    stride: Size2 | None = param(
        None, minimum=1, maximum=4096, unit="px", help="distance between windows; empty means side by side"
    )
    padding: Size2 = param(0, minimum=0, maximum=2048, unit="px", help="pixels added on every side; they never win")

    def build(self, x: Shape) -> Call:
        check_half(pair(self.kernel_size), pair(self.padding))
        check_window(x, pair(self.kernel_size), pair(self.padding), (1, 1))
        call = Call(nn.MaxPool2d, self.kernel_size, **self.options("stride", "padding"), return_indices=True)
        return call.giving(y=(0,), indices=(1,))

    def window(self, x: Shape, port: str) -> Windows:
        return slide(pair(self.kernel_size), pair(self.stride or self.kernel_size), pair(self.padding))

    def summary(self) -> str:
        return windows(pair(self.kernel_size), self.stride)
