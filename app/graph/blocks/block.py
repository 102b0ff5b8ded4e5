"""A block: a drawn sub-graph with ports and arguments, defined once in a document and used as a node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.graph.graph import Graph, Instance
from nodes.blocks import Block, Value

ArgumentType = Literal["integer", "number", "switch", "text"]

TYPES: dict[ArgumentType, type] = {"integer": int, "number": float, "switch": bool, "text": str}
WORDS: dict[ArgumentType, str] = {
    "integer": "an integer",
    "number": "a number",
    "switch": "true or false",
    "text": "a text",
}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a block; formulas inside it use its name."""

    name: str
    type: ArgumentType
    default: Value
    help: str = ""

    def takes(self, value: object) -> bool:
        """Whether a value is of the right type (a whole number is a number, too)."""
        return type(value) is TYPES[self.type] or (self.type == "number" and type(value) is int)


@dataclass(slots=True)
class Definition:
    """A block of the document.

    Attributes:
        id: stable identifier, never shown.
        name: name of the class in the source; unique in the document.
        graph: what is drawn inside: layers, other blocks, a `BlockInput` or `BlockOutput` per port.
        arguments: typed, with defaults.
        note: one line for the palette.
    """

    id: str
    name: str
    graph: Graph = field(default_factory=Graph)
    arguments: tuple[Argument, ...] = ()
    note: str = ""

    @property
    def entries(self) -> tuple[str, ...]:
        """Names of the input ports, in document order."""
        return tuple(instance.name for instance in self.graph if instance.node.role == "entry")

    @property
    def exits(self) -> tuple[str, ...]:
        """Names of the output ports, in document order."""
        return tuple(instance.name for instance in self.graph if instance.node.role == "exit")

    @property
    def defaults(self) -> dict[str, Value]:
        """Every argument at its default."""
        return {argument.name: argument.default for argument in self.arguments}

    @property
    def carried(self) -> dict[str, Any]:
        """What every use of it holds as it is here."""
        return {"entries": self.entries, "exits": self.exits}

    def copy(self) -> Definition:
        """An independent copy."""
        return Definition(self.id, self.name, self.graph.copy(), self.arguments, self.note)

    def use(self, **arguments: Value) -> Block:
        """A node value that uses the block."""
        return Block(block=self.id, entries=self.entries, exits=self.exits, arguments=tuple(arguments.items()))


Blocks = dict[str, Definition]
"""The blocks of a document by id, in document order."""


def uses(graph: Graph) -> list[tuple[Instance, Block]]:
    """The nodes of a drawing that are uses of blocks."""
    return [(instance, instance.node) for instance in graph if isinstance(instance.node, Block)]


def has_weights(blocks: Mapping[str, Definition], instance: Instance) -> bool:
    """Whether a node has weights that train: a layer that says so, or a block with one inside."""
    if not isinstance(instance.node, Block):
        return instance.node.weighted
    found = blocks.get(instance.node.block)
    return found is not None and any(has_weights(blocks, each) for each in found.graph)


def used_in(blocks: Mapping[str, Definition], start: Iterable[str]) -> set[str]:
    """Ids of the blocks that these contain, to any depth, themselves included."""
    found: set[str] = set()
    waiting = [block_id for block_id in start if block_id in blocks]
    while waiting:
        block_id = waiting.pop()
        if block_id not in found:
            found.add(block_id)
            waiting += [node.block for _, node in uses(blocks[block_id].graph) if node.block in blocks]
    return found
