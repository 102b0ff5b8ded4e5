"""A small curve without axes, painted by hand: it costs nothing at start and little while a run is on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.plots.decimate import Array, decimated
from app.ui.theme import color

DOT = 1.6  # half of a lone point's width, px
MANY = 100  # points from which on a line needs no round corners, and a thin one no soft edges


class Sparkline(QWidget):
    """Curves over a shared axis; each is (x, y, colour token, width, alpha)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: list[tuple[Array, Array, str, float, float]] = []
        self._limits: tuple[float, float] | None = None
        self._shown: object = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(80, 32)

    def set_limits(self, low: float, high: float) -> None:
        """Fix the vertical range; otherwise it follows the values."""
        self._limits = (low, high)

    @property
    def bins(self) -> int:
        """Places for points along the axis: two pixels each, which the eye does not tell from one."""
        return max(32, self.width() // 2)

    def set_curves(self, *curves: tuple[NDArray[np.generic], NDArray[np.generic], str, float, float]) -> None:
        """Show these curves, whose points do not change where their number stays the same."""
        width = self.bins
        shown = (width, self._limits, tuple(map(_mark, curves)))
        if shown == self._shown:
            return
        self._shown = shown
        self._curves = [(*decimated(x, y, width), token, pen, alpha) for x, y, token, pen, alpha in curves]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(1, 3, -1, -3)
        painter.setPen(QPen(color("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        ends = self._ends()
        if ends is None:
            return
        for x, y, token, width, alpha in self._curves:
            ink = QColor(color(token))
            ink.setAlphaF(alpha)
            line = _placed(x, y, ends, area)
            many = line.size() > MANY  # what cannot be seen there any more takes most of the time
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, width > 1 or not many)
            join = Qt.PenJoinStyle.BevelJoin if many else Qt.PenJoinStyle.RoundJoin
            painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, join))
            if line.size() == 1:
                painter.setBrush(ink)
                painter.drawEllipse(line[0], DOT, DOT)
            else:
                painter.drawPolyline(line)

    def _ends(self) -> tuple[float, float, float, float] | None:
        """Left, right, low, high of all finite points."""
        xs = [x[np.isfinite(y)] for x, y, *_ in self._curves]
        ys = [y[np.isfinite(y)] for _, y, *_ in self._curves]
        if not any(len(values) for values in ys):
            return None
        every, x = np.concatenate(ys), np.concatenate(xs)
        low, high = self._limits or (min(0.0, float(every.min())), float(every.max()))
        left, right = float(x.min()), float(x.max())
        if left == right:  # a lone point stands in the middle
            left, right = left - 0.5, right + 0.5
        return left, right, low, max(high, low + 1e-9)


def _mark(curve: tuple[NDArray[np.generic], NDArray[np.generic], str, float, float]) -> tuple[object, ...]:
    """Equal for equal curves: number of points, the last of them, and how they look."""
    x, y, *look = curve
    return (len(x), x[-1:].tobytes(), y[-1:].tobytes(), *look)


def _placed(x: Array, y: Array, ends: tuple[float, float, float, float], area: QRectF) -> QPolygonF:
    left, right, low, high = ends
    kept = np.isfinite(y)
    across = area.left() + (x[kept] - left) / (right - left) * area.width()
    down = area.bottom() - np.clip((y[kept] - low) / (high - low), 0, 1) * area.height()
    return QPolygonF([QPointF(a, b) for a, b in zip(across.tolist(), down.tolist(), strict=True)])
