"""A surface as pixels: filled contours and contour lines of a grid of numbers. No widget here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.landscape.levels import Levels
from app.ui.pages.landscape.frame import tick_text

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

TRANSPARENT = 0x00000000


@dataclass(frozen=True, eq=False)
class Field:
    """What a plot shows.

    Attributes:
        xs, ys: coordinates of columns and rows, rising.
        share: (rows, columns) place on the colour bar, 0 to 1; NaN where there is no number.
        levels: of the loss, for bar and lines; None for a linear bar from 0 to 1 (accuracy).
        values: (rows, columns) what is shown under the mouse.
        guessed, broken, clipped: cells that are a preview, not finite, or beyond the colours.
    """

    xs: Floats
    ys: Floats
    share: Floats
    levels: Levels | None
    values: Floats
    guessed: Mask | None = None
    broken: Mask | None = None
    clipped: Mask | None = None

    @property
    def window(self) -> tuple[float, float, float, float]:
        return float(self.xs[0]), float(self.xs[-1]), float(self.ys[0]), float(self.ys[-1])

    @property
    def bands(self) -> int:
        """Number of filled contours."""
        return 24 if self.levels is None else len(self.levels.values) - 1

    def value_at(self, x: float, y: float) -> tuple[float, bool]:
        """The number of the nearest cell, and whether it is a guess."""
        column, row = int(np.abs(self.xs - x).argmin()), int(np.abs(self.ys - y).argmin())
        return float(self.values[row, column]), self.guessed is not None and bool(self.guessed[row, column])


def loss_field(xs: Floats, ys: Floats, loss: Floats, levels: Levels, exact: Mask | None = None) -> Field:
    """A loss in filled contours of its logarithm; ``exact`` marks what is computed."""
    known = np.ones(loss.shape, dtype=np.bool_) if exact is None else exact
    return Field(
        xs,
        ys,
        levels.share(loss),
        levels,
        loss,
        guessed=~known,
        broken=known & ~np.isfinite(loss),
        clipped=known & (levels.above(loss) | levels.below(loss)),
    )


@cache
def viridis() -> NDArray[np.uint32]:
    """The map as 256 colours 0xffRRGGBB."""
    import pyqtgraph

    table = pyqtgraph.colormap.get("viridis").getLookupTable(nPts=256).astype(np.uint32)
    return np.asarray(0xFF000000 | table[:, 0] << 16 | table[:, 1] << 8 | table[:, 2], dtype=np.uint32)


def color_of(share: float) -> int:
    """The colour at a place on the bar, as 0xAARRGGBB."""
    return int(viridis()[int(np.clip(share, 0.0, 1.0) * 255)])


def _weights(known: Floats, wanted: Floats) -> NDArray[np.float32]:
    """Matrix (wanted, known) of linear interpolation."""
    right = np.clip(np.searchsorted(known, wanted), 1, len(known) - 1)
    share = np.clip((wanted - known[right - 1]) / (known[right] - known[right - 1]), 0.0, 1.0)
    found = np.zeros((len(wanted), len(known)), dtype=np.float32)
    lines = np.arange(len(wanted))
    found[lines, right - 1] = 1.0 - share
    found[lines, right] += share
    return found


def contour_image(field: Field, width: int, height: int) -> QImage:
    """Filled contours, width x height px, the first row on top; transparent where there is no number."""
    left, right, bottom, top = field.window
    across = _weights(field.xs, np.linspace(left, right, width))
    down = _weights(field.ys, np.linspace(top, bottom, height))
    empty = ~np.isfinite(field.share)
    shown = down @ (np.where(empty, 0.0, field.share).astype(np.float32) * field.bands) @ across.T
    band = np.clip(shown, 0, field.bands - 1, out=shown).astype(np.uint8)
    if empty.any():
        band[down @ empty.astype(np.float32) @ across.T > 1e-6] = field.bands
    image = QImage(band.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
    shades = viridis()[np.round(np.linspace(0, 255, field.bands)).astype(np.int64)]
    image.setColorTable([*shades.tolist(), TRANSPARENT])
    return image.copy()


def contour_lines(field: Field) -> list[tuple[str, list[Floats]]]:
    """(text, its lines as arrays (n, 2) of coordinates) of every height that the colour bar names."""
    from contourpy import contour_generator  # comes with matplotlib; small, and needs nothing of it

    made = contour_generator(field.xs, field.ys, np.ma.masked_invalid(field.share))
    return [(text, made.lines(share)) for share, text in bar_ticks(field) if 0.0 < share < 1.0]


def bar_ticks(field: Field) -> list[tuple[float, str]]:
    """(place on the bar, text) of its labels."""
    if field.levels is None:
        return [(share / 4, f"{share * 25} %") for share in range(5)]
    ticks = field.levels.ticks()
    shares = field.levels.share(np.asarray(ticks, dtype=np.float64))
    return [(float(share), tick_text(tick)) for share, tick in zip(shares, ticks, strict=True)]
