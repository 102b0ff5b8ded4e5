"""Ticks and numbers under a slider."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import color, mono_font, text_font, theme

HANDLE = 14  # px, width of a slider's handle: its middle stands on the value
TICKS_APART, NUMBERS_APART = 4.0, 34.0
NAME_ROOM = 8.0  # px between the name of the unit and the first number
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


class Ruler(QWidget):
    """Marks 1, 2, 3, ... at places of a slider over 0 .. last; numbers only those that have room."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._places: Sequence[float] = ()
        self._last = 0
        self.setFixedHeight(20)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()
        theme().changed.connect(self._theme_changed)

    def sizeHint(self) -> QSize:
        return QSize(200, 20)

    def set_marks(self, places: Sequence[float], last: int) -> None:
        """Show other marks; none hides the ruler."""
        self._places, self._last = places, last
        self.setVisible(len(places) > 0 and last > 0)
        self.update()

    def shown(self) -> tuple[list[int], list[int]]:
        """Numbers of the marks that get a tick, and of those that get their number too."""
        return self._every(TICKS_APART), self._every(NUMBERS_APART)

    def x_of(self, number: int) -> float:
        """Where a mark stands, px."""
        return HANDLE / 2 + self._places[number - 1] / max(self._last, 1) * (self.width() - HANDLE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marks, numbered = self.shown()
        painter.setPen(QPen(color("line_strong"), 1))
        for number in marks:
            x = self.x_of(number)
            painter.drawLine(QPointF(x, 0), QPointF(x, 6 if number in numbered else 3.5))
        painter.setPen(color("secondary"))
        painter.setFont(text_font(11))
        name = painter.fontMetrics().horizontalAdvance(self._name)
        painter.drawText(
            QRectF(0, 5, name + 2, 15), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._name
        )
        painter.setFont(mono_font(11))
        for number in numbered:
            x = self.x_of(number)
            half = painter.fontMetrics().horizontalAdvance(str(number)) / 2
            if x - half > name + NAME_ROOM and x + half <= self.width():
                painter.drawText(QRectF(x - 24, 5, 48, 15), Qt.AlignmentFlag.AlignCenter, str(number))

    def _every(self, room: float) -> list[int]:
        """Every first, second, fifth, tenth ... mark, so that they stand about ``room`` px apart or more."""
        count = len(self._places)
        apart = abs(self.x_of(count) - self.x_of(1)) / (count - 1) if count > 1 else room
        step = next((step for step in STEPS if apart * step >= room), STEPS[-1])
        return list(range(step, count + 1, step))

    @Slot()
    def _theme_changed(self) -> None:
        self.update()
