"""The closed list of node kinds. Files hold public names; only what is declared in code can be made."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import TypeVar

from nodes.base import Node
from nodes.common_use import rank

N = TypeVar("N", bound=type[Node])

FAMILIES = (
    "Input & output",
    "Linear",
    "Convolution",
    "Pooling",
    "Up-sampling",
    "Normalization",
    "Activation",
    "Regularization",
    "Merge",
    "Arithmetic",
    "Reduction",
    "Reshape",
    "Recurrent",
    "Attention",
    "Embedding",
    "Loss",
)

_kinds: dict[str, type[Node]] = {}


class UnknownKindError(LookupError):
    """No kind of that name is declared."""


def node(family: str, keywords: tuple[str, ...] = (), placeable: bool = True) -> Callable[[N], N]:
    """Declare a class as a node kind; its public name is the class name.

    Kinds that are not ``placeable`` are known by name only: the parts of blocks, which have gestures of their own.

    Raises:
        ValueError: the family is unknown or the name is taken.
    """
    if placeable and family not in FAMILIES:
        raise ValueError(f"unknown family {family!r}; expected one of {', '.join(FAMILIES)}")

    def declare(declared: N) -> N:
        if declared.__name__ in _kinds:
            raise ValueError(f"a node kind named {declared.__name__!r} is declared already")
        declared.kind = declared.__name__
        declared.family = family
        declared.keywords = keywords
        declared.placeable = placeable
        _kinds[declared.kind] = declared
        return declared

    return declare


def kind(name: str) -> type[Node]:
    """The kind with this public name.

    Raises:
        UnknownKindError: none is declared; the argument is a sentence that proposes near names.
    """
    try:
        return _kinds[name]
    except KeyError:
        near = difflib.get_close_matches(name, _kinds, n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UnknownKindError(f"unknown node kind {name[:60]!r}{hint}") from None


def kinds() -> list[type[Node]]:
    """The catalogue: all kinds that can be placed, by family, those that are used most first."""
    placeable = [declared for declared in _kinds.values() if declared.placeable]
    return sorted(placeable, key=lambda declared: (FAMILIES.index(declared.family), rank(declared.kind)))
