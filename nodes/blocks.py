"""Blocks: where a drawn sub-graph is used, and where its tensors come in and go out."""

from __future__ import annotations

from functools import cache
from typing import Any

from nodes.base import ANY, Node, Port
from nodes.param import ParamInfo, info_of, param
from nodes.registry import node
from nodes.use import NAMES, PAIRS, Use, Value

__all__ = ["STRUCTURE", "Block", "BlockInput", "BlockOutput", "Value"]

STRUCTURE = "Block"
"""The family of these three; they are not part of the catalogue that one chooses layers from."""


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
class Block(Use):
    """A drawn sub-graph, used as a node. Edit the block once and every use of it changes.

    Attributes:
        block: id of the definition in the document.
        repeat: how many copies stand one behind the other, outputs into inputs.
        share: whether the copies use one set of weights.
    """

    role = "block"
    expected = {"block": "the id of a block", "entries": NAMES, "exits": NAMES, "arguments": PAIRS}
    block: str = param("")
    repeat: int = param(1, minimum=1, maximum=1000, unit="times", help="copies one behind the other")
    share: bool = param(False, help="the copies use one set of weights")

    @property
    def definition(self) -> str:
        return self.block

    @classmethod
    @cache
    def params(cls) -> tuple[ParamInfo, ...]:
        """Those with a field in every form; arguments are typed by the definition."""
        return tuple(info_of(name, cls.model_fields[name]) for name in ("repeat", "share"))

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
