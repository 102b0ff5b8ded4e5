"""Gradient norms of all layers over time as a map."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from app.training.records.timeline import timeline
from app.ui.plots.axes import NameAxis
from app.ui.plots.card import PlotCard
from app.ui.plots.colorbar import ColorBar, lookup

MOST_COLUMNS = 480
FINEST = 10.0  # decades below the largest value are not told apart further


class HeatMap(PlotCard):
    """Rows are layers, the first on top; colour is the logarithm of the value. Values that are no number stay empty."""

    def __init__(self, title: str, unit: str = "by step", parent: QWidget | None = None) -> None:
        super().__init__(title, unit, parent, left=NameAxis())
        self._image = pg.ImageItem(axisOrder="row-major")
        self.plot.addItem(self._image, ignoreBounds=True)
        self.plot.invertY(True)
        self.bar = ColorBar()
        self.body.addWidget(self.bar)
        self._names: tuple[str, ...] = ()
        self._drawn = (-1, -1)

    def set(self, names: Sequence[str], steps: NDArray[np.int64], values: NDArray[np.float32]) -> None:
        """Show values (count, layers) at rising steps (count,), which need not be all."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self.plot.getAxis("left").setTicks([[(row + 0.5, name) for row, name in enumerate(names)]])
            self._drawn = (-1, -1)
        key = (len(steps), int(steps[-1]) if len(steps) else 0)
        if key == self._drawn:
            return
        self._drawn = key
        self._image.setVisible(values.size > 0)
        if values.size == 0:
            return
        low, high = scale(values)
        self.bar.set_range(low, high)
        start, end, columns = timeline(steps, values, MOST_COLUMNS)
        self._image.setImage(painted(columns, low, high), autoLevels=False, levels=None)
        self._image.setRect(QRectF(start, 0, end - start, len(self._names)))
        self.set_ranges((start, end), (0, len(self._names)))


def scale(values: NDArray[np.float32]) -> tuple[float, float]:
    """Ends of the colour scale: the largest value and a low quantile, on round numbers of a log scale."""
    positive = values[np.isfinite(values) & (values > 0)]
    if not positive.size:
        return 0.1, 1.0
    high = math.log10(float(positive.max()))
    low = max(math.log10(float(np.quantile(positive, 0.01))), high - FINEST)
    return 10.0 ** (math.floor(low * 4) / 4), 10.0 ** (math.ceil(high * 4 + 1e-9) / 4)


def painted(values: NDArray[np.float32], low: float, high: float) -> NDArray[np.uint8]:
    """RGBA (layers * fine, count, 4) with a clear line below each layer."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (np.log10(values) - math.log10(low)) / max(1e-9, math.log10(high) - math.log10(low))
    known = np.isfinite(values)
    index = (np.clip(np.nan_to_num(share, nan=0.0, neginf=0.0, posinf=1.0), 0, 1) * 255).astype(np.uint8)
    rows: NDArray[np.uint8] = lookup()[index.T]
    rows[..., 3] = np.where(known.T, 255, 0)
    fine = max(8, 240 // max(1, len(rows)))
    picture = np.repeat(rows, fine, axis=0)
    if len(rows) > 1:
        picture[fine - 1 :: fine, :, 3] = 0
    return picture
