"""Space from channels and channels from space: no number changes, only its place."""

from __future__ import annotations

from nodes.base import Node
from nodes.call import Call, F, Slot, own
from nodes.param import Size2, param
from nodes.ports import PICTURE
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import brief, pair
from nodes.window import Windows, slide, write


@node("Up-sampling", keywords=("bed of nails", "unpooling", "zeros", "enlarge", "decoder", "sparse"))
class BedOfNails2d(Node):
    """Enlarges a picture by putting every pixel into the corner of a block of zeros."""

    inputs = (PICTURE,)
    formula = "y[s·i, s·j] = x[i, j], 0 elsewhere; H' = H·s"
    scale_factor: Size2 = param(2, minimum=1, maximum=64, unit="times", help="how many times taller and wider, the s")

    def build(self, x: Shape) -> Call:
        return Call(own.BedOfNails2d, self.scale_factor)

    def window(self, x: Shape, port: str) -> Windows:
        return write((1, 1), pair(self.scale_factor), (0, 0))

    def summary(self) -> str:
        return f"×{brief(pair(self.scale_factor))}"


@node("Up-sampling", keywords=("depth to space", "sub-pixel", "super-resolution", "enlarge", "decoder"))
class PixelShuffle(Node):
    """Builds a larger picture from channels: every group of channels becomes a block of pixels."""

    inputs = (PICTURE,)
    formula = "(N, C·r², H, W) → (N, C, H·r, W·r)"
    upscale_factor: int = param(2, minimum=1, maximum=64, unit="times", help="how many times taller and wider, the r")

    def build(self, x: Shape) -> Call:
        needed = self.upscale_factor**2
        if x.channels % needed:
            raise ShapeError(f"expects channels divisible by upscale_factor² = {needed}, got {x}")
        return Call(F.pixel_shuffle, Slot("x"), self.upscale_factor)

    def window(self, x: Shape, port: str) -> Windows:
        return write(pair(self.upscale_factor), pair(self.upscale_factor), (0, 0))

    def summary(self) -> str:
        return f"×{self.upscale_factor}"


@node("Up-sampling", keywords=("space to depth", "inverse pixel shuffle", "patchify", "shrink", "downsample"))
class PixelUnshuffle(Node):
    """Makes a picture smaller without losing a number: every block of pixels becomes channels (space to depth)."""

    inputs = (PICTURE,)
    formula = "(N, C, H·r, W·r) → (N, C·r², H, W)"
    downscale_factor: int = param(
        2, minimum=1, maximum=64, unit="times", help="how many times lower and narrower, the r"
    )

    def build(self, x: Shape) -> Call:
        if any(size % self.downscale_factor for size in x.spatial):
            raise ShapeError(
                f"expects height and width divisible by downscale_factor = {self.downscale_factor}, got {x}"
            )
        return Call(F.pixel_unshuffle, Slot("x"), self.downscale_factor)

    def window(self, x: Shape, port: str) -> Windows:
        return slide(pair(self.downscale_factor), pair(self.downscale_factor), (0, 0))

    def summary(self) -> str:
        return f"÷{self.downscale_factor}"
