"""One link on the canvas, with the shape that flows along it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.graph.graph import Link
from app.ui.canvas.link_path import path_of
from app.ui.canvas.routing import Route
from app.ui.canvas.style import Style, pen, zoom_of

if TYPE_CHECKING:
    from app.ui.canvas.board import Board

LAYER = 5.0
BATCHED = 0.35
"""Below this zoom `LinkBatch` draws all links."""


class LinkItem(QGraphicsItem):
    """The board gives it the route and the place of the label."""

    def __init__(self, board: Board, link: Link) -> None:
        super().__init__()
        self.board = board
        self.link = link
        self.route: Route | None = None
        self.path = QPainterPath()
        self.label = ""

        self.pill = QRectF()
        self.far_pill = QRectF()
        self.selected = False
        self.hovered = False
        self.doomed = False
        self.dim = False
        self.severity = ""
        self._bounds = QRectF()
        self.setZValue(LAYER)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def show_route(self, route: Route, label: str, pill: QRectF, far_pill: QRectF) -> None:
        """Take over a way, the text on it, and the text's places near and far (empty: not shown)."""
        self.prepareGeometryChange()
        if route != self.route:
            self.route = route
            self.path = path_of(route)
        self.label = label
        self.pill, self.far_pill = pill, far_pill
        self._bounds = self.path.controlPointRect().adjusted(-4, -4, 4, 4).united(pill).united(far_pill)
        self.update()

    def mark(self, **states: object) -> None:
        """Set states (selected, hovered, doomed, dim, severity); repaints where one differs."""
        for name, value in states.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
                self.setZValue(LAYER + (1 if self.is_loud else 0))
                self.update()

    @property
    def is_loud(self) -> bool:
        """Whether it has to stand out at every zoom."""
        return bool(self.selected or self.hovered or self.doomed or self.severity)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        zoom = zoom_of(painter)
        style = self.board.style
        if zoom < BATCHED and not self.is_loud:
            return
        if self.dim:
            painter.setOpacity(0.3)
        width = 2.2 if self.is_loud else 1.8
        line = pen(self._color(style), max(width, 1.2 / zoom))
        if self.doomed:
            line.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self.path)

    def _color(self, style: Style) -> QColor:
        if self.doomed:
            return style.color("bad")
        if self.severity:
            return style.severity(self.severity)
        if self.selected or self.hovered:
            return style.color("accent")
        return style.color("faint")
