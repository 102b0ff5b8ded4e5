"""Which calls of submodules become blocks: those that are built alike, to the sizes in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.importing.grouping.levels import Level, arriving, dissolve, given
from app.importing.grouping.naming import local_name
from app.importing.matching.pieces import Piece
from app.importing.tracing.steps import Value

MOST_ARGUMENTS = 12


@dataclass(eq=False, slots=True)
class Group:
    """Levels that are built alike: the uses of one block, or the whole module alone.

    Attributes:
        values: of every level, by place and name, the numbers that may differ.
    """

    levels: list[Level] = field(default_factory=list)

    @property
    def first(self) -> Level:
        return self.levels[0]


def folded(root: Level) -> list[Group]:
    """The blocks of a tree, inner ones before those that use them; the whole comes last.

    Levels that stand alone are dissolved: a block is for what repeats.
    """
    refused: set[Hashable] = set()
    while True:
        forms = Forms(root)
        count = Counter(forms[level] for level in root.inside())
        alone = {
            id(level)
            for level in root.inside()
            if count[forms[level]] < 2 or len(level.items) < 2 or not level.leaving or forms[level] in refused
        }
        bad = {forms[level] for level in _torn(root, forms)} - refused
        if not alone and not bad:
            return _groups(root, forms)
        refused |= bad
        dissolve(root, alone | {id(level) for level in root.inside() if forms[level] in bad})


class Forms:
    """The form of every level: equal for those that differ in numbers only."""

    def __init__(self, root: Level) -> None:
        self._known: dict[Hashable, int] = {}
        self._forms: dict[int, int] = {}
        for level in root.inside():
            self._forms[id(level)] = self._known.setdefault(self._form(level), len(self._known))

    def __getitem__(self, level: Level) -> int:
        return self._forms[id(level)]

    def _form(self, level: Level) -> Hashable:
        names: dict[Value, Hashable] = {value: place for place, value in enumerate(level.entering)}
        owners: dict[str, int] = {}
        parts: list[Hashable] = [level.type_name, len(level.entering)]
        for place, item in enumerate(level.items):
            owner = owners.setdefault(item.path, place) if has_weights(item) else place
            parts.append((self._item(item), local_name(item, level), owner, tuple(names[v] for v in arriving(item))))
            names |= {value: (place, number) for number, value in enumerate(given(item))}
        parts.append(tuple(names[value] for value in level.leaving))
        return tuple(parts)

    def _item(self, item: Piece | Level) -> Hashable:
        if isinstance(item, Level):
            return self[item]
        values = tuple((name, _fixed(value)) for name, value in sorted(item.node.values().items()))
        ports = tuple(port for port, _ in item.inputs)
        return (item.node.kind, values, ports, tuple(item.outputs), item.frozen, item.kept is not None)


def has_weights(item: Piece | Level) -> bool:
    """Whether there is something to share."""
    return bool(item.weights) if isinstance(item, Piece) else any(piece.weights for piece in item.pieces())


def is_number(value: Any) -> bool:
    """Whether an argument of a block can hold it."""
    return type(value) in (int, float)


def _fixed(value: Any) -> Hashable:
    """What must be equal in all uses of a block: the type of a number, any other value itself."""
    return type(value).__name__ if is_number(value) else repr(value)


def _torn(root: Level, forms: Forms) -> Iterator[Level]:
    """Levels that cannot be blocks, because weights in them are used in another level of another form.

    Weights are shared between nodes of one level, or between two uses of a block as a whole.
    """
    first: dict[str, tuple[list[Level], Piece]] = {}
    for chain, piece in _chains(root):
        if not piece.weights:
            continue
        before = first.setdefault(piece.path, (chain, piece))[0]
        if before is chain:
            continue
        alike = 0
        while alike < min(len(before), len(chain)) and before[alike] is chain[alike]:
            alike += 1
        rest = before[alike:], chain[alike:]
        heads = [each[0] for each in rest if each]
        twins = len(heads) == 2 and heads[0].path == heads[1].path and forms[heads[0]] == forms[heads[1]]
        if heads and not twins:
            yield from (*rest[0], *rest[1])


def _chains(level: Level, around: list[Level] | None = None) -> Iterator[tuple[list[Level], Piece]]:
    """Every node with the levels it stands in, outermost first."""
    chain = around or []
    for item in level.items:
        if isinstance(item, Piece):
            yield chain, item
        else:
            yield from _chains(item, [*chain, item])


def _groups(root: Level, forms: Forms) -> list[Group]:
    found: dict[int, Group] = {}
    for level in root.inside():
        found.setdefault(forms[level], Group()).levels.append(level)
    return [*found.values(), Group([root])]
