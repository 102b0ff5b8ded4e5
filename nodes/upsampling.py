"""Other sizes without learned weights, by repeating or blending what is there."""

from __future__ import annotations

from typing import Literal

from nodes.base import Node
from nodes.call import Call, F, Slot
from nodes.param import Size2, Size3, param
from nodes.ports import PICTURE, SERIES, VOLUME
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import brief, pair, times, triple
from nodes.window import Windows, resize

KEYWORDS = ("resize", "interpolate", "enlarge", "decoder")


@node("Up-sampling", keywords=("nearest", "linear", *KEYWORDS, "series", "resample"))
class Upsample1d(Node):
    """Lengthens a series by repeating or interpolating its steps."""

    inputs = (SERIES,)
    formula = "L' = L·scale_factor"
    scale_factor: int = param(2, minimum=1, maximum=64, unit="times", help="how many times longer")
    mode: Literal["nearest", "linear"] = param(
        "nearest", help="nearest repeats steps; linear draws straight lines between them"
    )
    align_corners: bool = param(False, help="let the first and last step keep their values (linear)", advanced=True)

    def build(self, x: Shape) -> Call:
        if self.align_corners and self.mode == "nearest":
            raise ShapeError("expects mode linear for align_corners, got nearest")
        return Call(F.interpolate, Slot("x"), scale_factor=self.scale_factor, **self.options("mode", "align_corners"))

    def window(self, x: Shape, port: str) -> Windows:
        return resize(x, (x.size(2) * self.scale_factor,), self.mode, self.align_corners)

    def summary(self) -> str:
        return f"×{self.scale_factor} · {self.mode}"


@node("Up-sampling", keywords=("nearest", "bilinear", "up-sampling 2d", *KEYWORDS))
class Upsample(Node):
    """Enlarges a picture by repeating or interpolating its pixels."""

    inputs = (PICTURE,)
    formula = "H' = H·scale_factor"
    scale_factor: Size2 = param(2, minimum=1, maximum=64, unit="times", help="how many times taller and wider")
    mode: Literal["nearest", "bilinear", "bicubic"] = param(
        "nearest", help="nearest repeats pixels; bilinear and bicubic blend neighbours, ever smoother"
    )
    align_corners: bool = param(
        False, help="let the corner pixels keep their values (bilinear and bicubic only)", advanced=True
    )

    def build(self, x: Shape) -> Call:
        if self.align_corners and self.mode == "nearest":
            raise ShapeError("expects mode bilinear or bicubic for align_corners, got nearest")
        return Call(F.interpolate, Slot("x"), scale_factor=self.scale_factor, **self.options("mode", "align_corners"))

    def window(self, x: Shape, port: str) -> Windows:
        sizes = tuple(size * factor for size, factor in zip(x.spatial, pair(self.scale_factor), strict=True))
        return resize(x, sizes, self.mode, self.align_corners)

    def summary(self) -> str:
        return f"×{brief(pair(self.scale_factor))} · {self.mode}"


@node("Up-sampling", keywords=("nearest", "trilinear", *KEYWORDS, "volume", "video"))
class Upsample3d(Node):
    """Enlarges a volume by repeating or interpolating its voxels."""

    inputs = (VOLUME,)
    formula = "D' = D·scale_factor, likewise H' and W'"
    scale_factor: Size3 = param(2, minimum=1, maximum=64, unit="times", help="how many times deeper, taller and wider")
    mode: Literal["nearest", "trilinear"] = param(
        "nearest", help="nearest repeats voxels; trilinear blends the eight neighbours"
    )
    align_corners: bool = param(False, help="let the corner voxels keep their values (trilinear)", advanced=True)

    def build(self, x: Shape) -> Call:
        if self.align_corners and self.mode == "nearest":
            raise ShapeError("expects mode trilinear for align_corners, got nearest")
        return Call(F.interpolate, Slot("x"), scale_factor=self.scale_factor, **self.options("mode", "align_corners"))

    def window(self, x: Shape, port: str) -> Windows:
        sizes = tuple(size * factor for size, factor in zip(x.spatial, triple(self.scale_factor), strict=True))
        return resize(x, sizes, self.mode, self.align_corners)

    def summary(self) -> str:
        return f"×{brief(triple(self.scale_factor))} · {self.mode}"


@node("Up-sampling", keywords=("resize", "interpolate", "nearest", "bilinear", "fixed size", "shrink", "scale"))
class ResizeTo(Node):
    """Brings pictures of any size to one given height and width."""

    inputs = (PICTURE,)
    formula = "(N, C, H, W) → (N, C, size)"
    size: Size2 = param(8, minimum=1, maximum=65536, unit="px", help="height and width of the result")
    mode: Literal["nearest", "bilinear", "bicubic"] = param(
        "bilinear", help="nearest picks pixels; bilinear and bicubic blend neighbours, ever smoother"
    )
    align_corners: bool = param(
        False, help="let the corner pixels keep their values (bilinear and bicubic only)", advanced=True
    )
    antialias: bool = param(
        False, help="average all pixels that fall together when shrinking (bilinear and bicubic only)", advanced=True
    )

    def build(self, x: Shape) -> Call:
        chosen = self.options("align_corners", "antialias")
        if chosen and self.mode == "nearest":
            raise ShapeError(f"expects mode bilinear or bicubic for {' and '.join(chosen)}, got nearest")
        if self.mode != "nearest":  # what PyTorch's function does unless it is told
            chosen = {"mode": self.mode} | chosen
        return Call(F.interpolate, Slot("x"), size=self.size, **chosen)

    def window(self, x: Shape, port: str) -> Windows:
        return resize(x, pair(self.size), self.mode, self.align_corners, self.antialias)

    def summary(self) -> str:
        return f"to {times(pair(self.size))} · {self.mode}"
