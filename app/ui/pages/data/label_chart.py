"""How often each answer occurs, stacked by part."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from app.data.describe import Histogram
from app.ui.pages.data.colors import PART_TITLES, part_color
from app.ui.theme import color, mono_font, theme

LEFT, BOTTOM, TOP = 52, 40, 26


class LabelChart(QWidget):
    """A bar per class or range; training at the foot, then validation, then test."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Histogram | None = None
        self.setMinimumHeight(180)
        theme().changed.connect(self.update)

    def set(self, histogram: Histogram) -> None:
        """Show other counts."""
        self._shown = histogram
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(mono_font(11))
        totals = self._totals()
        top = nice_ceiling(max(totals, default=1))
        self._grid(painter, top)
        for index in range(len(totals)):
            self._bar(painter, index, top)
        self._names(painter)
        self._titles(painter)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._explain(event.pos()), self)
            return True
        return super().event(event)

    def _totals(self) -> list[int]:
        assert self._shown is not None
        return [
            int(sum(counts[index] for counts in self._shown.counts.values())) for index in range(len(self._shown.names))
        ]

    def _area(self) -> QRectF:
        return QRectF(LEFT, TOP, self.width() - LEFT - 4, self.height() - BOTTOM - TOP)

    def _slot(self, index: int) -> tuple[float, float]:
        assert self._shown is not None
        wide = self._area().width() / len(self._shown.names)
        return self._area().left() + index * wide, wide

    def _grid(self, painter: QPainter, top: float) -> None:
        area = self._area()
        for step in range(5):
            y = area.bottom() - area.height() * step / 4
            painter.setPen(QPen(color("line"), 1))
            painter.drawLine(int(area.left()), int(y), int(area.right()), int(y))
            painter.setPen(color("secondary"))
            value = top * step / 4
            text = f"{value:,.0f}" if value == int(value) else f"{value:g}"
            painter.drawText(
                QRectF(0, y - 8, LEFT - 8, 16), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )

    def _bar(self, painter: QPainter, index: int, top: float) -> None:
        assert self._shown is not None
        area = self._area()
        left, wide = self._slot(index)
        gap = min(8.0, wide * 0.18) if not self._shown.edges else min(1.0, wide * 0.1)
        room = wide - 2 * gap
        thick = min(room, 72.0) if not self._shown.edges else room
        bottom = area.bottom()
        for part, counts in self._shown.counts.items():
            high = area.height() * float(counts[index]) / top
            painter.fillRect(QRectF(left + gap + (room - thick) / 2, bottom - high, thick, high), part_color(part))
            bottom -= high

    def _names(self, painter: QPainter) -> None:
        """Class names where they fit; of ranges the first, middle and last limit."""
        assert self._shown is not None
        painter.setPen(color("secondary"))
        area, shown = self._area(), self._shown
        if shown.edges:
            for place in (0, len(shown.edges) // 2, len(shown.edges) - 1):
                x = area.left() + area.width() * place / (len(shown.edges) - 1)
                box = QRectF(min(x - 40, area.right() - 80), area.bottom() + 4, 80, 16)
                align = Qt.AlignmentFlag.AlignRight if place == len(shown.edges) - 1 else Qt.AlignmentFlag.AlignHCenter
                painter.drawText(box, align, f"{shown.edges[place]:.4g}")
            return
        every = max(1, math.ceil(len(shown.names) * 16 / max(1.0, area.width())))
        for index in range(0, len(shown.names), every):
            left, wide = self._slot(index)
            room = wide * every
            text = painter.fontMetrics().elidedText(shown.names[index], Qt.TextElideMode.ElideRight, int(room - 2))
            painter.drawText(QRectF(left, area.bottom() + 4, wide, 16), Qt.AlignmentFlag.AlignHCenter, text)

    def _titles(self, painter: QPainter) -> None:
        assert self._shown is not None
        painter.setPen(color("secondary"))
        painter.drawText(QRectF(0, 0, 120, 14), Qt.AlignmentFlag.AlignLeft, self._shown.unit)
        box = QRectF(LEFT, self.height() - 16, self.width() - LEFT, 14)
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, self._shown.field)

    def _explain(self, place: QPoint) -> str:
        if self._shown is None or not self._area().adjusted(0, 0, 0, BOTTOM).contains(place):
            return ""
        index = int((place.x() - self._area().left()) / self._area().width() * len(self._shown.names))
        if not 0 <= index < len(self._shown.names):
            return ""
        lines = [f"{PART_TITLES[part]}: {int(counts[index]):,}" for part, counts in self._shown.counts.items()]
        return "\n".join([self._shown.names[index], *lines])


def nice_ceiling(value: float) -> float:
    """The next of 1, 2, 4, 8 times a power of ten, at least 4, so that quarters are short numbers."""
    if value <= 4:
        return 4
    power = 10 ** math.floor(math.log10(value))
    return next(float(step * power) for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if step * power >= value)
