"""Nodes that stand for something the document defines: a block, or a layer of its own in Python."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from pydantic import ValidationError

from nodes.base import ANY, Node, ParamError, Port
from nodes.param import param

Value = bool | int | float | str
"""What an argument of a definition can hold."""

NAMES = "a list of port names"
PAIRS = "a list of pairs: the name of an argument, and a number, text, true or false"


@cache
def _ports(names: tuple[str, ...], optional: tuple[str, ...]) -> tuple[Port, ...]:
    return tuple(Port(name, dtypes=(*ANY, "complex64"), optional=name in optional) for name in names)


class Use(Node):
    """A node whose ports and arguments are those of a definition in the document.

    Attributes:
        entries, exits: names of its ports, kept as they are there by `app.graph.edits`.
        arguments: name and value of each argument that is not left at its default.
    """

    expected: ClassVar[dict[str, str]] = {}
    """What each field takes, in words."""

    entries: tuple[str, ...] = param(())
    exits: tuple[str, ...] = param(())
    arguments: tuple[tuple[str, Value], ...] = param(())

    def __eq__(self, other: object) -> bool:
        """(1 and 1.0 are equal in Python, but code makes whole numbers of the one and fractions of the other.)"""
        return super().__eq__(other) and isinstance(other, Use) and _types(self) == _types(other)

    @property
    def definition(self) -> str:
        """Id of what the document defines."""
        raise NotImplementedError

    @property
    def spared(self) -> tuple[str, ...]:
        """The entries that may stay open."""
        return ()

    @property
    def inputs(self) -> tuple[Port, ...]:  # type: ignore[override]
        return _ports(self.entries, self.spared)

    @property
    def outputs(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.exits

    @classmethod
    def _explain(cls, error: ValidationError, values: dict[str, Any]) -> ParamError:
        place = error.errors(include_url=False)[0]["loc"]
        name = str(place[0]) if place else ""
        wanted = cls.expected.get(name)
        return super()._explain(error, values) if wanted is None else ParamError(name, f"expected {wanted}")


def _types(use: Use) -> list[type]:
    return [type(value) for _, value in use.arguments]
