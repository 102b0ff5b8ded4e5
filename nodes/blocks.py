"""Blocks: where a drawn sub-graph is used, and where its tensors come in and go out."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import ValidationError

from nodes.base import ANY, Node, ParamError, Port
from nodes.param import ParamInfo, info_of, param
from nodes.registry import node

Value = bool | int | float | str
"""What an argument of a block can hold."""

STRUCTURE = "Block"
"""The family of these three; they are not part of the catalogue that one chooses layers from."""

_EXPECTED = {
    "block": "the id of a block",
    "entries": "a list of port names",
    "exits": "a list of port names",
    "arguments": "a list of pairs: the name of an argument, and a number, text, true or false",
}


@cache
def _ports(names: tuple[str, ...]) -> tuple[Port, ...]:
    return tuple(Port(name, dtypes=ANY) for name in names)


@node(STRUCTURE, keywords=("port", "argument"), placeable=False)
class BlockInput(Node):
    """A tensor that enters a block; its name is the port's name."""

    role = "entry"
    inputs = ()


@node(STRUCTURE, keywords=("port", "result"), placeable=False)
class BlockOutput(Node):
    """A tensor that leaves a block; its name is the port's name."""

    role = "exit"
    inputs = (Port("x", dtypes=ANY),)
    outputs = ()


@node(STRUCTURE, keywords=("sub-graph", "group", "stage", "repeat"), placeable=False)
class Block(Node):
    """A drawn sub-graph, used as a node. Edit the block once and every use of it changes.

    Attributes:
        block: id of the definition in the document.
        entries, exits: names of its ports, kept as they are there by `app.graph.edits`.
        arguments: name and value of each argument that is not left at its default.
        repeat: how many copies stand one behind the other, outputs into inputs.
        share: whether the copies use one set of weights.
    """

    role = "block"
    block: str = param("")
    entries: tuple[str, ...] = param(())
    exits: tuple[str, ...] = param(())
    arguments: tuple[tuple[str, Value], ...] = param(())
    repeat: int = param(1, minimum=1, maximum=1000, unit="times", help="copies one behind the other")
    share: bool = param(False, help="the copies use one set of weights")

    @property
    def inputs(self) -> tuple[Port, ...]:  # type: ignore[override]
        return _ports(self.entries)

    @property
    def outputs(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.exits

    @classmethod
    @cache
    def params(cls) -> tuple[ParamInfo, ...]:
        """Those with a field in every form; arguments are typed by the definition."""
        return tuple(info_of(name, cls.model_fields[name]) for name in ("repeat", "share"))

    @classmethod
    def _explain(cls, error: ValidationError, values: dict[str, Any]) -> ParamError:
        place = error.errors(include_url=False)[0]["loc"]
        name = str(place[0]) if place else ""
        expected = _EXPECTED.get(name)
        return super()._explain(error, values) if expected is None else ParamError(name, f"expected {expected}")

    def values(self) -> dict[str, Any]:
        return {
            "block": self.block,
            "entries": list(self.entries),
            "exits": list(self.exits),
            "arguments": [list(pair) for pair in self.arguments],
            "repeat": self.repeat,
            "share": self.share,
        }

    def summary(self) -> str:
        shown = [f"{name} {value}" for name, value in self.arguments]
        return " · ".join([*([f"×{self.repeat}"] if self.repeat > 1 else []), *shown])
