"""Larger pictures without learned weights."""

from __future__ import annotations

from typing import Literal

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, F, Slot
from nodes.param import Size2, param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import pair, times


@node("Up-sampling", keywords=("nearest", "bilinear", "resize", "interpolate", "enlarge", "decoder"))
class Upsample(Node):
    """Enlarges a picture by repeating or interpolating its pixels."""

    inputs = (Port("x", ranks=(4,), dtypes=FLOAT, layout="(N, C, H, W)"),)
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
        options = self.options("mode", "align_corners")
        return Call(F.interpolate, Slot("x"), scale_factor=self.scale_factor, **options)

    def summary(self) -> str:
        return f"×{times(tuple(dict.fromkeys(pair(self.scale_factor))))} · {self.mode}"
