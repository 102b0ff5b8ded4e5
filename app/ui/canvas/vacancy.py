"""Where a new node has room."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QPointF, QRectF

from app.ui.canvas.board import Board
from app.ui.canvas.geometry import GRID, NODE_HEIGHT, NODE_WIDTH, snap

GAP = 2 * GRID
"""Between a node that had to step aside and its neighbours, px."""

BEHIND = 76.0
"""Between a node and the one placed behind it, px; the layout leaves the same."""

STEP = 3 * GRID
FARTHEST = 30
"""Places are tried this far apart, and this many to each side."""


def free_corner(board: Board, corner: QPointF) -> QPointF:
    """The corner itself where a node there covers no other, else the nearest with room; below everything at last."""
    if _is_free(board, corner, GRID):
        return corner
    for x, y in _around():
        place = QPointF(snap(corner.x() + x), snap(corner.y() + y))
        if _is_free(board, place, GAP):
            return place
    return QPointF(corner.x(), snap(board.index.bounds()[3] + 2 * GAP))


def corner_behind(board: Board, node_id: str) -> QPointF:
    """Where the next node of a row belongs, or the nearest place that has room."""
    body = board.body(node_id)
    return free_corner(board, QPointF(snap(body.right() + BEHIND), body.top()))


def _is_free(board: Board, corner: QPointF, gap: float) -> bool:
    body = QRectF(corner.x(), corner.y(), NODE_WIDTH, NODE_HEIGHT).adjusted(-gap, -gap, gap, gap)
    return not board.index.touching((body.left(), body.top(), body.right(), body.bottom()))


@cache
def _around() -> tuple[tuple[float, float], ...]:
    """Ways to step aside, shortest first; of equal ones down before up, and right before left."""
    return tuple(sorted(_steps(), key=lambda step: (step[0] ** 2 + step[1] ** 2, -step[1], -step[0])))


def _steps() -> Iterator[tuple[float, float]]:
    for column in range(-FARTHEST, FARTHEST + 1):
        for row in range(-FARTHEST, FARTHEST + 1):
            yield column * STEP, row * STEP
