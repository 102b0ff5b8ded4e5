"""Room in a row: it opens for a node in a link or for what was inside a block, and closes behind what went into one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from app.graph.graph import Graph, Instance, Link
from app.graph.layout.layered import COLUMN, GRID, NODE_HEIGHT, NODE_WIDTH, ROW

GAP = 2 * GRID
"""Free space that stays around a node that moves up, px."""

Corner = tuple[float, float]


def room_on_link(graph: Graph, link: Link) -> tuple[float, float, list[Instance]] | None:
    """Where a node on this link stands, and the nodes behind it where they stand then.

    A link within a row is opened by as much as is missing. One that goes back to the left begins the next row of a
    folded drawing: the new node takes the beginning of that row. None for a link that leads to another height;
    there is room beside it.
    """
    before, after = graph[link.source], graph[link.target]
    if after.x <= before.x:
        return after.x, after.y, _shifted(graph, _followers(graph, [after.id]) | {after.id}, COLUMN)
    if abs(after.y - before.y) > NODE_HEIGHT:
        return None
    missing = max(0.0, 2 * COLUMN - (after.x - before.x))
    x = before.x + COLUMN if missing else (before.x + after.x) / 2
    aside = _shifted(graph, _followers(graph, [after.id]) | {after.id}, missing)
    return _snapped(x), _snapped((before.y + after.y) / 2), aside


def room_for_one(graph: Graph, chosen: Collection[str]) -> tuple[Corner, list[Instance]]:
    """Where the node stands that takes the place of several, and what follows them, moved up to it.

    It stands at their upper left corner, or where the first of them stood if another node is there (as where they begin
    in one row and end in the next).
    """
    inside = [graph[node_id] for node_id in chosen]
    rest = [each for each in graph if each.id not in chosen]
    corner = min(each.x for each in inside), min(each.y for each in inside)
    if any(_touch(corner, (each.x, each.y)) for each in rest):
        first = min(inside, key=lambda each: graph.index(each.id))
        corner = first.x, first.y
    behind = _followers(graph, chosen)
    step = _free_step(graph, chosen, behind, corner)
    still = _Rows([corner, *((each.x, each.y) for each in rest if each.id not in behind)])
    moved = [(graph[node_id].x, graph[node_id].y) for node_id in behind]
    while step > 0 and any(still.touch((x - step, y)) for x, y in moved):
        step -= COLUMN
    return corner, _shifted(graph, behind, -max(0.0, step))


def room_for_many(graph: Graph, node_id: str, width: float, height: float) -> list[Instance]:
    """Nodes that step aside where one node becomes a drawing of that size: what follows to the right, the rest down."""
    node, behind = graph[node_id], _followers(graph, [node_id])
    next_ones = [graph[each].x for each in graph.dag.successors(node_id) if each in behind]
    missing = node.x + width + COLUMN - NODE_WIDTH - min(next_ones) if next_ones else 0.0
    aside = _shifted(graph, behind, max(0.0, missing))
    others = [each for each in graph if each.id != node_id and each.id not in behind]
    covered = [
        each.y
        for each in others
        if node.x - NODE_WIDTH < each.x < node.x + width and node.y - NODE_HEIGHT < each.y < node.y + height
    ]
    if not covered:
        return aside
    down = _snapped(node.y + height + ROW - NODE_HEIGHT - min(covered))
    return [*aside, *(replace(each, y=each.y + down) for each in others if each.y >= min(covered))]


def room_below(graph: Graph, chosen: Collection[str]) -> float | None:
    """How far down nodes find room as they stand, just below the lowest of them; None where others stand there."""
    inside = [graph[node_id] for node_id in chosen]
    ys = [each.y for each in inside]
    step = _snapped(max(ys) - min(ys) + ROW)
    others = _Rows((each.x, each.y) for each in graph if each.id not in chosen)
    return None if any(others.touch((each.x, each.y + step)) for each in inside) else step


class _Rows:
    """Corners of nodes, found by their heights."""

    def __init__(self, corners: Iterable[Corner]) -> None:
        self._rows: dict[int, list[Corner]] = defaultdict(list)
        for corner in corners:
            self._rows[int(corner[1] // ROW)].append(corner)

    def touch(self, corner: Corner) -> bool:
        """Whether a node there would cover one of these, or stand too near."""
        row = int(corner[1] // ROW)
        return any(_touch(corner, other) for near in (row - 1, row, row + 1) for other in self._rows.get(near, ()))


def _followers(graph: Graph, first: Iterable[str]) -> set[str]:
    """All that follows these nodes to the right, as far as links lead to the right, with the Targets and other
    beginnings that feed nothing else.
    """
    start = set(first)
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        here = waiting.pop()
        for behind in graph.dag.successors(here):
            if behind not in found and behind not in start and graph[behind].x > graph[here].x:
                found.add(behind)
                waiting.append(behind)
    feeds = {source for node_id in found for source in graph.dag.predecessors(node_id)} - found - start
    return found | {each for each in feeds if _serves_only(graph, each, found)}


def _serves_only(graph: Graph, node_id: str, served: Collection[str]) -> bool:
    return not graph.dag.in_degree(node_id) and all(each in served for each in graph.dag.successors(node_id))


def _free_step(graph: Graph, chosen: Collection[str], behind: Collection[str], corner: Corner) -> float:
    """How far what is behind can move to the left until it meets what feeds it."""
    steps = []
    for link in graph.links():
        after, before = graph[link.target], graph[link.source]
        if link.target not in behind or link.source in behind or after.x <= before.x:
            continue
        start = _beginning(graph, link.source, chosen) if link.source in chosen else before.x
        takes_room = link.source not in chosen or start == corner[0]
        steps.append(after.x - start - (COLUMN if takes_room else 0.0))
    return max(0.0, min(steps, default=0.0)) // GRID * GRID


def _beginning(graph: Graph, node_id: str, chosen: Collection[str]) -> float:
    """Left end of the row of chosen nodes that leads to this one."""
    found, waiting = {node_id}, [node_id]
    while waiting:
        here = waiting.pop()
        for before in graph.dag.predecessors(here):
            if before in chosen and before not in found and graph[before].x < graph[here].x:
                found.add(before)
                waiting.append(before)
    return min(graph[each].x for each in found)


def _touch(one: Corner, other: Corner) -> bool:
    return abs(one[0] - other[0]) < NODE_WIDTH + GAP and abs(one[1] - other[1]) < NODE_HEIGHT + GAP


def _shifted(graph: Graph, ids: Collection[str], step: float) -> list[Instance]:
    return [replace(each, x=each.x + step) for each in graph if each.id in ids] if step else []


def _snapped(value: float) -> float:
    return float(round(value / GRID) * GRID)
