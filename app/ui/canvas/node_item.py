"""One node on the canvas: holds what is to be seen, knows nothing of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.graph.graph import Instance
from app.ui.canvas.face import Face
from app.ui.canvas.geometry import NODE_HEIGHT, NODE_WIDTH
from app.ui.canvas.node_paint import paint_node
from app.ui.canvas.style import zoom_of

if TYPE_CHECKING:
    from app.ui.canvas.board import Board

BOUNDS = QRectF(-8, -8, NODE_WIDTH + 16, NODE_HEIGHT + 16)
LAYER = 10.0


class NodeItem(QGraphicsItem):
    """Ports and texts are painted here: child items would cost a second per thousand nodes."""

    def __init__(self, board: Board, instance: Instance, face: Face) -> None:
        super().__init__()
        self.board = board
        self.instance = instance
        self.face = face
        self.family = board.style.family(type(instance.node).family)
        self.selected = False
        self.hovered = False
        self.focused = False
        self.dim = False
        self.severity = ""
        self.lit_port: tuple[str, str] | None = None
        self.setZValue(LAYER)
        self.setPos(instance.x, instance.y)

    def boundingRect(self) -> QRectF:
        return BOUNDS

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        zoom = zoom_of(painter)
        paint_node(painter, self, self.board.style, zoom)

    def show_instance(self, instance: Instance, face: Face) -> None:
        """Take over a changed node."""
        self.instance = instance
        self.face = face
        corner = QPointF(instance.x, instance.y)
        if self.pos() != corner:
            self.setPos(corner)
        self.update()

    def mark(self, **states: object) -> None:
        """Set states (selected, hovered, focused, dim, severity, lit_port); repaints where one differs."""
        for name, value in states.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
                self.update()
