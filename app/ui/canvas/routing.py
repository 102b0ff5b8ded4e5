"""The way a link takes: a short curve where nothing stands between, else a lane around the nodes.

A lane route leaves to the right, runs along a free horizontal lane and enters from the left, with round corners:

    source ─╮                ╭─ target
            ╰── lane y ──────╯
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from app.ui.canvas.index import Box, BoxIndex

Point = tuple[float, float]

STUB = 20.0
CLEAR = 8.0
LANE = 18.0
SHARED = 8.0
"""What it is worth to run on a lane that the same port already uses."""
ROOMY = 34.0
"""A lane this far from all nodes is as good as one farther away."""
REACH = 320.0
LONGEST_TANGENT = 90.0


@dataclass(frozen=True, slots=True)
class Route:
    """Control points: 4 of a cubic curve, or the 6 corners of a lane route."""

    points: tuple[Point, ...]

    @property
    def is_lane(self) -> bool:
        return len(self.points) == 6

    @property
    def lane(self) -> tuple[float, float, float] | None:
        """(y, left, right) of the lane."""
        if not self.is_lane:
            return None
        (x1, y), (x2, _) = self.points[2], self.points[3]
        return y, min(x1, x2), max(x1, x2)


Lanes = dict[str, list[tuple[float, float, float]]]
"""Lanes in use by the port they come from; links of one port may share a lane, others keep apart."""


def route(start: Point, end: Point, nodes: BoxIndex, ends: tuple[str, str], lanes: Lanes, net: str, rank: int) -> Route:
    """Find a way from an output to an input.

    Args:
        start, end: centres of the two ports.
        nodes: bodies to stay clear of.
        ends: ids of the two nodes, whose own bodies a curve may touch.
        lanes: lanes already taken.
        net: name of the output port, see `Lanes`.
        rank: tells apart the links that enter one node, so that their last bends do not lie on each other.
    """
    curve = free_curve(start, end)
    if end[0] - start[0] >= STUB and _is_free(curve, nodes, ends):
        return curve
    taken = [lane for other, used in lanes.items() if other != net for lane in used]
    return _lane(start, end, nodes, lanes.get(net, []), taken, rank) or curve


def polyline(way: Route, steps: int = 8) -> list[Point]:
    """The way as straight pieces, for hit tests and far views."""
    return list(way.points) if way.is_lane else [at(way, step / steps) for step in range(steps + 1)]


def at(way: Route, part: float) -> Point:
    """A point on the curve, ``part`` from 0 to 1; on a lane route a point of the lane."""
    if way.is_lane:
        (x1, y), (x2, _) = way.points[2], way.points[3]
        return x1 + (x2 - x1) * part, y
    a, b, c, d = (1 - part) ** 3, 3 * part * (1 - part) ** 2, 3 * part**2 * (1 - part), part**3
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = way.points
    return a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3


def bounds(way: Route) -> Box:
    """A box around the way (control points bound a cubic curve)."""
    xs = [x for x, _ in way.points]
    ys = [y for _, y in way.points]
    return min(xs), min(ys), max(xs), max(ys)


def free_curve(start: Point, end: Point) -> Route:
    """The plain curve, whatever stands in between."""
    across, down = abs(end[0] - start[0]), abs(end[1] - start[1])
    tangent = min(LONGEST_TANGENT, max(across / 2, min(down, 60.0) / 2))
    return Route((start, (start[0] + tangent, start[1]), (end[0] - tangent, end[1]), end))


def _is_free(way: Route, nodes: BoxIndex, ends: tuple[str, str]) -> bool:
    left, top, right, bottom = bounds(way)
    near = [key for key in nodes.touching((left, top - CLEAR, right, bottom + CLEAR)) if key not in ends]
    if not near:
        return True
    samples = polyline(way, 16)
    return not any(_inside(point, nodes.boxes[key]) for key in near for point in samples)


def _inside(point: Point, box: Box, margin: float = CLEAR - 2) -> bool:
    return box[0] - margin < point[0] < box[2] + margin and box[1] - margin < point[1] < box[3] + margin


def _lane(
    start: Point,
    end: Point,
    nodes: BoxIndex,
    own: list[tuple[float, float, float]],
    taken: list[tuple[float, float, float]],
    rank: int,
) -> Route | None:
    """The cheapest free lane: a short way, in the middle, with room on both sides, not beside another's."""
    x1, x2 = start[0] + STUB, end[0] - STUB + 6.0 * (rank % 3 - 1 if rank else 0)
    left, right = min(x1, x2), max(x1, x2)
    boxes = [
        nodes.boxes[key]
        for key in nodes.touching(
            (left - 4, min(start[1], end[1]) - REACH, right + 4, max(start[1], end[1]) + REACH),
        )
    ]
    beside = [lane[0] for lane in taken if lane[1] < right and lane[2] > left]
    shared = {lane[0] for lane in own}
    best, best_cost = None, math.inf
    for length, y in sorted((_length(y, start[1], end[1]), y) for y in _heights(boxes, start[1], end[1]) | shared):
        if length - SHARED >= best_cost:
            break  # all others are farther away
        cost = length - (SHARED if y in shared else 0.0) + 6.0 * sum(abs(other - y) < 7 for other in beside)
        if cost >= best_cost or not _is_clear(boxes, x1, x2, y, start[1], end[1]):
            continue
        cost += 0.3 * max(0.0, ROOMY - _clearance(boxes, y))
        if cost < best_cost:
            best, best_cost = y, cost
    if best is None:
        return None
    return Route((start, (x1, start[1]), (x1, best), (x2, best), (x2, end[1]), end))


def _length(y: float, start: float, end: float) -> float:
    """Height that the way climbs; of equal ones the middle is a little better, and above better than below."""
    middle = 0.01 * abs(y - (start + end) / 2)
    return abs(start - y) + abs(end - y) + middle + (0.001 if y > max(start, end) else 0.0)


def _is_clear(boxes: list[Box], x1: float, x2: float, y: float, start: float, end: float) -> bool:
    level = (min(x1, x2) - 4, y - CLEAR, max(x1, x2) + 4, y + CLEAR)
    return not (_hits(boxes, level) or _hits(boxes, _upright(x1, start, y)) or _hits(boxes, _upright(x2, end, y)))


def _heights(boxes: list[Box], start: float, end: float) -> set[float]:
    """Lanes worth trying: beside every edge, and halfway between neighbouring edges."""
    edges = sorted({box[1] for box in boxes} | {box[3] for box in boxes})
    beside = {edge + side * (LANE + shift) for edge in edges for side in (-1, 1) for shift in (-8.0, 0.0, 8.0)}
    return beside | {(upper + lower) / 2 for upper, lower in pairwise(edges)} | {(start + end) / 2}


def _clearance(boxes: list[Box], y: float) -> float:
    return min((max(box[1] - y, y - box[3]) for box in boxes), default=ROOMY)


def _upright(x: float, y1: float, y2: float) -> Box:
    return x - 4, min(y1, y2), x + 4, max(y1, y2)


def _hits(boxes: list[Box], area: Box) -> bool:
    left, top, right, bottom = area
    return any(box[0] < right and box[2] > left and box[1] < bottom and box[3] > top for box in boxes)
