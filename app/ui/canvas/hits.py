"""What lies under a point of the board: worked out from the index, never asked of Qt's items."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from app.graph.graph import Link
from app.ui.canvas.board import Board
from app.ui.canvas.frame_item import FrameItem
from app.ui.canvas.geometry import PORT_REACH, input_point, output_point
from app.ui.canvas.link_path import crosses, distance


@dataclass(frozen=True, slots=True)
class PortHit:
    """A port of a node; ``side`` is ``in`` or ``out``."""

    node: str
    side: str
    port: str

    @property
    def key(self) -> tuple[str, str]:
        return self.side, self.port


def node_at(board: Board, point: QPointF, margin: float = 0.0) -> str | None:
    """The id of the node under a point, the topmost where several are."""
    x, y = point.x(), point.y()
    found = board.index.touching((x - margin - 0.01, y - margin - 0.01, x + margin + 0.01, y + margin + 0.01))
    return max(found, key=lambda key: (board.nodes[key].zValue(), board.project.graph.index(key))) if found else None


def port_at(board: Board, point: QPointF, reach: float = PORT_REACH) -> PortHit | None:
    """The nearest port within reach of a point."""
    x, y = point.x(), point.y()
    best: tuple[float, PortHit] | None = None
    for key in board.index.touching((x - reach, y - reach, x + reach, y + reach)):
        for hit, centre in ports_of(board, key):
            away = max(abs(centre.x() - x), abs(centre.y() - y))
            if away <= reach and (best is None or away < best[0]):
                best = away, hit
    return best[1] if best else None


def ports_of(board: Board, node_id: str) -> list[tuple[PortHit, QPointF]]:
    """All ports of a node with their centres."""
    item = board.nodes[node_id]
    node, corner = item.instance.node, item.pos()
    arriving = [
        (PortHit(node_id, "in", port.name), input_point(item.instance, port.name, corner)) for port in node.inputs
    ]
    leaving = [(PortHit(node_id, "out", name), output_point(item.instance, name, corner)) for name in node.outputs]
    return arriving + leaving


def link_at(board: Board, point: QPointF, reach: float = 7.0) -> Link | None:
    """The nearest link within reach of a point."""
    x, y = point.x(), point.y()
    best: tuple[float, Link] | None = None
    for link in board.wiring.near(QRectF(point, point), max(reach, 16.0)):
        item = board.wiring.items[link]
        if item.pill.contains(point):
            return link
        away = distance(item.route, x, y) if item.route else reach + 1
        if away <= reach and (best is None or away < best[0]):
            best = away, link
    return best[1] if best else None


def links_cut(board: Board, first: QPointF, second: QPointF) -> set[Link]:
    """The links that a stroke crosses."""
    a, b = (first.x(), first.y()), (second.x(), second.y())
    items = board.wiring.items
    near = board.wiring.near(QRectF(first, second).normalized())
    return {link for link in near if (way := items[link].route) is not None and crosses(way, a, b)}


def nodes_in(board: Board, rect: QRectF) -> list[str]:
    """Ids of the nodes that a rectangle touches, in document order."""
    found = set(board.index.touching((rect.left(), rect.top(), rect.right(), rect.bottom())))
    return [instance.id for instance in board.project.graph if instance.id in found]


def frame_at(board: Board, point: QPointF) -> FrameItem | None:
    """The frame whose title bar is under a point."""
    return next((frame for frame in reversed(board.frames.values()) if frame.handle.contains(point)), None)


def frame_corner_at(board: Board, point: QPointF) -> FrameItem | None:
    """The frame whose lower right corner is under a point."""
    return next((frame for frame in reversed(board.frames.values()) if frame.corner.contains(point)), None)


def nodes_of_frame(board: Board, frame: FrameItem) -> list[str]:
    """Ids of the nodes that lie wholly in a frame."""
    rect = frame.rect
    return [key for key in nodes_in(board, rect) if rect.contains(board.body(key))]
