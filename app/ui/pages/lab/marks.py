"""The shape and colour of each racer: colour is never the only sign."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.theme import color, racer_color
from app.ui.theme.tokens import SURFACE_RIM

CORNERS = (0, 4, 3, 5, 6)


def paint_mark(painter: QPainter, at: QPointF, index: int, radius: float = 5.0, rim: str = SURFACE_RIM) -> None:
    """A circle, diamond, triangle, pentagon or hexagon in the racer's colour."""
    painter.setPen(QPen(QColor(rim), 1.4))
    painter.setBrush(racer_color(index))
    corners = CORNERS[index % len(CORNERS)]
    if not corners:
        painter.drawEllipse(at, radius, radius)
        return
    turns = [2 * math.pi * corner / corners - math.pi / 2 for corner in range(corners)]
    size = radius * 1.2
    painter.drawPolygon(QPolygonF([at + QPointF(math.cos(turn) * size, math.sin(turn) * size) for turn in turns]))


class MarkButton(QAbstractButton):
    """A racer's mark as a switch: hollow where it does not take part."""

    def __init__(self, index: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self.setCheckable(True)
        self.setChecked(True)
        self.setFixedSize(24, 24)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(f"Let {name} take part")
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        if self.hasFocus() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("hover"))
            painter.drawRoundedRect(self.rect(), 6, 6)
        painter.setOpacity(1.0 if self.isChecked() else 0.25)
        paint_mark(painter, middle, self._index, 6.0, color("panel").name())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.update()
