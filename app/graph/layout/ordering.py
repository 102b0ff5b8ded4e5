"""Order of nodes within their layers: barycentre sweeps, keeping the order with the fewest crossings."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping
from itertools import pairwise

from app.graph.layout.layers import Layers

SWEEPS = 6


def order(layers: Layers) -> list[list[str]]:
    """Members of each layer from top to bottom."""
    rows = [_sunk(layers, row) for row in layers.rows()]
    best, fewest = [list(row) for row in rows], _crossings(layers, rows)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        if sweep % 2 == 0:
            for index in range(1, len(rows)):
                rows[index] = _sorted(layers, rows[index], rows[index - 1], layers.before)
        else:
            for index in range(len(rows) - 2, -1, -1):
                rows[index] = _sorted(layers, rows[index], rows[index + 1], layers.after)
        crossings = _crossings(layers, rows)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _sorted(layers: Layers, row: list[str], fixed: list[str], beside: Mapping[str, list[str]]) -> list[str]:
    """The row by the mean place of each member's neighbours; those without any stay where they are."""
    place = {member: index for index, member in enumerate(fixed)}

    def mean(item: tuple[int, str]) -> float:
        index, member = item
        found = [place[other] for other in beside[member] if other in place]
        return sum(found) / len(found) if found else index

    return _sunk(layers, [member for _, member in sorted(enumerate(row), key=mean)])


def _sunk(layers: Layers, row: list[str]) -> list[str]:
    """What only the losses need goes below the model."""
    return sorted(row, key=lambda member: member in layers.low)


def _crossings(layers: Layers, rows: list[list[str]]) -> int:
    """How many pairs of links cross between neighbouring layers."""
    count = 0
    for left, right in pairwise(rows):
        place = {member: index for index, member in enumerate(right)}
        seen: list[int] = []
        for member in left:
            ends = [place[other] for other in layers.after[member] if other in place]
            count += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return count
