"""A square to draw on with the mouse."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.data.dataset import Array
from app.ui.theme import RADIUS, color, text_font, theme

SIDE = 320
PEN = 26


class DrawPad(QWidget):
    """Left button draws, right button wipes; ``changed`` fires while one does."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(SIDE, SIDE)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Drawing area")
        self._ink = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
        self._ink.fill(0)
        self._last: QPoint | None = None
        self.empty = True
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def ink(self) -> Array:
        """(SIDE, SIDE) float32, 0 for paper and 1 for ink."""
        raw = np.frombuffer(self._ink.constBits(), np.uint8).reshape(SIDE, self._ink.bytesPerLine())
        return raw[:, :SIDE].astype(np.float32) / 255

    def clear(self) -> None:
        """Wipe everything."""
        self._ink.fill(0)
        self.empty = True
        self.update()
        self.changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._last = event.position().toPoint()
        self._stroke(self._last, event.buttons())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._stroke(event.position().toPoint(), event.buttons())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._last = None

    def _stroke(self, place: QPoint, buttons: Qt.MouseButton) -> None:
        wipes = bool(buttons & Qt.MouseButton.RightButton)
        if self._last is None or not (wipes or buttons & Qt.MouseButton.LeftButton):
            return
        painter = QPainter(self._ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = QColor(0, 0, 0) if wipes else QColor(255, 255, 255)
        painter.setPen(QPen(tint, PEN * (2 if wipes else 1), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(self._last), QPointF(place) + QPointF(0.01, 0))
        painter.end()
        self._last, self.empty = place, False
        self.update()
        self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("line_strong"), 1))
        painter.setBrush(color("canvas"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), RADIUS, RADIUS)
        if self.empty:
            painter.setPen(color("faint"))
            painter.setFont(text_font(13))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Draw here")
            return
        painter.drawImage(0, 0, self._tinted())

    def _tinted(self) -> QImage:
        """The ink in the theme's text colour, transparent elsewhere."""
        made = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
        made.fill(color("text"))
        made.setAlphaChannel(self._ink)
        return made
