"""How source says several copies of a block: one module, a row of equal ones, a row that grows, or each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from app.compile.source.expressions import construction, literal
from app.compile.source.layout import Atom, Expression, flat
from nodes.blocks import Block
from nodes.call import Call, nn

LEAST = 3
"""Copies whose sizes grow by a fixed step are written as a loop from this many on."""


def copies_of(built: Sequence[Call], times: Any, node: Block) -> Call:
    """One module, or a container of the copies; their names in it are those of the weights: 0, 1, 2.

    Args:
        built: constructions of the copies; the first two where all behind the first are built alike.
        times: how many copies there are: a number, or the text that says it.
    """
    if times == 1:
        return built[0]
    if node.share:
        return Call(nn.ModuleList, [construction(built[0])])
    entries = _entries(built, times)
    if len(node.entries) == 1:
        return Call(nn.Sequential, *entries)
    whole = len(entries) == 1 and isinstance(entries[0], Atom)
    return Call(nn.ModuleList, Atom(flat(entries[0]).removeprefix("*")) if whole else list(entries))


def _entries(built: Sequence[Call], times: Any) -> list[Expression]:
    """What stands in the container: rows as comprehensions, other copies by themselves."""
    texts = [flat(construction(each)) for each in built]
    if len(set(texts)) == 1:
        return [_row(texts[0], "_", flat(literal(times)))]
    if times != len(built):
        return [construction(built[0]), _row(texts[1], "_", _less(times))]
    growing = _growing(built)
    if growing is not None:
        return [_row(flat(construction(growing)), "i", str(times))]
    return [construction(each) for each in built]


def _row(text: str, counter: str, times: str) -> Atom:
    return Atom(f"*[{text} for {counter} in range({times})]")


def _less(times: Any) -> str:
    """One copy less than there are."""
    if isinstance(times, int):
        return str(times - 1)
    text = flat(literal(times))
    return f"{text} - 1" if text.isidentifier() else f"({text}) - 1"


def _growing(built: Sequence[Call]) -> Call | None:
    """The construction of copy ``i``: ``Layer(in_channels=64 + 32 * i)``."""
    first = built[0]
    others = [name for name in first.kwargs if any(each.kwargs.get(name) != first.kwargs[name] for each in built)]
    if len(built) < LEAST or len(others) != 1 or any(each.kwargs.keys() != first.kwargs.keys() for each in built):
        return None
    sizes = [each.kwargs[others[0]] for each in built]
    if any(type(size) is not int for size in sizes) or len({after - before for before, after in pairwise(sizes)}) != 1:
        return None
    text = Atom(f"{sizes[0]} + {sizes[1] - sizes[0]} * i")
    return Call(first.target, *first.args, **{**first.kwargs, others[0]: text})
