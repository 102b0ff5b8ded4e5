"""Where a callout has room: near what it speaks of, beside the nodes, off the labels where that can be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF

if TYPE_CHECKING:
    from app.ui.canvas.board import Board

STEP = 20.0
FARTHEST = 18
"""Places are tried this far apart, and this many to each side."""

GAP = 14.0
"""Between a callout and what it speaks of."""

CROWD, FEW = 6, 60
"""With more callouts than this, so many places are tried for each."""

ROOM = 4.0
"""Between a callout and any other node."""


def free_place(board: Board, about: QRectF, size: QSizeF) -> QRectF:
    """The nearest free place for something of that size beside ``about``, in sight and off the labels if it can be.

    Right below it where none is free. On a crowded board only the nearest are tried: many problems must not make an
    edit slow.
    """
    second: dict[bool, QRectF] = {}
    for place in islice(_around(about, size), FEW if len(board.callouts.items) > CROWD else None):
        if _is_free(board, place):
            in_sight = board.callouts.seen.contains(place)
            if in_sight and not board.labels.covers(place):
                return place
            second.setdefault(in_sight, place)
    below = QRectF(QPointF(about.center().x() - size.width() / 2, about.bottom() + GAP), size)
    return second.get(True, second.get(False, below))


def crosses_nodes(board: Board, about: QRectF, place: QRectF) -> bool:
    """Whether a line from one to the other would pass over nodes."""
    first, second = nearest(about, place.center()), nearest(place, about.center())
    line = QRectF(first, second).normalized().adjusted(-1, -1, 1, 1)
    found = board.index.touching((line.left(), line.top(), line.right(), line.bottom()))
    return any(not board.body(key).adjusted(-ROOM, -ROOM, ROOM, ROOM).contains(first) for key in found)


def nearest(rect: QRectF, point: QPointF) -> QPointF:
    """The point of a rectangle that is nearest to another point."""
    x = min(max(point.x(), rect.left()), rect.right())
    return QPointF(x, min(max(point.y(), rect.top()), rect.bottom()))


def _is_free(board: Board, place: QRectF) -> bool:
    area = place.adjusted(-ROOM, -ROOM, ROOM, ROOM)
    box = area.left(), area.top(), area.right(), area.bottom()
    return not board.index.touching(box) and not board.callouts.covers(place)


def _around(about: QRectF, size: QSizeF) -> Iterator[QRectF]:
    """Places beside a rectangle, nearest first; of equally near ones those in its middle, below before above."""
    half = QPointF(size.width() / 2, size.height() / 2)
    reach = QPointF(half.x() + about.width() / 2 + GAP, half.y() + about.height() / 2 + GAP)
    rows = [reach.y() + step * STEP for step in range(FARTHEST)]
    columns = [step * STEP for step in range(-FARTHEST, FARTHEST + 1)]
    beside = [reach.x() + step * STEP for step in range(FARTHEST)]
    offsets = [(x, side * y) for y in rows for x in columns for side in (1, -1)]
    offsets += [(side * x, y) for x in beside for y in columns if abs(y) < reach.y() for side in (-1, 1)]

    def far(offset: tuple[float, float]) -> tuple[float, float, float]:
        x, y = offset
        away = math.hypot(max(0.0, abs(x) - reach.x()), max(0.0, abs(y) - reach.y()))
        return away, abs(x) + abs(y), -y

    for x, y in sorted(offsets, key=far):
        yield QRectF(about.center() + QPointF(x, y) - half, size)
