"""A curve that costs what its pixels cost, however many points it has."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.ui.plots.card import PlotCard
from app.ui.plots.decimate import averaged, decimated
from app.ui.theme import color

APART = 12  # px between dots at least


class LineSeries:
    """One curve in a `PlotCard`; points beyond the pixels are merged by minimum and maximum. A lone point is a dot.

    Args:
        token: colour by name ("accent", "attention" ...) or a ``#rrggbb``; names follow the theme.
        dots: mark each point as well, while they stand apart.
        smooth: merge points by their mean instead, for averages; spikes are another curve's.
    """

    def __init__(
        self,
        card: PlotCard,
        token: str,
        width: float = 1.0,
        alpha: float = 1.0,
        dashed: bool = False,
        dots: bool = False,
        smooth: bool = False,
    ) -> None:
        self._card, self.token, self._width, self._alpha = card, token, width, alpha
        self._dashed, self._dots, self._merge = dashed, dots, averaged if smooth else decimated
        self._finite = 0
        self._drawn: tuple[int, int, bool, float, float] | None = None
        self._curve = pg.PlotDataItem(connect="finite", antialias=width > 1, skipFiniteCheck=False)
        card.plot.addItem(self._curve, ignoreBounds=True)
        card.followers.append(self.wear)
        self.wear()

    def set(self, x: NDArray[np.generic], y: NDArray[np.generic], log: bool = False) -> None:
        """Show these points; draws only where something changed."""
        key = (len(x), self._card.pixels, log, float(x[-1]) if len(x) else 0.0, float(np.nansum(y)))
        if key == self._drawn:
            return
        self._drawn = key
        values = np.asarray(y, np.float64)
        if log:
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.where(values > 0, np.log10(values), np.nan)
        self._curve.setData(*self._merge(x, values, self._bins))
        self._finite = int(np.isfinite(values).sum())
        self._mark_points()

    def clear(self) -> None:
        """Show nothing."""
        self.set(np.zeros(0), np.zeros(0))

    def recolor(self, token: str) -> None:
        """Another colour."""
        if token != self.token:
            self.token = token
            self.wear()

    def remove(self) -> None:
        """Take the curve out of its plot."""
        self._card.plot.removeItem(self._curve)
        self._card.followers.remove(self.wear)

    def wear(self) -> None:
        """Take the theme's colour."""
        style = Qt.PenStyle.DashLine if self._dashed else Qt.PenStyle.SolidLine
        self._curve.setPen(pg.mkPen(self._ink(), width=self._width, style=style))
        self._curve.setSymbolPen(None)
        self._curve.setSymbolBrush(self._ink())
        self._mark_points()

    @property
    def _bins(self) -> int:
        """Places for points along the axis: two pixels each, which the eye does not tell from one."""
        return self._card.pixels // 2

    def _ink(self) -> QColor:
        ink = QColor(self.token) if self.token.startswith("#") else color(self.token)
        ink.setAlphaF(self._alpha)
        return ink

    def _mark_points(self) -> None:
        lone, apart = self._finite == 1, self._finite * APART < self._card.pixels
        symbol, size = "o" if lone or (self._dots and apart) else None, 7 if lone else 5
        if (self._curve.opts["symbol"], self._curve.opts["symbolSize"]) != (symbol, size):
            self._curve.setSymbolSize(size)
            self._curve.setSymbol(symbol)
