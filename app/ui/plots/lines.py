"""A curve that costs what its pixels cost, however many points it has."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.ui.plots.card import PlotCard
from app.ui.plots.decimate import decimated
from app.ui.theme import color


class LineSeries:
    """One curve in a `PlotCard`; points beyond the pixels are merged by minimum and maximum.

    Args:
        token: colour by name ("accent", "attention" ...) or a ``#rrggbb``; names follow the theme.
        dots: mark each point as well, for curves of few points.
    """

    def __init__(
        self,
        card: PlotCard,
        token: str,
        width: float = 1.0,
        alpha: float = 1.0,
        dashed: bool = False,
        dots: bool = False,
    ) -> None:
        self._card, self.token, self._width, self._alpha = card, token, width, alpha
        self._dashed, self._dots = dashed, dots
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
        self._curve.setData(*decimated(x, values, self._card.pixels))

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
        ink = QColor(self.token) if self.token.startswith("#") else color(self.token)
        ink.setAlphaF(self._alpha)
        style = Qt.PenStyle.DashLine if self._dashed else Qt.PenStyle.SolidLine
        self._curve.setPen(pg.mkPen(ink, width=self._width, style=style))
        if self._dots:
            self._curve.setSymbol("o")
            self._curve.setSymbolSize(5)
            self._curve.setSymbolPen(None)
            self._curve.setSymbolBrush(ink)
