"""Edits as the document takes them, and as whoever looks at one of its levels sees them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.errors import ProjectError

if TYPE_CHECKING:
    from app.graph.edits import Edit
    from app.graph.project import Project


def seen_as_document(scope: str, edits: Iterable[Edit]) -> list[Edit]:
    """Edits made while one looks into a block. Title, data and recipe belong to the document wherever one is.

    Raises:
        ProjectError: an edit that cannot be made inside a block.
    """
    from app.graph.changes import scoped
    from app.graph.edits import SetSection

    edits = list(edits)
    if scope and any(isinstance(edit, SetSection) and edit.name == "frames" for edit in edits):
        raise ProjectError("frames stand in the main drawing only, not inside a block")
    return [each for edit in edits for each in ([edit] if isinstance(edit, SetSection) else scoped(scope, [edit]))]


def seen_from(project: Project, scope: str, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """What edits of the document did to the level that one looks at: new ports show at the uses."""
    from app.graph.blocks.block import uses
    from app.graph.blocks.edits import AddBlock, ChangeBlock, Inside, RemoveBlock
    from app.graph.edits import ChangeNode, SetSection
    from app.graph.python_layers.edits import PutLayer, TakeLayer
    from app.graph.python_layers.layer import layer_uses

    here: list[Edit] = []
    others = False
    for edit in edits:
        if isinstance(edit, Inside):
            if edit.block_id == scope:
                here.append(edit.edit)
            others = True
        elif isinstance(edit, AddBlock | ChangeBlock | RemoveBlock | PutLayer | TakeLayer):
            others = True
        elif not scope or isinstance(edit, SetSection):
            here.append(edit)
    if others:
        graph = project.inside(scope).graph
        here += [ChangeNode(instance) for instance, _ in (*uses(graph), *layer_uses(graph))]
    return tuple(here)
