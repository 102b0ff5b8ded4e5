"""What a test case of a kind is, and short ways to write one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import nodes
from nodes.base import Node
from nodes.shape import Extent, Shape

Misfit = tuple[str, dict[str, Any], tuple[Any, ...], str]
"""Kind, parameter values, shapes at its ports, and a pattern of the reason why they are refused."""

BadValue = tuple[str, dict[str, Any], str]
"""Kind, parameter values, and a part of the reason why they are refused."""


def s(*sizes: int, dtype: str = "float32") -> Shape:
    return Shape.per_sample(*sizes, dtype=dtype)


PICTURE, VECTOR, SEQUENCE = s(4, 9, 7), s(12), s(5, 8)
CLASS, TOKENS = s(dtype="int64"), s(6, dtype="int64")


def free(*sizes: int) -> Shape:
    """A tensor without a batch, as a Parameter gives it."""
    return Shape(tuple(Extent(0, size) for size in sizes))


@dataclass(frozen=True, slots=True)
class Within(Shape):
    """A shape whose numbers lie between 0 and 1: other numbers mean nothing to the kind."""


@dataclass(frozen=True)
class Case:
    """A kind with parameter values, the shapes at its ports and the shape it must give."""

    kind: str
    shapes: tuple[Any, ...]
    gives: tuple[tuple[int, ...], ...]
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def node(self) -> Node:
        return nodes.kind(self.kind).from_values(self.values)

    def __str__(self) -> str:
        return f"{self.kind}-{'-'.join(f'{name}={value}' for name, value in self.values.items()) or 'default'}"


def one(kind: str, arriving: Shape, /, *gives: tuple[int, ...], **values: Any) -> Case:
    return Case(kind, (arriving,), gives, values)


def loss(kind: str, x: Shape, target: Shape, **values: Any) -> Case:
    return Case(kind, (x, target), (), values)
