"""A titled rectangle behind nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.graph.project import Frame
from app.ui.canvas.style import pen, veil, zoom_of

if TYPE_CHECKING:
    from app.ui.canvas.board import Board

LAYER = 0.0
TITLE_HEIGHT = 34.0
GRIP = 18.0


class FrameItem(QGraphicsItem):
    """Its title bar takes the pointer, its inside does not."""

    def __init__(self, board: Board, frame: Frame) -> None:
        super().__init__()
        self.board = board
        self.frame = frame
        self.selected = False
        self._size = QRectF()
        self.setZValue(LAYER)
        self.show_frame(frame)

    @property
    def rect(self) -> QRectF:
        """The whole rectangle in the scene."""
        return self._size.translated(self.pos())

    @property
    def handle(self) -> QRectF:
        """The title bar in the scene."""
        return QRectF(self.pos().x(), self.pos().y(), self._size.width(), TITLE_HEIGHT)

    @property
    def corner(self) -> QRectF:
        """The lower right corner, which resizes, in the scene."""
        end = self.rect.bottomRight()
        return QRectF(end.x() - GRIP, end.y() - GRIP, GRIP + 4, GRIP + 4)

    def show_frame(self, frame: Frame) -> None:
        """Take over a changed frame."""
        self.prepareGeometryChange()
        self.frame = frame
        self._size = QRectF(0, 0, frame.width, frame.height)
        self.setPos(frame.x, frame.y)
        self.update()

    def mark(self, selected: bool) -> None:
        if selected != self.selected:
            self.selected = selected
            self.update()

    def boundingRect(self) -> QRectF:
        return self._size.adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        style = self.board.style
        zoom = zoom_of(painter)
        color = QColor(self.frame.color) if self.frame.color else style.color("accent")
        painter.setBrush(veil(color, 0.07 if style.dark else 0.08))
        painter.setPen(pen(veil(color, 0.9 if self.selected else 0.3), 2.0 if self.selected else 1.0))
        painter.drawRoundedRect(self._size, 14, 14)
        if zoom < 0.2:
            return
        painter.setFont(style.title_far if zoom < 0.5 else style.strong)
        painter.setPen(color if style.dark or not self.frame.color else style.color("text"))
        room = QRectF(16, 0, self._size.width() - 32, TITLE_HEIGHT)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.frame.title)
        if self.selected:
            end = self._size.bottomRight()
            painter.setPen(pen(veil(color, 0.9), 1.6))
            for inset in (6, 11):
                painter.drawLine(QPointF(end.x() - inset - 4, end.y() - 5), QPointF(end.x() - 5, end.y() - inset - 4))

    def stretch(self, width: float, height: float) -> None:
        """Show it larger or smaller while its corner is dragged."""
        self.prepareGeometryChange()
        self._size = QRectF(0, 0, width, height)
        self.update()

    def carry(self, corner: QPointF) -> None:
        """Show it elsewhere while it is dragged."""
        self.setPos(corner)
