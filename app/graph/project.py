"""The whole document: a drawing, a data choice and a training recipe."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.graph.blocks.block import Blocks
from app.graph.data_choice import DataChoice
from app.graph.graph import Graph
from app.graph.python_layers.layer import Layers
from app.graph.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Frame:
    """A titled rectangle behind nodes, px."""

    id: str
    title: str
    x: float
    y: float
    width: float
    height: float
    color: str = ""


@dataclass(slots=True)
class Project:
    """Everything a file holds. Sections are immutable values; only `app.graph.edits` replaces them.

    Attributes:
        graph: the drawing; of a view made by `inside`, that of the block.
        blocks: the document's blocks by id.
        layers: its layers in Python by id.
        scope: id of the block that this is a view of, "" for the document itself.
    """

    title: str = "Untitled"
    summary: str = ""
    graph: Graph = field(default_factory=Graph)
    data: DataChoice = field(default_factory=DataChoice)
    training: Recipe = field(default_factory=Recipe)
    frames: tuple[Frame, ...] = ()
    blocks: Blocks = field(default_factory=dict)
    scope: str = ""
    layers: Layers = field(default_factory=dict)

    def inside(self, block_id: str) -> Project:
        """The same document seen from inside a block; "" gives the document itself. Changes go to the same graphs."""
        if not block_id:
            return self
        graph = self.blocks[block_id].graph
        return replace(self, graph=graph, frames=(), scope=block_id)

    def copy(self) -> Project:
        """An independent snapshot, safe to hand to another thread."""
        blocks = {block_id: block.copy() for block_id, block in self.blocks.items()}
        graph = blocks[self.scope].graph if self.scope else self.graph.copy()
        return replace(self, graph=graph, blocks=blocks, layers=dict(self.layers))
