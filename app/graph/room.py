"""Room for a node that is put into a link: what stands behind it in the row steps aside."""

from __future__ import annotations

from dataclasses import replace

from app.graph.graph import Graph, Instance, Link
from app.graph.layout import COLUMN, GRID, NODE_HEIGHT


def room_on_link(graph: Graph, link: Link) -> tuple[float, float, list[Instance]] | None:
    """Where a node on this link stands, and the nodes behind it where they stand then.

    A link within a row is opened by as much as is missing. One that goes back to the left begins the next row of a
    folded drawing: the new node takes the beginning of that row. None for a link that leads to another height;
    there is room beside it.
    """
    before, after = graph[link.source], graph[link.target]
    if after.x <= before.x:
        return after.x, after.y, _pushed(graph, after.id, COLUMN)
    if abs(after.y - before.y) > NODE_HEIGHT:
        return None
    missing = max(0.0, 2 * COLUMN - (after.x - before.x))
    x = before.x + COLUMN if missing else (before.x + after.x) / 2
    return _snapped(x), _snapped((before.y + after.y) / 2), _pushed(graph, after.id, missing)


def _pushed(graph: Graph, first: str, step: float) -> list[Instance]:
    """A node and all that follows it to the right, as far as links lead to the right, that much further right."""
    found, waiting = {first}, [first] if step else []
    while waiting:
        here = waiting.pop()
        for behind in graph.dag.successors(here):
            if behind not in found and graph[behind].x > graph[here].x:
                found.add(behind)
                waiting.append(behind)
    return [replace(each, x=each.x + step) for each in graph if each.id in found] if step else []


def _snapped(value: float) -> float:
    return float(round(value / GRID) * GRID)
