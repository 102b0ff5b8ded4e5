"""Which kinds may do what was traced: found by doing what every kind does, so that a new kind needs no entry here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch

from app.compile.shapes.probe import construct
from app.compile.use import TYPES
from app.importing.matching.guesses import guessed
from app.importing.matching.recording import record_call
from app.importing.matching.terms import INPUT, Book, Term
from nodes.base import Node, ParamError, Port
from nodes.registry import kinds
from nodes.shape import Extent, Shape

Operations = tuple[str, ...]
"""Names of the ATen operations behind a result, sorted; views of the same numbers count only where nothing else is."""

GENERAL = frozenset(
    {"Calculate", "Compare", "Where", "Index", "View", "PermuteAxes", "MatrixProduct", "TensorProduct", "Reduce"}
)
"""Kinds that do what others do, too: taken where no other kind fits."""

_VIEWS = frozenset({INPUT, "view", "expand", "permute", "elsewhere"})
_SIZE, _BATCH, _RANKS = 8, 3, (3, 4, 2, 5, 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind with the choice that leads to certain operations."""

    kind: type[Node]
    values: tuple[tuple[str, Any], ...]


def operations(terms: list[Term]) -> Operations:
    """What these tensors are made with."""
    names = {term.op for result in terms for term in result.walk()}
    return tuple(sorted(names - _VIEWS or names - {INPUT, "elsewhere"}))


@cache
def entries() -> dict[Operations, tuple[Entry, ...]]:
    """Kinds without weights by what they do, special ones first."""
    found: dict[Operations, dict[Entry, None]] = {}
    for declared in sorted(kinds(), key=lambda each: each.kind in GENERAL):
        if declared.role != "layer" or declared.weighted or not declared.inputs:
            continue
        for values in _variants(declared):
            for done in _done(declared, values):
                chosen = tuple((name, value) for name, value in values.items() if isinstance(value, str))
                found.setdefault(done, {})[Entry(declared, chosen)] = None
    return {done: tuple(each) for done, each in found.items()}


@cache
def shy() -> tuple[Entry, ...]:
    """Kinds that did nothing that tells them apart, or fitted no sample: they are tried for everything."""
    found = entries()
    known = {entry.kind for done, each in found.items() if done for entry in each}
    return tuple(
        Entry(declared, ())
        for declared in sorted(kinds(), key=lambda each: each.kind in GENERAL)
        if declared.role == "layer" and not declared.weighted and declared.inputs and declared not in known
    )


@cache
def hinted() -> tuple[Entry, ...]:
    """Kinds whose parameters are guessed as a whole."""
    return tuple(Entry(declared, ()) for declared in kinds() if declared.kind in guessed())


@cache
def kinds_with_modules() -> tuple[type[Node], ...]:
    """Kinds that may make a module."""
    return tuple(declared for declared in kinds() if declared.role == "layer" and declared.inputs)


def _variants(declared: type[Node]) -> Iterator[dict[str, Any]]:
    """The defaults, and every choice, switch and size at other values, one at a time."""
    yield {}
    for info in declared.params():
        if info.form == "choice":
            yield from ({info.name: choice} for choice in info.choices if choice != info.default)
    for info in declared.params():
        if info.form == "switch":
            yield {info.name: not info.default}
        elif info.form == "size" and isinstance(info.default, int):
            yield {info.name: info.default + 1}


def _done(declared: type[Node], values: dict[str, Any]) -> set[Operations]:
    """What the kind does with tensors of some sizes."""
    try:
        node = declared.from_values(values)
    except ParamError:
        return set()
    found = set()
    for shapes in _samples(declared.inputs):
        try:
            found.add(operations(list(_results(node, shapes).values())))
        except Exception:  # torch refuses a sample that does not fit with any class of exception
            continue
    return found


def _results(node: Node, shapes: tuple[Any, ...]) -> dict[str, Term]:
    call = node.build(*shapes)
    ports: dict[str, list[int]] = {}
    tensors: list[torch.Tensor] = []
    for port, given in zip(node.inputs, shapes, strict=True):
        for shape in given if isinstance(given, tuple) else () if given is None else (given,):
            ports.setdefault(port.name, []).append(len(tensors))
            tensors.append(torch.empty(shape.at(_BATCH), dtype=TYPES[shape.dtype], device="meta"))
    with torch.device("meta"):
        module = construct(call) if call.constructs else None
    return record_call(Book(), call, None if module is None else module.train(), ports, tensors)


def _samples(ports: tuple[Port, ...]) -> list[tuple[Any, ...]]:
    """Shapes to try: of every rank that the ports take, with and without what may stay away."""
    found: dict[tuple[Any, ...], None] = {}
    for rank in _RANKS:
        for free in (False, True):
            shapes = tuple(_sample(port, rank, free and number > 0) for number, port in enumerate(ports))
            found[shapes] = None
            found[tuple(None if port.optional else shape for port, shape in zip(ports, shapes, strict=True))] = None
    return list(found)


def _sample(port: Port, rank: int, free: bool) -> Any:
    """A tensor of that rank where the port takes it; ``free`` of a batch."""
    rank = rank if not port.ranks or rank in port.ranks else port.ranks[0]
    dtype: Any = "float32" if "float32" in port.dtypes else port.dtypes[0]
    first = Extent(0, _SIZE) if free else Extent(1, 0)
    shape = Shape((first, *(Extent(0, _SIZE) for _ in range(rank - 1))), dtype)
    return (shape, shape) if port.many else shape
