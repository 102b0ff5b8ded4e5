"""A drawing as a small sign: where its nodes stand and what families they are of."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.graph.project import Project
from app.ui.theme import color, family_color, theme

NODE_WIDTH, NODE_HEIGHT, GAP, TURN = 22.0, 12.0, 5.0, 6.0
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
        size = _node_size(places)
        self._draw_links(painter, places, size)
        for instance in self._project.graph:
            _draw_node(painter, places[instance.id], size, family_color(instance.node.family))

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

    def _draw_links(self, painter: QPainter, places: dict[str, QPointF], size: QSizeF) -> None:
        painter.setPen(QPen(color("line_strong"), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for link in self._project.graph.links():
            half = QPointF(size.width() / 2, 0)
            first, last = places[link.source] + half, places[link.target] - half
            painter.drawPath(_ahead(first, last) if last.x() >= first.x() else _around(first, last))


def _ahead(first: QPointF, last: QPointF) -> QPainterPath:
    bend = QPointF(min((last.x() - first.x()) / 2, 24), 0)
    path = QPainterPath(first)
    path.cubicTo(first + bend, last - bend, last)
    return path


def _around(first: QPointF, last: QPointF) -> QPainterPath:
    """To the start of the next row: right, down between the rows, back, in."""
    middle = (first.y() + last.y()) / 2
    right, left = first.x() + TURN, last.x() - TURN
    path = QPainterPath(first)
    for x, y in ((right, first.y()), (right, middle), (left, middle), (left, last.y()), (last.x(), last.y())):
        path.lineTo(x, y)
    return path


def _node_size(places: dict[str, QPointF]) -> QSizeF:
    """As large as the nearest neighbours in a row, and the nearest rows, leave room for."""
    points = sorted(places.values(), key=lambda point: (round(point.y()), point.x()))
    width, height = NODE_WIDTH, NODE_HEIGHT
    for first, second in pairwise(points):
        if abs(first.y() - second.y()) < 1:
            width = min(width, second.x() - first.x() - GAP)
        else:
            height = min(height, second.y() - first.y() - GAP)
    return QSizeF(max(width, 4.0), max(height, 4.0))


def _draw_node(painter: QPainter, middle: QPointF, size: QSizeF, family: QColor) -> None:
    body = QRectF(middle - QPointF(size.width() / 2, size.height() / 2), size)
    painter.setPen(QPen(color("line_strong"), 1))
    painter.setBrush(color("node"))
    painter.drawRoundedRect(body, 3, 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(family)
    painter.drawRoundedRect(QRectF(body.left(), body.top(), max(size.width() * 0.34, 4.0), body.height()), 2, 2)
