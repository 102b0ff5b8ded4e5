"""One problem, said where it is: a sentence beside the link or node with a button that mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.ui.canvas.callout_place import crosses_nodes, free_place, nearest
from app.ui.canvas.style import pen, veil, zoom_of
from app.ui.session.mending import remedy

if TYPE_CHECKING:
    from app.ui.canvas.board import Board

LAYER = 30.0
WIDEST = 300.0
PADDING = 10.0
CHIP_HEIGHT = 24.0
SHOWN = 0.45


class Callout(QGraphicsItem):
    """Belongs to a link, or to a node where no link is to blame. Drawn larger in far views, so that it can be read.

    ``about`` is the place in the scene that it speaks of, a point or the body of a node.
    """

    def __init__(self, board: Board, problem: Any, about: QRectF, scale: float = 1.0) -> None:
        super().__init__()
        self.board = board
        self.problem = problem
        self.hot = False
        style = board.style
        flags = int(Qt.TextFlag.TextWordWrap)
        text = style.metrics["summary"].boundingRect(QRectF(0, 0, WIDEST - 2 * PADDING, 400), flags, problem.message)
        room = WIDEST - 2 * PADDING - 24
        offered = remedy(problem)
        self._chip_text = style.elided("strong", offered, room)
        chip = style.width("strong", self._chip_text) + 24 if offered else 0.0
        width = max(text.width() + 2 * PADDING + 1, chip + 2 * PADDING)
        height = text.height() + 2 * PADDING + (CHIP_HEIGHT + 8 if offered else 0)
        self._text = QRectF(PADDING, PADDING, width - 2 * PADDING, text.height() + 1)
        self._chip = QRectF(PADDING, self._text.bottom() + 7, chip, CHIP_HEIGHT) if offered else QRectF()
        self._size = QRectF(0, 0, width, height)
        self.setZValue(LAYER)
        self.setScale(scale)
        self.rect = free_place(board, about, QSizeF(width, height) * scale)
        self.setPos(self.rect.topLeft())
        self._foot = self.mapFromScene(nearest(about, self.rect.center()))
        self._fades = crosses_nodes(board, about, self.rect)

    @property
    def chip(self) -> QRectF:
        """The button in the scene; empty where there is no fix."""
        return self.mapRectToScene(self._chip) if not self._chip.isEmpty() else QRectF()

    def boundingRect(self) -> QRectF:
        return self._size.united(QRectF(self._foot, self._foot).adjusted(-3, -3, 3, 3)).adjusted(-2, -2, 2, 4)

    def mark(self, hot: bool) -> None:
        """Whether the pointer is on the button."""
        if hot != self.hot:
            self.hot = hot
            self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        style = self.board.style
        if zoom_of(painter) < SHOWN * self.scale():
            return
        color = style.severity(self.problem.severity)
        painter.setPen(pen(veil(color, 0.4) if self._fades else color, 1.2))
        painter.drawLine(self._foot, nearest(self._size.adjusted(12, 12, -12, -12), self._foot))
        painter.setBrush(color)
        painter.drawEllipse(self._foot, 3, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil(style.color("window"), 0.3) if style.dark else veil(style.color("text"), 0.07))
        painter.drawRoundedRect(self._size.translated(0, 2), 8, 8)
        painter.setPen(pen(color, 1.2))
        painter.setBrush(style.color("raised" if style.dark else "panel"))
        painter.drawRoundedRect(self._size, 8, 8)
        painter.setFont(style.summary)
        painter.setPen(style.color("text"))
        painter.drawText(self._text, int(Qt.TextFlag.TextWordWrap), self.problem.message)
        if self._chip_text:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.color("accent").lighter(112) if self.hot else style.color("accent"))
            painter.drawRoundedRect(self._chip, 6, 6)
            painter.setFont(style.strong)
            painter.setPen(style.color("on_accent"))
            painter.drawText(self._chip, Qt.AlignmentFlag.AlignCenter, self._chip_text)
