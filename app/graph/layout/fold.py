"""Folding a long drawing into rows, so that it fills a window instead of a line of it."""

from __future__ import annotations

import math
from collections.abc import Collection
from itertools import pairwise

from app.graph.graph import Graph
from app.graph.layout.layered import COLUMN, GRID, NODE_HEIGHT, NODE_WIDTH, layered

Places = dict[str, tuple[float, float]]
Room = tuple[float, float]
"""Width and height that a drawing may fill, px."""

ROW_GAP = 80.0
"""Free height between two rows: the links back to the left run there."""
MOST_ROWS = 12
CANVAS: Room = (1000.0, 610.0)
"""What the canvas of a usual window leaves for a drawing."""
READABLE = 0.75
"""The scale from which on a node shows all that it has to say; a row that needs a smaller one is folded."""
CROSSED = 2.0
"""What folding across one link more costs, in units of a row that is one column too long."""


def arranged(graph: Graph) -> Places:
    """A whole drawing laid out left to right, in rows where one row would not be readable in a window."""
    places = layered(graph)
    return places if is_readable(places) else folded(graph, places, CANVAS)


def is_readable(places: Places) -> bool:
    """Whether nodes at these places say all that they have to say when a usual window shows them whole."""
    return not places or _zoom(places, CANVAS) >= READABLE


def unfolded(graph: Graph, ids: Collection[str]) -> Places:
    """Where these nodes stand, their upper left corner at 0; laid out in one row where links among them lead back."""
    here = {node_id: (graph[node_id].x, graph[node_id].y) for node_id in ids}
    among = (link for link in graph.links() if link.source in here and link.target in here)
    back = any(here[link.target][0] < here[link.source][0] for link in among)
    places = layered(graph, ids) if back else here
    left, top = min((x for x, _ in places.values()), default=0.0), min((y for _, y in places.values()), default=0.0)
    return {node_id: (x - left, y - top) for node_id, (x, y) in places.items()}


def folded(graph: Graph, places: Places, room: Room) -> Places:
    """The same columns in as many rows as make the drawing largest in that room, and no more than 100 % needs.

    Args:
        places: top-left corners as `app.graph.layout.layered.layered` gives them, px.
    """
    if not places:
        return places
    left = min(x for x, _ in places.values())
    columns = {node_id: round((x - left) / COLUMN) for node_id, (x, _) in places.items()}
    count = max(columns.values()) + 1
    crossing = _crossings(graph, columns, count)
    best, best_worth = places, 0.0
    for rows in range(1, min(MOST_ROWS, count) + 1):
        cuts = _cuts(crossing, count, rows)
        tried = _fold(places, columns, cuts)
        worth = _zoom(tried, room) * 0.97 ** sum(crossing[cut] - 1 for cut in cuts)
        if worth > best_worth * 1.02:
            best, best_worth = tried, worth
    return best


def _crossings(graph: Graph, columns: dict[str, int], count: int) -> list[int]:
    """For every column the number of outputs whose links pass its left edge; at least 1."""
    passing: list[set[tuple[str, str]]] = [set() for _ in range(count + 1)]
    for link in graph.links():
        if link.source in columns and link.target in columns:
            for column in range(columns[link.source] + 1, columns[link.target] + 1):
                passing[column].add((link.source, link.output))
    return [max(1, len(sources)) for sources in passing]


def _cuts(crossing: list[int], count: int, rows: int) -> list[int]:
    """First columns of all rows but the first: rows of like length, folded where few links cross.

    The cheapest way through all choices, row by row (a shortest path over columns).
    """
    even = count / rows
    longest = min(count, int(2 * even) + 1)
    cheapest: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _ in range(rows):
        found: dict[int, tuple[float, int]] = {}
        for first, (cost, _) in cheapest[-1].items():
            fold = CROSSED * (crossing[first] - 1) ** 2 if first else 0.0
            for last in range(first + 1, min(count, first + longest) + 1):
                total = cost + fold + (last - first - even) ** 2 / even
                if last not in found or total < found[last][0]:
                    found[last] = total, first
        cheapest.append(found)
    cuts, last = [], count
    for row in range(rows, 1, -1):
        last = cheapest[row][last][1]
        cuts.append(last)
    return cuts[::-1]


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


def _zoom(places: Places, room: Room) -> float:
    """Scale at which the drawing fits the room, 1 at most."""
    width = max(x for x, _ in places.values()) - min(x for x, _ in places.values()) + NODE_WIDTH
    height = max(y for _, y in places.values()) - min(y for _, y in places.values()) + NODE_HEIGHT
    return min(1.0, room[0] / width, room[1] / height)
