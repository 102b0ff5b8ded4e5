"""A drawing as a small sign: where its nodes stand and what families they are of."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.graph.project import Project
from app.ui.theme import color, family_color, theme

NODE_WIDTH, NODE_HEIGHT, GAP = 20.0, 12.0, 5.0
INSET = 22.0


class Thumbnail(QWidget):
    """Fills its width whatever the drawing's proportions; sharp at every scale and in both themes."""

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self.setMinimumHeight(124)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(260, 124)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("canvas"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        places = self._places()
        self._draw_links(painter, places)
        width = _node_width(places)
        for instance in self._project.graph:
            _draw_node(painter, places[instance.id], width, family_color(instance.node.family))

    def _places(self) -> dict[str, QPointF]:
        """Middle of every node: both axes stretched on their own to fill the room."""
        graph = self._project.graph
        if not len(graph):
            return {}
        xs, ys = [each.x for each in graph], [each.y for each in graph]
        left, top = min(xs), min(ys)
        wide, high = max(max(xs) - left, 1.0), max(ys) - top
        room = QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET)
        across = room.width() / wide
        down = min(room.height() / high, 2.4 * across) if high else 0.0
        start = room.center().y() - high * down / 2
        return {
            each.id: QPointF(room.left() + (each.x - left) * across, start + (each.y - top) * down) for each in graph
        }

    def _draw_links(self, painter: QPainter, places: dict[str, QPointF]) -> None:
        painter.setPen(QPen(color("line_strong"), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for link in self._project.graph.links():
            first, last = places[link.source], places[link.target]
            bend = QPointF(min(abs(last.x() - first.x()) / 2, 24), 0)
            path = QPainterPath(first)
            path.cubicTo(first + bend, last - bend, last)
            painter.drawPath(path)


def _node_width(places: dict[str, QPointF]) -> float:
    """As wide as the nearest neighbours in a row leave room for."""
    width = NODE_WIDTH
    points = sorted(places.values(), key=lambda point: (round(point.y()), point.x()))
    for first, second in pairwise(points):
        if abs(first.y() - second.y()) < NODE_HEIGHT:
            width = min(width, second.x() - first.x() - GAP)
    return max(width, 4.0)


def _draw_node(painter: QPainter, middle: QPointF, width: float, family: QColor) -> None:
    body = QRectF(middle.x() - width / 2, middle.y() - NODE_HEIGHT / 2, width, NODE_HEIGHT)
    painter.setPen(QPen(color("line_strong"), 1))
    painter.setBrush(color("node"))
    painter.drawRoundedRect(body, 3, 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(family)
    painter.drawRoundedRect(QRectF(body.left(), body.top(), max(width * 0.3, 4.0), body.height()), 3, 3)
