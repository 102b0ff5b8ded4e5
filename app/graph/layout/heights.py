"""Heights of nodes within their layers: the priority method of Sugiyama, Tagawa and Toda (1981).

Sweeping over the layers, members are moved in order of their priority to where their neighbours are, as far as
members of higher priority leave room. Middles are in px.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.graph.layout.layers import Layers

NODE = 112.0
"""Between the middles of two nodes of a layer, px."""
LANE = 40.0
"""Half the room of a bend with its gap, px; bend to bend and half of bend to node."""
SWEEPS = (1, -1, 1)


def heights(layers: Layers, rows: list[list[str]]) -> dict[str, float]:
    """The middle of every member."""
    middle: dict[str, float] = {}
    for row in rows:
        _stack(layers, row, middle)
    for direction in SWEEPS:
        beside = layers.before if direction > 0 else layers.after
        for row in rows[1:] if direction > 0 else rows[-2::-1]:
            _settle(layers, row, beside, middle)
    for row in rows:
        _pull_sources(layers, row, middle)
    return middle


def _pull_sources(layers: Layers, row: list[str], middle: dict[str, float]) -> None:
    """Inputs and targets, which nothing leads to, end up beside what they feed."""
    fixed = {index for index, member in enumerate(row) if layers.before[member]}
    for index, member in enumerate(row):
        if index not in fixed and layers.after[member]:
            _move(layers, row, index, _wish(layers, member, layers.after[member], middle), fixed, middle)
            fixed.add(index)


def _stack(layers: Layers, row: list[str], middle: dict[str, float]) -> None:
    """First guess: one below the other, the main chain's member at 0."""
    at = 0.0
    for index, member in enumerate(row):
        if index:
            at += _room(layers, row[index - 1], member)
        middle[member] = at
    anchor = next((middle[member] for member in row if member in layers.chain), middle[row[0]])
    for member in row:
        middle[member] -= anchor


def _room(layers: Layers, upper: str, lower: str) -> float:
    """Smallest distance of two middles."""
    return sum(LANE if member in layers.bends else NODE / 2 for member in (upper, lower))


def _settle(layers: Layers, row: list[str], beside: Mapping[str, list[str]], middle: dict[str, float]) -> None:
    fixed: set[int] = set()
    for index in sorted(range(len(row)), key=lambda index: (-_priority(layers, row[index]), index)):
        neighbours = beside[row[index]]
        if neighbours:
            _move(layers, row, index, _wish(layers, row[index], neighbours, middle), fixed, middle)
        fixed.add(index)


def _priority(layers: Layers, member: str) -> int:
    if member in layers.bends:
        return 3_000_000
    joins_lane = any(other in layers.bends for other in (*layers.before[member], *layers.after[member]))
    weight = len(layers.before[member]) + len(layers.after[member])
    return weight + 2_000_000 * joins_lane + 1_000_000 * (member in layers.chain)


def _wish(layers: Layers, member: str, neighbours: list[str], middle: Mapping[str, float]) -> float:
    """The middle of the neighbours; a lane counts more than a node, the main chain more than its branches."""
    lanes = [other for other in neighbours if other in layers.bends]
    chain = [other for other in neighbours if other in layers.chain] if member in layers.chain else []
    found = sorted(middle[other] for other in lanes or chain or neighbours)
    return (found[(len(found) - 1) // 2] + found[len(found) // 2]) / 2


def _move(layers: Layers, row: list[str], index: int, wish: float, fixed: set[int], middle: dict[str, float]) -> None:
    """Move one member towards its wish, pushing the loose ones ahead, as far as the fixed ones leave room."""
    step = 1 if wish > middle[row[index]] else -1
    pushed, reach = [index], wish
    here, at = index, wish
    while 0 <= here + step < len(row):
        following = here + step
        upper, lower = (row[here], row[following]) if step > 0 else (row[following], row[here])
        needed = at + step * _room(layers, upper, lower)
        if (middle[row[following]] - needed) * step >= 0:
            break
        if following in fixed:
            reach -= needed - middle[row[following]]
            break
        pushed.append(following)
        here, at = following, needed
    if (reach - middle[row[index]]) * step > 0:
        _place(layers, row, pushed, reach, step, middle)


def _place(layers: Layers, row: list[str], pushed: list[int], at: float, step: int, middle: dict[str, float]) -> None:
    for number, index in enumerate(pushed):
        if number:
            before = pushed[number - 1]
            upper, lower = (row[before], row[index]) if step > 0 else (row[index], row[before])
            at += step * _room(layers, upper, lower)
            if (middle[row[index]] - at) * step >= 0:
                return
        middle[row[index]] = at
