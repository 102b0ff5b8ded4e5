"""Tensors said by what makes them: the same term means the same numbers, however the Python code was spelt."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from torch import Tensor

INPUT = "input"


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """One tensor.

    Attributes:
        op: name of the ATen operation, in a form that variants share; `INPUT` for what arrives.
        args: terms and plain values; of an input its number.
        tensor: on the meta device: sizes, strides and element type.
    """

    op: str
    args: tuple[Any, ...]
    tensor: Tensor

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.tensor.shape)

    def operands(self) -> Iterator[Term]:
        """The terms that this one is made of directly, in order."""
        yield from _terms(self.args)

    def walk(self) -> Iterator[Term]:
        """The term and all that it is made of, each once."""
        seen: set[int] = set()
        waiting = [self]
        while waiting:
            term = waiting.pop()
            if id(term) not in seen:
                seen.add(id(term))
                yield term
                waiting.extend(term.operands())


class Book:
    """Writes terms, each once: two terms of one book are equal if they are the same object."""

    def __init__(self) -> None:
        self._terms: dict[Hashable, Term] = {}

    def term(self, op: str, args: tuple[Any, ...], tensor: Tensor) -> Term:
        """The term with this operation and these arguments."""
        key = (op, args, tensor.dtype)
        found = self._terms.get(key)
        if found is None:
            found = self._terms[key] = Term(op, args, tensor)
        return found

    def input(self, number: int, tensor: Tensor) -> Term:
        """What arrives first, second, ..."""
        return self.term(INPUT, (number,), tensor)


def _terms(value: Any) -> Iterator[Term]:
    if isinstance(value, Term):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from _terms(entry)
