"""A set of two features as points in the colour of their class."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.data.dataset import Dataset
from app.data.split import Split
from app.ui.pages.data.colors import class_color
from app.ui.theme import color, mono_font, theme

MOST = 4000
LEFT, BOTTOM = 44, 34


class Scatter(QWidget):
    """Training samples are filled, held-out samples are rings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._rows: list[tuple[int, bool]] = []
        self._limits = (0.0, 1.0, 0.0, 1.0)
        theme().changed.connect(self.update)

    def set(self, dataset: Dataset, split: Split) -> None:
        """Show the samples of a set with two features."""
        self._dataset = dataset
        held = set(split.validation.tolist()) | set(split.test.tolist())
        step = max(1, len(dataset) // MOST)
        points = dataset.input()
        self._rows = [(row, row in held) for row in range(0, len(dataset), step) if np.isfinite(points[row]).all()]
        low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
        pad = np.maximum((high - low) * 0.05, 1e-6)
        self._limits = (*(float(v) for pair in zip(low - pad, high + pad, strict=True) for v in pair),)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._dataset is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(mono_font(11))
        self._axes(painter)
        self._points(painter)

    def _area(self) -> QRectF:
        return QRectF(LEFT, 6, self.width() - LEFT - 8, self.height() - BOTTOM - 6)

    def _place(self, x: float, y: float) -> QPointF:
        left, right, low, high = self._limits
        area = self._area()
        return QPointF(
            area.left() + (x - left) / (right - left) * area.width(),
            area.bottom() - (y - low) / (high - low) * area.height(),
        )

    def _axes(self, painter: QPainter) -> None:
        assert self._dataset is not None
        area = self._area()
        left, right, low, high = self._limits
        for value in ticks(left, right):
            x = self._place(value, low).x()
            self._line(painter, x, area.top(), x, area.bottom())
            painter.drawText(QRectF(x - 30, area.bottom() + 3, 60, 14), Qt.AlignmentFlag.AlignHCenter, f"{value:g}")
        for value in ticks(low, high):
            y = self._place(left, value).y()
            self._line(painter, area.left(), y, area.right(), y)
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 8, LEFT - 6, 16), align, f"{value:g}")
        names = self._dataset.feature_names or ("x", "y")
        painter.drawText(QRectF(LEFT, self.height() - 15, area.width(), 14), Qt.AlignmentFlag.AlignHCenter, names[0])
        painter.drawText(QRectF(0, 0, LEFT - 6, 14), Qt.AlignmentFlag.AlignLeft, names[1])

    def _line(self, painter: QPainter, x1: float, y1: float, x2: float, y2: float) -> None:
        painter.setPen(QPen(color("line"), 1))
        painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))
        painter.setPen(color("secondary"))

    def _points(self, painter: QPainter) -> None:
        assert self._dataset is not None
        points = self._dataset.input()
        field, answers = next(iter(self._dataset.targets.items()))
        labels = answers if field in self._dataset.classes else np.zeros(len(answers), dtype=np.int64)
        radius = 2.6 if len(self._rows) < 1500 else 1.8
        for row, held in self._rows:
            tint = QColor(class_color(int(labels[row])))
            tint.setAlphaF(0.85)
            painter.setPen(QPen(tint, 1.2) if held else Qt.PenStyle.NoPen)
            painter.setBrush(Qt.BrushStyle.NoBrush if held else tint)
            painter.drawEllipse(self._place(float(points[row, 0]), float(points[row, 1])), radius, radius)


def ticks(low: float, high: float) -> list[float]:
    """Four to nine round numbers between the limits."""
    rough = (high - low) / 6
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(float(each * power) for each in (1, 2, 5, 10) if each * power >= rough)
    first = int(np.ceil(low / step))
    return [round(index * step, 10) + 0.0 for index in range(first, int(np.floor(high / step)) + 1)]
