"""Blocks that travel: with copied nodes, to the personal library, into another document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.graph.block import Blocks, Definition, used_in, uses
from app.graph.block_edits import AddBlock
from app.graph.changes.blocks import class_name
from app.graph.changes.naming import new_id
from app.graph.edits import Edit
from app.graph.graph import Graph, Instance
from app.graph.project import Project
from nodes.blocks import Block


def bundle(blocks: Blocks, ids: Iterable[str]) -> list[Definition]:
    """These blocks and all that they contain, inner ones first."""
    found: list[Definition] = []

    def take(block_id: str) -> None:
        definition = blocks[block_id]
        for inner in dict.fromkeys(node.block for _, node in uses(definition.graph) if node.block in blocks):
            if all(each.id != inner for each in found):
                take(inner)
        if all(each.id != block_id for each in found):
            found.append(definition)

    for block_id in ids:
        if block_id in blocks:
            take(block_id)
    return found


def adopt_blocks(project: Project, definitions: Sequence[Definition]) -> tuple[list[Edit], dict[str, str]]:
    """Bring blocks in, inner ones first; also gives the id that each has here.

    A block that is here already, equal in all it holds, is used; one whose id or name is taken gets another.
    """
    here = Project(blocks=dict(project.blocks))
    ids: dict[str, str] = {}
    edits: list[Edit] = []
    for definition in definitions:
        wanted = _renamed(definition, ids)
        known = next((each for each in here.blocks.values() if _equal(each, wanted)), None)
        if known is not None:
            ids[definition.id] = known.id
            continue
        block_id = new_id(project, here.blocks) if wanted.id in here.blocks else wanted.id
        made = Definition(block_id, class_name(here, wanted.name), wanted.graph, wanted.arguments, wanted.note)
        ids[definition.id] = made.id
        here.blocks[made.id] = made
        edits.append(AddBlock(made))
    return edits, ids


def with_blocks(instance: Instance, ids: dict[str, str]) -> Instance:
    """A node that uses a block, using what that block is called here."""
    if not isinstance(instance.node, Block):
        return instance
    return replace(instance, node=instance.node.model_copy(update={"block": ids.get(instance.node.block, "")}))


def reach(blocks: Blocks, graph: Graph, ids: Iterable[str]) -> list[Definition]:
    """The blocks that these nodes need, inner ones first."""
    needed = [node.block for instance, node in uses(graph) if instance.id in set(ids)]
    return bundle(blocks, [each for each in needed if each in used_in(blocks, needed)])


def _renamed(definition: Definition, ids: dict[str, str]) -> Definition:
    graph = definition.graph.copy()
    for instance, _ in uses(graph):
        graph.put_instance(with_blocks(instance, ids))
    return Definition(definition.id, definition.name, graph, definition.arguments, definition.note)


def _equal(one: Definition, other: Definition) -> bool:
    heads = [(each.name, each.arguments, each.note) for each in (one, other)]
    return heads[0] == heads[1] and one.graph == other.graph
