"""What can be placed in a drawing: the catalogue, the document's own blocks, and inside a block its ports."""

from __future__ import annotations

from dataclasses import dataclass

from app.graph.block import Definition, used_in
from app.graph.project import Project
from nodes import kinds
from nodes.base import Node, Port, Role
from nodes.blocks import STRUCTURE
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


Offer = type[Node] | BlockKind


def offered(project: Project) -> list[Offer]:
    """Everything that can be placed in a drawing, the document's own first."""
    blocks: list[Offer] = [
        BlockKind(each) for each in project.blocks.values() if project.scope not in used_in(project.blocks, [each.id])
    ]
    if not project.scope:
        return [*blocks, *kinds()]
    ports = [kind("BlockInput"), kind("BlockOutput")]
    return [*ports, *blocks, *(each for each in kinds() if each.role not in ("input", "target", "output"))]


def offer(project: Project, name: str) -> Offer:
    """What is placed under that name.

    Raises:
        UnknownKindError: nothing is.
    """
    found = next((each for each in project.blocks.values() if each.name == name), None)
    return kind(name) if found is None else BlockKind(found)


def known(project: Project, name: str) -> bool:
    """Whether something is placed under that name."""
    try:
        offer(project, name)
    except UnknownKindError:
        return False
    return True
