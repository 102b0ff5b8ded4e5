"""From a route to what Qt draws, and where on it a label has room."""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from app.ui.canvas.index import BoxIndex
from app.ui.canvas.routing import Point, Route, at, polyline

CORNER = 14.0


def path_of(route: Route) -> QPainterPath:
    """The painter path: a cubic curve, or straight pieces with round corners."""
    points = [QPointF(x, y) for x, y in route.points]
    path = QPainterPath(points[0])
    if not route.is_lane:
        path.cubicTo(*points[1:])
        return path
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        _round(path, before, corner, after)
    path.lineTo(points[-1])
    return path


def _round(path: QPainterPath, before: QPointF, corner: QPointF, after: QPointF) -> None:
    first, second = before - corner, after - corner
    lengths = math.hypot(first.x(), first.y()), math.hypot(second.x(), second.y())
    radius = min(CORNER, lengths[0] / 2, lengths[1] / 2)
    if radius < 0.5:
        path.lineTo(corner)
        return
    path.lineTo(corner + first * (radius / lengths[0]))
    path.quadTo(corner, corner + second * (radius / lengths[1]))


def pill_place(route: Route, width: float, height: float, kept_clear: tuple[BoxIndex, ...]) -> QRectF:
    """Where a label of that size stands: on the way where it is long, above it in a narrow gap; empty for nowhere.

    It never covers what is in ``kept_clear``: nodes, other labels.
    """
    (x1, y1), (x2, y2) = route.points[0], route.points[-1]
    gap = x2 - x1
    candidates: list[Point] = []
    if not route.is_lane and abs(y2 - y1) < 4:
        candidates.append(((x1 + x2) / 2 + 1, y1 if gap > width + 56 else y1 - 4 - height / 2))
    elif not route.is_lane:
        candidates.append((at(route, 0.5)[0], at(route, 0.5)[1]))
    candidates += [at(route, part) for part in (0.5, 0.35, 0.65, 0.2, 0.8)]
    for x, y in candidates:
        pill = QRectF(x - width / 2, y - height / 2, width, height)
        area = (pill.left() - 1, pill.top(), pill.right() + 1, pill.bottom())
        if not any(index.touching(area) for index in kept_clear):
            return pill
    return QRectF()


def distance(route: Route, x: float, y: float) -> float:
    """Distance of a point from the way, px."""
    points = polyline(route, 12)
    return min(_to_piece(x, y, first, second) for first, second in pairwise(points))


def crosses(route: Route, first: Point, second: Point) -> bool:
    """Whether a stroke from one point to another crosses the way."""
    points = polyline(route, 12)
    return any(_intersect(first, second, a, b) for a, b in pairwise(points))


def _to_piece(x: float, y: float, first: Point, second: Point) -> float:
    dx, dy = second[0] - first[0], second[1] - first[1]
    square = dx * dx + dy * dy
    part = 0.0 if square == 0 else max(0.0, min(1.0, ((x - first[0]) * dx + (y - first[1]) * dy) / square))
    return math.hypot(x - first[0] - part * dx, y - first[1] - part * dy)


def _intersect(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
