"""What a gesture draws over the nodes: rubber bands, a link in the hand, guides, the stroke of the knife."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.ui.canvas.geometry import NODE_HEIGHT, NODE_WIDTH, RADIUS
from app.ui.canvas.style import pen, veil, zoom_of

if TYPE_CHECKING:
    from app.ui.canvas.board import Board

LAYER = 40.0


class GestureLayer(QGraphicsItem):
    """One item for all of it; empty between gestures."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self.board = board
        self._box = QRectF()
        self._ghost = QRectF()
        self._wire = QPainterPath()
        self._wire_fits = True
        self._guides: list[tuple[QPointF, QPointF]] = []
        self._stroke = QPolygonF()
        self._bounds = QRectF()
        self.setZValue(LAYER)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def show_box(self, box: QRectF) -> None:
        """A selection rectangle."""
        self._box = box
        self._changed()

    def show_ghost(self, corner: QPointF) -> None:
        """The outline of a node that would be placed here."""
        self._ghost = QRectF(corner.x(), corner.y(), NODE_WIDTH, NODE_HEIGHT)
        self._changed()

    def show_wire(self, path: QPainterPath, fits: bool) -> None:
        """A link in the hand; dashed and red where it does not fit."""
        self._wire, self._wire_fits = path, fits
        self._changed()

    def show_guides(self, guides: list[tuple[QPointF, QPointF]]) -> None:
        """Lines along which nodes are aligned."""
        if guides != self._guides:
            self._guides = guides
            self._changed()

    def show_stroke(self, points: list[QPointF]) -> None:
        """The way of the knife."""
        self._stroke = QPolygonF(points)
        self._changed()

    def wipe(self) -> None:
        """Nothing any more."""
        self._box, self._ghost, self._wire = QRectF(), QRectF(), QPainterPath()
        self._guides, self._stroke = [], QPolygonF()
        self._changed()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        style = self.board.style
        zoom = zoom_of(painter)
        accent = style.color("accent")
        if not self._box.isNull():
            painter.setPen(pen(accent, 1 / zoom))
            painter.setBrush(veil(accent, 0.1))
            painter.drawRect(self._box)
        if not self._ghost.isNull():
            painter.setPen(pen(accent, max(1.5, 1 / zoom), Qt.PenStyle.DashLine))
            painter.setBrush(veil(accent, 0.1))
            painter.drawRoundedRect(self._ghost, RADIUS, RADIUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for first, second in self._guides:
            painter.setPen(pen(veil(accent, 0.8), 1 / zoom))
            painter.drawLine(first, second)
        if not self._wire.isEmpty():
            line = pen(accent if self._wire_fits else style.color("bad"), max(2.2, 1.5 / zoom))
            if not self._wire_fits:
                line.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(line)
            painter.drawPath(self._wire)
        if not self._stroke.isEmpty():
            painter.setPen(pen(style.color("bad"), max(1.6, 1.2 / zoom)))
            painter.drawPolyline(self._stroke)

    def _changed(self) -> None:
        self.prepareGeometryChange()
        bounds = self._box.normalized().united(self._ghost).united(self._wire.controlPointRect())
        bounds = bounds.united(self._stroke.boundingRect())
        for first, second in self._guides:
            bounds = bounds.united(QRectF(first, second).normalized().adjusted(0, 0, 1, 1))
        self._bounds = bounds.adjusted(-8, -8, 8, 8) if not bounds.isNull() else QRectF()
        self.update()
