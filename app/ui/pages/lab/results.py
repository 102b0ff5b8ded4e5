"""Where every racer stands at the step that is shown."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.pages.lab.marks import paint_mark
from app.ui.theme import color, mono_font, text_font, theme

ROW, HEAD = 26, 24
COLUMNS = (("racer", 0.0), ("value", 0.52), ("distance", 0.77), ("steps to 1 %", 1.0))


class Results(QWidget):
    """A small table: mark, name, value, distance to the nearest minimum, steps until a hundredth of it is left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[tuple[int, str, str, str, str]] = []
        self.setMinimumWidth(390)
        theme().changed.connect(self._theme_changed)

    def sizeHint(self) -> QSize:
        return QSize(390, HEAD + 5 * ROW)

    def show_rows(self, rows: list[tuple[int, str, str, str, str]]) -> None:
        """(racer number, name, value, distance, steps)."""
        self.rows = rows
        self.setAccessibleDescription("; ".join(", ".join(row[1:]) for row in rows))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font(11))
        painter.setPen(color("secondary"))
        self._cells(painter, 0, HEAD, [name for name, _ in COLUMNS], 0)
        for place, (index, *texts) in enumerate(self.rows):
            top = HEAD + place * ROW
            painter.setPen(QPen(color("line"), 1))
            painter.drawLine(QPointF(0, top), QPointF(self.width(), top))
            paint_mark(painter, QPointF(10, top + ROW / 2), index, 4.5, color("panel").name())
            painter.setPen(color("text"))
            self._cells(painter, top, ROW, texts, 24)

    def _cells(self, painter: QPainter, top: float, height: float, texts: list[str], indent: int) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        for (_, edge), text, first in zip(COLUMNS, texts, (True, False, False, False), strict=True):
            if first:
                if indent:
                    painter.setFont(text_font(13))
                painter.drawText(QRectF(indent, top, 140, height), Qt.AlignmentFlag.AlignLeft | middle, text)
                if indent:
                    painter.setFont(mono_font(12))
            else:
                where = QRectF(edge * self.width() - 130, top, 126, height)
                painter.drawText(where, Qt.AlignmentFlag.AlignRight | middle, text)

    @Slot()
    def _theme_changed(self) -> None:
        self.update()


def shown(value: float) -> str:
    """A figure for the table; a racer that left the finite numbers says so."""
    return f"{value:.3e}" if math.isfinite(value) else "diverged"
