"""One problem, said where it is: a sentence beside the link or node with a button that mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.ui.canvas.geometry import NODE_HEIGHT
from app.ui.canvas.style import pen, veil, zoom_of

if TYPE_CHECKING:
    from app.ui.canvas.board import Board

LAYER = 30.0
WIDEST = 300.0
PADDING = 10.0
CHIP_HEIGHT = 24.0
SHOWN = 0.45


class Callout(QGraphicsItem):
    """Belongs to a link, or to a node where no link is to blame."""

    def __init__(self, board: Board, problem: Any, anchor: QPointF) -> None:
        super().__init__()
        self.board = board
        self.problem = problem
        self.hot = False
        style = board.style
        flags = int(Qt.TextFlag.TextWordWrap)
        text = style.metrics["summary"].boundingRect(QRectF(0, 0, WIDEST - 2 * PADDING, 400), flags, problem.message)
        self._chip_text = problem.fix.label if problem.fix else ""
        chip = style.width("strong", self._chip_text) + 24 if problem.fix else 0.0
        width = max(text.width() + 2 * PADDING + 1, chip + 2 * PADDING)
        height = text.height() + 2 * PADDING + (CHIP_HEIGHT + 8 if problem.fix else 0)
        self._text = QRectF(PADDING, PADDING, width - 2 * PADDING, text.height() + 1)
        self._chip = QRectF(PADDING, self._text.bottom() + 7, chip, CHIP_HEIGHT) if problem.fix else QRectF()
        self._size = QRectF(0, 0, width, height)
        self.setZValue(LAYER)
        self.setPos(self._free_place(anchor, width, height))
        half = NODE_HEIGHT / 2
        above = self.pos().y() < anchor.y()
        pill = board.wiring.items[problem.link].pill if problem.link is not None else QRectF()
        if problem.link is None:
            self._anchor = QPointF(anchor.x(), anchor.y() + (-half if above else half))
        else:
            # The line begins beside the link's label, not across it.
            edge = pill.top() - 3 if above else pill.bottom() + 3
            self._anchor = anchor if pill.isEmpty() else QPointF(anchor.x(), edge)

    @property
    def chip(self) -> QRectF:
        """The button in the scene; empty where there is no fix."""
        return self._chip.translated(self.pos()) if not self._chip.isEmpty() else QRectF()

    @property
    def rect(self) -> QRectF:
        return self._size.translated(self.pos())

    def boundingRect(self) -> QRectF:
        local = self._anchor - self.pos()
        return self._size.united(QRectF(local, local).adjusted(-3, -3, 3, 3)).adjusted(-2, -2, 2, 4)

    def mark(self, hot: bool) -> None:
        """Whether the pointer is on the button."""
        if hot != self.hot:
            self.hot = hot
            self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        style = self.board.style
        zoom = zoom_of(painter)
        if zoom < SHOWN:
            return
        color = style.severity(self.problem.severity)
        local = self._anchor - self.pos()
        painter.setPen(pen(color, 1.2))
        foot = self._size.top() if local.y() < self._size.top() else self._size.bottom()
        painter.drawLine(local, QPointF(min(max(local.x(), 12), self._size.width() - 12), foot))
        painter.setBrush(color)
        painter.drawEllipse(local, 3, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil(style.color("window"), 0.3) if style.dark else veil(style.color("text"), 0.07))
        painter.drawRoundedRect(self._size.translated(0, 2), 8, 8)
        painter.setPen(pen(color, 1.2))
        painter.setBrush(style.color("raised" if style.dark else "panel"))
        painter.drawRoundedRect(self._size, 8, 8)
        painter.setFont(style.summary)
        painter.setPen(style.color("text"))
        painter.drawText(self._text, int(Qt.TextFlag.TextWordWrap), self.problem.message)
        if self.problem.fix:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.color("accent").lighter(112) if self.hot else style.color("accent"))
            painter.drawRoundedRect(self._chip, 6, 6)
            painter.setFont(style.strong)
            painter.setPen(style.color("on_accent"))
            painter.drawText(self._chip, Qt.AlignmentFlag.AlignCenter, self._chip_text)

    def _free_place(self, anchor: QPointF, width: float, height: float) -> QPointF:
        """Below the nodes beside the link, else above them, else further down."""
        half = NODE_HEIGHT / 2 + 14
        left = anchor.x() - width / 2
        tries = [anchor.y() + half, anchor.y() - half - height, anchor.y() + 2 * half, anchor.y() + 3 * half]
        for top in tries:
            area = (left - 4, top - 4, left + width + 4, top + height + 4)
            if not self.board.index.touching(area) and not self.board.callouts.covers(QRectF(left, top, width, height)):
                return QPointF(left, top)
        return QPointF(left, tries[0])
