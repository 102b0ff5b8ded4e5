"""Where a new node has room."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QPointF, QRectF

from app.graph.changes import Joint
from app.ui.canvas.board import Board
from app.ui.canvas.geometry import GRID, NODE_HEIGHT, NODE_WIDTH, snap

GAP = 2 * GRID
"""Between a node that had to step aside and its neighbours, px."""

BESIDE = 76.0
"""Between a node and the one placed behind or before it, px; the layout leaves the same."""

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


def corner_beside(board: Board, node_id: str, behind: bool) -> QPointF:
    """Where the next node of a row belongs, or the one before it, or the nearest place that has room."""
    body = board.body(node_id)
    x = body.right() + BESIDE if behind else body.left() - BESIDE - NODE_WIDTH
    return free_corner(board, QPointF(snap(x), body.top()))


def suits(board: Board, corner: QPointF, joint: Joint) -> bool:
    """Whether a node there covers no other, and its link with the one that it is joined to leads to the right."""
    body = board.body(joint.node)
    gap = corner.x() - body.right() if joint.behind else body.left() - corner.x() - NODE_WIDTH
    return gap >= 2 * GAP and _is_free(board, corner, GRID)


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
