"""Folding a long drawing into rows, so that it fills a window instead of a line of it."""

from __future__ import annotations

import math
from itertools import pairwise

from app.graph.graph import Graph
from app.graph.layout import COLUMN, NODE_HEIGHT, NODE_WIDTH
from app.ui.canvas.geometry import GRID

Places = dict[str, tuple[float, float]]

ROW_GAP = 80.0
"""Free height between two rows: the links back to the left run there."""
MOST_ROWS = 12
SWAY = 2
"""Columns by which a fold may move to a place where fewer links cross it."""


def folded(graph: Graph, places: Places, aspect: float) -> Places:
    """The same columns in as many rows as make the drawing largest in a window of that width : height.

    Args:
        places: top-left corners as `app.graph.layout.layered` gives them, px.
    """
    if not places:
        return places
    left = min(x for x, _ in places.values())
    columns = {node_id: round((x - left) / COLUMN) for node_id, (x, _) in places.items()}
    best = places
    for rows in range(1, min(MOST_ROWS, max(columns.values()) + 1) + 1):
        tried = _fold(places, columns, _cuts(graph, columns, rows))
        if _zoom(tried, aspect) > _zoom(best, aspect) * 1.02:
            best = tried
    return best


def _cuts(graph: Graph, columns: dict[str, int], rows: int) -> list[int]:
    """First columns of all rows but the first: even shares, moved to where the fewest links are cut."""
    count = max(columns.values()) + 1
    cuts: list[int] = []
    for row in range(1, rows):
        even = round(count * row / rows)
        lowest = cuts[-1] + 1 if cuts else 1
        near = [place for place in range(even - SWAY, even + SWAY + 1) if lowest <= place < count]
        if near:
            cuts.append(min(near, key=lambda place: (_crossing(graph, columns, place), abs(place - even))))
    return cuts


def _crossing(graph: Graph, columns: dict[str, int], cut: int) -> int:
    return sum(
        columns[link.source] < cut <= columns[link.target]
        for link in graph.links()
        if link.source in columns and link.target in columns
    )


def _fold(places: Places, columns: dict[str, int], cuts: list[int]) -> Places:
    bounds = [0, *cuts, max(columns.values()) + 1]
    found: Places = {}
    top = min(y for _, y in places.values())
    for first, last in pairwise(bounds):
        row = [node_id for node_id, column in columns.items() if first <= column < last]
        if not row:
            continue
        highest = min(places[node_id][1] for node_id in row)
        shift = first * COLUMN
        for node_id in row:
            x, y = places[node_id]
            found[node_id] = (x - shift, top + y - highest)
        lowest = max(places[node_id][1] for node_id in row)
        top += math.ceil((lowest - highest + NODE_HEIGHT + ROW_GAP) / GRID) * GRID
    return found


def _zoom(places: Places, aspect: float) -> float:
    """Scale at which the drawing fits a window of that proportion and height 1."""
    width = max(x for x, _ in places.values()) - min(x for x, _ in places.values()) + NODE_WIDTH
    height = max(y for _, y in places.values()) - min(y for _, y in places.values()) + NODE_HEIGHT
    return min(aspect / width, 1 / height)
