"""Arguments of a block: the numbers in which its uses differ, each once, and those that follow from another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.graph.blocks.block import Argument, ArgumentType
from app.importing.grouping.folding import Group, is_number
from app.importing.grouping.levels import Level
from app.importing.grouping.naming import clean, free, local_name
from app.importing.matching.pieces import Piece
from nodes.blocks import Value

Column = tuple[Value, ...]
"""One number of every level of a group."""

_STARTS = frozenset({("Parameter", "std")})
"""Numbers of a fresh start only: they may be one in all uses, whatever the original's weights look like."""
_MOST_TIMES = 8
_FEWEST = 3
"""Different numbers that are needed to see a rule in them."""

Inner = Mapping[int, Mapping[str, Value]]


@dataclass(eq=False, slots=True)
class Found:
    """What the uses of a block are given.

    Attributes:
        arguments: with the values of the first use as defaults.
        formulas: by place among the items, the parameters that follow the arguments.
        given: of every level (by ``id``), its values by argument.
    """

    arguments: tuple[Argument, ...] = ()
    formulas: dict[int, dict[str, str]] = field(default_factory=dict)
    given: dict[int, dict[str, Value]] = field(default_factory=dict)


def arguments_of(group: Group, inner: Inner) -> Found:
    """The arguments of a group.

    Args:
        inner: of every level inside (by ``id``), its values by argument.
    """
    found, texts = Found(given={id(level): {} for level in group.levels}), dict[Column, str]()
    places = _differing(group, inner)
    names = _names(group, places)
    for column, uses in places.items():
        text = _multiple(column, uses[0][1], texts)
        texts[column] = text or names[column]
        for place, name in uses:
            key = name if isinstance(group.first.items[place], Piece) else f"arguments.{name}"
            found.formulas.setdefault(place, {})[key] = texts[column]
    own = {column: name for column, name in names.items() if texts[column] == name}
    for column, name in own.items():
        for level, value in zip(group.levels, column, strict=True):
            found.given[id(level)][name] = value
    found.arguments = tuple(_argument(name, column) for column, name in own.items())
    return found


def _differing(group: Group, inner: Inner) -> dict[Column, list[tuple[int, str]]]:
    """The numbers in which the levels differ, with the places and parameters where they stand."""
    found: dict[Column, list[tuple[int, str]]] = {}
    for place, first in enumerate(group.first.items):
        rows = [_values(level.items[place], inner) for level in group.levels]
        for name, value in rows[0].items():
            only_start = isinstance(first, Piece) and (first.node.kind, name) in _STARTS
            column = tuple(row[name] for row in rows)
            if is_number(value) and len(set(column)) > 1 and not only_start:
                found.setdefault(column, []).append((place, name))
    return found


def _names(group: Group, places: Mapping[Column, list[tuple[int, str]]]) -> dict[Column, str]:
    """The parameter's own name; where several arguments would have it, with the node's name before it."""
    often = Counter(uses[0][1] for uses in places.values())
    taken = {local_name(item, group.first) for item in group.first.items}
    names: dict[Column, str] = {}
    for column, ((place, name), *_) in places.items():
        base = name if often[name] == 1 else f"{local_name(group.first.items[place], group.first)}_{name}"
        names[column] = free(clean(base, "value"), taken)
        taken.add(names[column])
    return names


def _values(item: Piece | Level, inner: Inner) -> Mapping[str, Any]:
    return item.node.values() if isinstance(item, Piece) else inner[id(item)]


def _multiple(column: Column, name: str, columns: Mapping[Column, str]) -> str | None:
    """A formula, where many numbers are always the same multiple of an argument of the same kind."""
    if len(set(column)) < _FEWEST:
        return None
    for other, argument in columns.items():
        if not argument.endswith(name):
            continue
        for times in range(2, _MOST_TIMES + 1):
            if all(_is_times(one, two, times) for one, two in zip(column, other, strict=True)):
                return f"{argument} * {times}"
            if all(_is_times(two, one, times) for one, two in zip(column, other, strict=True)):
                return f"{argument} // {times}"
    return None


def _is_times(one: Value, other: Value, times: int) -> bool:
    return type(one) is int and type(other) is int and one == other * times


def _argument(name: str, column: Column) -> Argument:
    kind: ArgumentType = "integer" if type(column[0]) is int else "number"
    return Argument(name, kind, column[0])
