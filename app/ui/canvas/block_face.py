"""What a use of a block shows besides its texts: how often it stands there, and what is inside."""

from __future__ import annotations

from dataclasses import dataclass

from app.graph.graph import Instance
from app.graph.project import Project
from nodes.blocks import Block

SHOWN = 16
"""Nodes that are hinted at; of more, the first ones."""


@dataclass(frozen=True, slots=True)
class BlockFace:
    """Attributes:
    repeat: copies one behind the other.
    inside: families of the nodes inside, in document order, ports left out.
    """

    repeat: int
    inside: tuple[str, ...]

    @property
    def badge(self) -> str:
        """``×12``, or nothing for a block that stands once."""
        return f"×{self.repeat}" if self.repeat > 1 else ""


def block_face(instance: Instance, project: Project) -> BlockFace | None:
    """For a use of a block; None for a layer."""
    node = instance.node
    if not isinstance(node, Block):
        return None
    definition = project.blocks.get(node.block)
    within = [] if definition is None else [type(each.node) for each in definition.graph]
    families = [kind.family for kind in within if kind.role not in ("entry", "exit")]
    return BlockFace(node.repeat, tuple(families[:SHOWN]))
