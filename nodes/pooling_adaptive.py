"""Pooling to a given size, whatever the size before: a head that takes pictures of any size."""

from __future__ import annotations

from typing import Literal

from nodes.base import Node
from nodes.call import Call, Slot, method, nn, own
from nodes.param import Size2, Size3, Sizes, param
from nodes.ports import PICTURE, SERIES, VOLUME
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import pair, times, triple
from nodes.window import Windows, divide

MEAN_KEYWORDS = ("mean", "average", "fixed size", "downsample")
MAX_KEYWORDS = ("max", "fixed size", "downsample")


@node("Pooling", keywords=(*MEAN_KEYWORDS, "series"))
class AdaptiveAvgPool1d(Node):
    """Averages windows of a series, chosen so that the result has the asked length."""

    inputs = (SERIES,)
    formula = "(N, C, L) → (N, C, output_size), window i from ⌊i·L / size⌋ to ⌈(i + 1)·L / size⌉"
    output_size: int = param(1, minimum=1, maximum=4096, unit="steps", help="length of the result")

    def build(self, x: Shape) -> Call:
        _check_enough(x, (self.output_size,))
        return Call(nn.AdaptiveAvgPool1d, self.output_size)

    def window(self, x: Shape, port: str) -> Windows:
        return divide(x, (self.output_size,))

    def summary(self) -> str:
        return f"to {self.output_size}"


@node("Pooling", keywords=MEAN_KEYWORDS)
class AdaptiveAvgPool2d(Node):
    """Averages windows of a picture, chosen so that the result has the asked size."""

    inputs = (PICTURE,)
    formula = "(N, C, H, W) → (N, C, output_size), window i from ⌊i·H / size⌋ to ⌈(i + 1)·H / size⌉"
    output_size: Size2 = param(1, minimum=1, maximum=4096, unit="px", help="height and width of the result")

    def build(self, x: Shape) -> Call:
        _check_enough(x, pair(self.output_size))
        return Call(nn.AdaptiveAvgPool2d, self.output_size)

    def window(self, x: Shape, port: str) -> Windows:
        return divide(x, pair(self.output_size))

    def summary(self) -> str:
        return f"to {times(pair(self.output_size))}"


@node("Pooling", keywords=(*MEAN_KEYWORDS, "volume", "video"))
class AdaptiveAvgPool3d(Node):
    """Averages windows of a volume, chosen so that the result has the asked size."""

    inputs = (VOLUME,)
    formula = "(N, C, D, H, W) → (N, C, output_size), window i from ⌊i·D / size⌋ to ⌈(i + 1)·D / size⌉"
    output_size: Size3 = param(1, minimum=1, maximum=4096, unit="voxels", help="depth, height and width of the result")

    def build(self, x: Shape) -> Call:
        _check_enough(x, triple(self.output_size))
        return Call(nn.AdaptiveAvgPool3d, self.output_size)

    def window(self, x: Shape, port: str) -> Windows:
        return divide(x, triple(self.output_size))

    def summary(self) -> str:
        return f"to {times(triple(self.output_size))}"


@node("Pooling", keywords=(*MAX_KEYWORDS, "series"))
class AdaptiveMaxPool1d(Node):
    """Keeps the largest value of windows of a series, chosen so that the result has the asked length."""

    inputs = (SERIES,)
    formula = "(N, C, L) → (N, C, output_size), window i from ⌊i·L / size⌋ to ⌈(i + 1)·L / size⌉"
    output_size: int = param(1, minimum=1, maximum=4096, unit="steps", help="length of the result")

    def build(self, x: Shape) -> Call:
        _check_enough(x, (self.output_size,))
        return Call(nn.AdaptiveMaxPool1d, self.output_size)

    def window(self, x: Shape, port: str) -> Windows:
        return divide(x, (self.output_size,))

    def summary(self) -> str:
        return f"to {self.output_size}"


@node("Pooling", keywords=MAX_KEYWORDS)
class AdaptiveMaxPool2d(Node):
    """Keeps the largest value of windows of a picture, chosen so that the result has the asked size."""

    inputs = (PICTURE,)
    formula = "(N, C, H, W) → (N, C, output_size), window i from ⌊i·H / size⌋ to ⌈(i + 1)·H / size⌉"
    output_size: Size2 = param(1, minimum=1, maximum=4096, unit="px", help="height and width of the result")

    def build(self, x: Shape) -> Call:
        _check_enough(x, pair(self.output_size))
        return Call(nn.AdaptiveMaxPool2d, self.output_size)

    def window(self, x: Shape, port: str) -> Windows:
        return divide(x, pair(self.output_size))

    def summary(self) -> str:
        return f"to {times(pair(self.output_size))}"


@node("Pooling", keywords=("spp", "pyramid", "fixed size", "multi-scale", "detection", "any size"))
class SpatialPyramidPool2d(Node):
    """Pools a picture on grids from coarse to fine and lines up all cells: as many features whatever its size."""

    inputs = (PICTURE,)
    formula = "(N, C, H, W) → (N, C·Σ level²), a level is a grid of level × level cells"
    levels: Sizes = param(
        (1, 2, 4), minimum=1, maximum=256, longest=8, help="cells along each side of every grid, such as 1, 2, 4"
    )
    mode: Literal["max", "mean"] = param("max", help="what a cell gives: its largest value or its mean")

    def build(self, x: Shape) -> Call:
        if not self.levels:
            raise ShapeError("expects at least one level, such as 1, 2, 4, got none")
        _check_enough(x, (max(self.levels),) * 2)
        return Call(own.SpatialPyramidPool2d, self.levels, **self.options("mode"))

    def summary(self) -> str:
        return f"{self.mode} of {', '.join(map(str, self.levels))}"


@node("Pooling", keywords=("mean", "average", "gap", "flatten", "head", "series"))
class GlobalAvgPool1d(Node):
    """Averages every channel over the whole series."""

    inputs = (SERIES,)
    formula = "y_c = 1/L Σ_l x_cl, (N, C, L) → (N, C)"

    def build(self, x: Shape) -> Call:
        return Call(method.mean, Slot("x"), dim=2)

    def summary(self) -> str:
        return "mean over L"


@node("Pooling", keywords=("mean", "average", "gap", "flatten", "head"))
class GlobalAvgPool2d(Node):
    """Averages every channel over the whole picture."""

    inputs = (PICTURE,)
    formula = "y_c = 1/(H·W) Σ_hw x_chw, (N, C, H, W) → (N, C)"

    def build(self, x: Shape) -> Call:
        return Call(method.mean, Slot("x"), dim=(2, 3))

    def summary(self) -> str:
        return "mean over H, W"


@node("Pooling", keywords=("max", "max over time", "flatten", "head", "series", "text cnn"))
class GlobalMaxPool1d(Node):
    """Keeps the largest value of every channel of the whole series: whether the pattern is there at all."""

    inputs = (SERIES,)
    formula = "y_c = max_l x_cl, (N, C, L) → (N, C)"

    def build(self, x: Shape) -> Call:
        return Call(method.amax, Slot("x"), dim=2)

    def summary(self) -> str:
        return "max over L"


@node("Pooling", keywords=("max", "flatten", "head", "localization"))
class GlobalMaxPool2d(Node):
    """Keeps the largest value of every channel of the whole picture: whether the pattern is there at all."""

    inputs = (PICTURE,)
    formula = "y_c = max_hw x_chw, (N, C, H, W) → (N, C)"

    def build(self, x: Shape) -> Call:
        return Call(method.amax, Slot("x"), dim=(2, 3))

    def summary(self) -> str:
        return "max over H, W"


def _check_enough(x: Shape, wanted: tuple[int, ...]) -> None:
    """Refuse to pool to more positions than there are: PyTorch would repeat them."""
    if any(size < target for size, target in zip(x.spatial, wanted, strict=True)):
        unit = {1: "steps", 2: "pixels", 3: "voxels"}[len(wanted)]
        raise ShapeError(f"expects at least {times(wanted)} {unit} to pool, got {x}")
