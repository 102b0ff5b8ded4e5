"""The test function's surface with the racers on it; the start is dragged with the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.landscape.functions import TestFunction
from app.landscape.levels import levels
from app.landscape.race import Path, Penalty
from app.ui.pages.lab.marks import paint_mark
from app.ui.pages.landscape.contour_plot import ContourPlot, faded
from app.ui.pages.landscape.field import loss_field
from app.ui.pages.landscape.frame import Frame, tick_text
from app.ui.theme import racer_color
from app.ui.theme.tokens import SURFACE_INK, SURFACE_RIM

COLUMNS, ROWS = 241, 181
FAR = 1e5  # px; beyond that Qt's rasteriser gains nothing


class RacePlot(ContourPlot):
    """Paints paths up to a step. ``start_moved`` fires while the start is dragged, ``start_set`` when let go."""

    start_moved = Signal(float, float)
    start_set = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.x_label, self.y_label, self.bar_label = "x", "y", "value (log)"
        self.start = (0.0, 0.0)
        self.step = 0
        self._function: TestFunction | None = None
        self._paths: Sequence[tuple[int, Path]] = ()
        self._dragging = False
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_function(self, function: TestFunction, penalty: Penalty) -> None:
        """Draw another function. Where its lowest value is below zero it is lifted, because of the logarithm."""
        self._function = function
        left, right, bottom, top = function.window
        xs, ys = np.linspace(left, right, COLUMNS), np.linspace(bottom, top, ROWS)
        x, y = np.meshgrid(xs, ys)
        height = function.value(x, y) + penalty.value(x, y) - min(function.lowest, 0.0)
        low = max(float(height.min()), float(np.quantile(height, 0.002)), 1e-12)
        self.bar_label = "value (log)" if function.lowest >= 0 else f"value + {-function.lowest:g} (log)"
        field = loss_field(xs, ys, height, levels(height, low=low))
        self.show_field(replace(field, clipped=None))  # a formula has no cells to mark

    def show_paths(self, paths: Sequence[tuple[int, Path]], step: int) -> None:
        """Draw (racer number, path) up to a step."""
        self._paths, self.step = paths, step
        self.update()

    def describe(self, x: float, y: float) -> str:
        if self._function is None or self._dragging:
            return ""
        return f"f({tick_text(x)}, {tick_text(y)}) = {float(self._function.value(x, y)):.4g}"

    def paint_overlay(self, painter: QPainter, frame: Frame) -> None:
        if self._function is None:
            return
        painter.setPen(QPen(QColor(SURFACE_RIM), 1.6))
        for x, y in self._function.minima:
            at = frame.to_px(x, y)
            painter.drawLine(at + QPointF(-5, 0), at + QPointF(5, 0))
            painter.drawLine(at + QPointF(0, -5), at + QPointF(0, 5))
        lines = [(index, _polygon(frame, path.points[: self.step + 1])) for index, path in self._paths]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for _, line in lines:
            painter.setPen(_pen(faded(170), 3.6))
            painter.drawPolyline(line)
        for index, line in lines:
            painter.setPen(_pen(racer_color(index), 2.0))
            painter.drawPolyline(line)
        for index, line in lines:
            if not line.isEmpty():
                paint_mark(painter, line.last(), index)
        at = frame.to_px(*self.start)
        painter.setPen(QPen(QColor(SURFACE_INK), 1.5))
        painter.setBrush(QColor(SURFACE_RIM))
        painter.drawRect(QRectF(at.x() - 5, at.y() - 5, 10, 10))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.frame.rect.contains(event.position()):
            self._dragging = True
            self._move_start(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._move_start(event)
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging and event.button() == Qt.MouseButton.LeftButton:
            self._dragging = False
            self.start_set.emit(*self.start)

    def _move_start(self, event: QMouseEvent) -> None:
        frame = self.frame
        x, y = frame.from_px(event.position())
        self.start = (min(max(x, frame.left), frame.right), min(max(y, frame.bottom), frame.top))
        self.start_moved.emit(*self.start)


def _pen(tint: QColor, width: float) -> QPen:
    return QPen(tint, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _polygon(frame: Frame, points: np.ndarray) -> QPolygonF:
    """The finite part of a path in px."""
    known = points[np.isfinite(points).all(axis=1)]
    across = (known[:, 0] - frame.left) / (frame.right - frame.left) * frame.rect.width() + frame.rect.left()
    down = frame.rect.bottom() - (known[:, 1] - frame.bottom) / (frame.top - frame.bottom) * frame.rect.height()
    pixels = np.clip(np.column_stack([across, down]), -FAR, FAR)
    cells = np.round(pixels)
    moved = np.any(np.diff(cells, axis=0, prepend=np.inf) != 0, axis=1)  # steps inside one pixel are not seen
    moved[-1:] = True
    pixels = pixels[moved]
    return QPolygonF([QPointF(x, y) for x, y in pixels.tolist()])
