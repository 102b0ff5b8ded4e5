"""Nodes in the calls of submodules that they stand in: a tree, whose levels may become blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import networkx as nx

from app.importing.matching.pieces import Piece
from app.importing.tracing.steps import Value, is_torch


@dataclass(eq=False, slots=True)
class Level:
    """One call of a submodule, or the whole module.

    Attributes:
        path: of the submodule, "" for the whole.
        type_name: its class.
        items: nodes and calls in the order in which they run.
        entering, leaving: tensors that cross its border, each once, in the order of their first use and making.
    """

    path: str
    type_name: str
    items: list[Piece | Level] = field(default_factory=list)
    entering: tuple[Value, ...] = ()
    leaving: tuple[Value, ...] = ()

    def pieces(self) -> Iterator[Piece]:
        """All nodes inside, to any depth."""
        for item in self.items:
            if isinstance(item, Piece):
                yield item
            else:
                yield from item.pieces()

    def inside(self) -> Iterator[Level]:
        """All levels inside, the innermost first."""
        for item in self.items:
            if isinstance(item, Level):
                yield from item.inside()
                yield item


def tree(pieces: Sequence[Piece], outputs: Iterable[Value]) -> Level:
    """The whole module as levels; calls of torch's own containers and layers are no level of their own."""
    root = Level("", "")
    known: dict[tuple[str, ...], Level] = {}
    for piece in pieces:
        around, keys = root, tuple[str, ...]()
        for scope in piece.scopes:
            if is_torch(scope):
                continue
            keys = (*keys, scope.key)
            if keys not in known:
                known[keys] = Level(scope.path, scope.type_name)
                around.items.append(known[keys])
            around = known[keys]
        around.items.append(piece)
    returned = dict.fromkeys(outputs)
    _find_borders(root, returned)
    while circle := _put_in_order(root):
        dissolve(root, circle)
        _find_borders(root, returned)
    return root


def dissolve(around: Level, gone: set[int]) -> None:
    """Put what is inside these levels (by ``id``) in their place."""
    items: list[Piece | Level] = []
    for item in around.items:
        if isinstance(item, Level):
            dissolve(item, gone)
        items += item.items if isinstance(item, Level) and id(item) in gone else [item]
    around.items = items


def arriving(item: Piece | Level) -> list[Value]:
    """What enters a node or a level, in the order of its ports."""
    return [value for _, value in item.inputs] if isinstance(item, Piece) else list(item.entering)


def given(item: Piece | Level) -> list[Value]:
    """What a node or a level gives."""
    return list(item.outputs.values()) if isinstance(item, Piece) else list(item.leaving)


def _put_in_order(root: Level) -> set[int]:
    """Let everything stand behind what it uses; levels (by ``id``) that wait for each other.

    (Layers that were made of several calls stand where the last of these stood, which may be too late for some.)
    """
    for level in (*root.inside(), root):
        maker = {value: place for place, item in enumerate(level.items) for value in given(item)}
        pairs = [(maker[v], place) for place, item in enumerate(level.items) for v in arriving(item) if v in maker]
        if all(source < place for source, place in pairs):
            continue
        flow = nx.DiGraph(pairs)
        flow.add_nodes_from(range(len(level.items)))
        if not nx.is_directed_acyclic_graph(flow):
            circles = [part for part in nx.strongly_connected_components(flow) if len(part) > 1]
            waiting = [level.items[place] for part in circles for place in part]
            return {id(item) for item in waiting if isinstance(item, Level)}
        level.items = [level.items[place] for place in nx.lexicographical_topological_sort(flow)]
    return set()


def _find_borders(root: Level, outputs: dict[Value, None]) -> None:
    users: dict[Value, list[Piece]] = {}
    for piece in root.pieces():
        for _, value in piece.inputs:
            users.setdefault(value, []).append(piece)
    root.leaving = tuple(outputs)
    for level in root.inside():
        inside = list(level.pieces())
        made = {value: None for piece in inside for value in piece.outputs.values()}
        own = set(map(id, inside))
        level.entering = tuple(dict.fromkeys(v for piece in inside for _, v in piece.inputs if v not in made))
        level.leaving = tuple(
            value for value in made if value in outputs or any(id(user) not in own for user in users.get(value, ()))
        )
