"""The whole document: a drawing, a data choice and a training recipe."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.graph.data_choice import DataChoice
from app.graph.graph import Graph
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
    """Everything a file holds. Sections are immutable values; only `app.graph.edits` replaces them."""

    title: str = "Untitled"
    summary: str = ""
    graph: Graph = field(default_factory=Graph)
    data: DataChoice = field(default_factory=DataChoice)
    training: Recipe = field(default_factory=Recipe)
    frames: tuple[Frame, ...] = ()

    def copy(self) -> Project:
        """An independent snapshot, safe to hand to another thread."""
        return Project(self.title, self.summary, self.graph.copy(), self.data, self.training, self.frames)
