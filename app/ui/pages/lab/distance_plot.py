"""How far each racer is from the nearest minimum, over steps, in a log scale."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.ui.pages.landscape.frame import Frame, round_ticks, tick_text
from app.ui.theme import color, mono_font, racer_color, theme

LEFT, RIGHT, TOP, BOTTOM = 56, 12, 8, 26
FLOOR = 1e-12


class DistancePlot(QWidget):
    """Curves (racer number, distances of every step) with a cursor at the step that is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: Sequence[tuple[int, np.ndarray]] = ()
        self._step = 0
        self.setMinimumHeight(120)
        theme().changed.connect(self._theme_changed)

    def sizeHint(self) -> QSize:
        return QSize(600, 170)

    def show_curves(self, curves: Sequence[tuple[int, np.ndarray]], step: int) -> None:
        """Draw other curves, or move the cursor."""
        self._curves, self._step = curves, step
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        self._paint_axes(painter, frame)
        painter.setClipRect(frame.rect)
        for index, distances in self._curves:
            painter.setPen(QPen(racer_color(index), 1.8))
            painter.drawPolyline(_line(frame, distances))
        painter.setPen(QPen(color("text"), 1, Qt.PenStyle.DashLine))
        x = frame.to_px(self._step, 0).x()
        painter.drawLine(QPointF(x, frame.rect.top()), QPointF(x, frame.rect.bottom()))

    def _frame(self) -> Frame:
        area = QRectF(LEFT, TOP, max(self.width() - LEFT - RIGHT, 20), max(self.height() - TOP - BOTTOM, 20))
        steps = max((len(distances) - 1 for _, distances in self._curves), default=1)
        known = [distances[np.isfinite(distances)] for _, distances in self._curves]
        every = np.concatenate([*known, [1.0]]) if known else np.array([0.1, 1.0])
        low = math.floor(math.log10(max(float(every.min()), FLOOR)))
        high = math.ceil(math.log10(min(max(float(every.max()), 1e-3), 1e3)))
        return Frame(area, 0.0, float(max(steps, 1)), float(min(low, high - 1)), float(high))

    def _paint_axes(self, painter: QPainter, frame: Frame) -> None:
        painter.setFont(mono_font(11))
        area = frame.rect
        for power in round_ticks(frame.bottom, frame.top, 4):
            if power != round(power):
                continue
            y = frame.to_px(0, power).y()
            painter.setPen(QPen(color("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(color("secondary"))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 8, LEFT - 8, 16), right, f"{10.0**power:g}".replace("e-0", "e-"))
        painter.setPen(color("secondary"))
        for step in round_ticks(0.0, frame.right, 8):
            x = frame.to_px(step, 0).x()
            where = QRectF(min(x - 40, self.width() - 80), area.bottom() + 5, 80, 16)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, tick_text(step))

    @Slot()
    def _theme_changed(self) -> None:
        self.update()


def _line(frame: Frame, distances: np.ndarray) -> QPolygonF:
    """A curve in px; of the points that share a pixel column only the lowest and the highest are kept."""
    known = np.flatnonzero(np.isfinite(distances))
    logs = np.log10(np.maximum(distances[known], FLOOR))
    columns = (known / frame.right * frame.rect.width()).astype(int)
    kept = []
    starts = np.flatnonzero(np.diff(columns, prepend=-1))
    for begin, end in zip(starts, [*starts[1:], len(columns)], strict=True):
        kept += sorted({begin + int(logs[begin:end].argmin()), begin + int(logs[begin:end].argmax())})
    return QPolygonF([frame.to_px(float(known[place]), float(logs[place])) for place in kept])
