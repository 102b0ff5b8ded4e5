"""What can be placed in a drawing: the catalogue, the document's own blocks, and inside a block its ports."""

from __future__ import annotations

from dataclasses import dataclass

from app.graph.blocks.block import Definition, used_in
from app.graph.project import Project
from app.graph.python_layers.layer import CustomLayer
from nodes import kinds
from nodes.base import Node, Port, Role
from nodes.blocks import STRUCTURE
from nodes.custom import FAMILY
from nodes.registry import UnknownKindError, kind


@dataclass(frozen=True, slots=True)
class BlockKind:
    """A block of the document, listed like a kind of the catalogue; ``kind`` is the block's name."""

    definition: Definition
    family: str = STRUCTURE
    keywords: tuple[str, ...] = ("block",)
    role: Role = "block"
    formula: str = ""
    weighted: bool = False

    @property
    def kind(self) -> str:
        return self.definition.name

    @property
    def inputs(self) -> tuple[Port, ...]:
        return self.definition.use().inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        return self.definition.exits

    def describe(self) -> str:
        """Its note, or what it is."""
        return self.definition.note or "A block of this document."

    def __hash__(self) -> int:
        return hash(self.definition.id)


@dataclass(frozen=True, slots=True)
class LayerKind:
    """A Python layer of the document, listed like a kind of the catalogue; ``kind`` is the name of its class."""

    layer: CustomLayer
    family: str = FAMILY
    keywords: tuple[str, ...] = ("python", "code", "own")
    role: Role = "layer"
    formula: str = ""
    weighted: bool = True

    @property
    def kind(self) -> str:
        return self.layer.name

    @property
    def inputs(self) -> tuple[Port, ...]:
        return self.layer.use().inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        return self.layer.exits

    def describe(self) -> str:
        """Its note, or what it is."""
        return self.layer.note or "A layer of this document, written in Python."


Offer = type[Node] | BlockKind | LayerKind


def offered(project: Project) -> list[Offer]:
    """Everything that can be placed in a drawing, the document's own first."""
    blocks: list[Offer] = [
        BlockKind(each) for each in project.blocks.values() if project.scope not in used_in(project.blocks, [each.id])
    ]
    own: list[Offer] = [*blocks, *map(LayerKind, project.layers.values())]
    if not project.scope:
        return [*own, *kinds()]
    ports = [kind("BlockInput"), kind("BlockOutput")]
    return [*ports, *own, *(each for each in kinds() if each.role not in ("input", "target", "output"))]


def offer(project: Project, name: str) -> Offer:
    """What is placed under that name.

    Raises:
        UnknownKindError: nothing is.
    """
    for block in project.blocks.values():
        if block.name == name:
            return BlockKind(block)
    for layer in project.layers.values():
        if layer.name == name:
            return LayerKind(layer)
    return kind(name)


def known(project: Project, name: str) -> bool:
    """Whether something is placed under that name."""
    try:
        offer(project, name)
    except UnknownKindError:
        return False
    return True
