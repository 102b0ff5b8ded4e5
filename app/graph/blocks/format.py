"""Blocks as they stand in project files.

"blocks": [{"id", "name", "note", "arguments": [{"name", "type", "default", "help"}], "nodes": [...], "links": [...]}]
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from app.errors import ProjectError
from app.graph.blocks.block import TYPES, Argument, Blocks, Definition, uses
from app.graph.blocks.rules import MAX_ARGUMENTS, MAX_BLOCKS, why_not_definition, why_not_placed
from app.graph.files.node_format import MAX_LINKS, MAX_NODES, add_links, add_nodes, link_data, node_data
from app.graph.files.schema import Fields
from app.graph.files.strict_json import shown
from app.graph.graph import Graph
from app.graph.project import Project
from app.graph.rules import require
from nodes.use import Use

_HEAD = ("id", "name")
_BODY = ("note", "arguments", "nodes", "links")


def block_data(definition: Definition) -> dict[str, Any]:
    """A block as plain data."""
    return {
        "id": definition.id,
        "name": definition.name,
        "note": definition.note,
        "arguments": [
            {"name": each.name, "type": each.type, "default": each.default, "help": each.help}
            for each in definition.arguments
        ],
        "nodes": [node_data(instance) for instance in definition.graph],
        "links": [link_data(link) for link in definition.graph.links()],
    }


def read_blocks(fields: Fields) -> Blocks:
    """The blocks in the field ``blocks``; `check_uses` looks at what refers to them.

    Raises:
        ProjectError: names the place; also where blocks contain one another in a circle.
    """
    blocks: Blocks = {}
    for position, entry in enumerate(fields.list_of("blocks", MAX_BLOCKS)):
        place = f"blocks[{position}]"
        definition = _definition(Fields(entry, place, _HEAD, _BODY))
        if definition.id in blocks:
            raise ProjectError(f"the id {definition.id!r} is taken by {blocks[definition.id].name}", f"{place}.id")
        require(why_not_definition(blocks, definition), place)
        blocks[definition.id] = definition
    if sum(len(block.graph) for block in blocks.values()) > MAX_NODES:
        raise ProjectError(f"expected at most {MAX_NODES:,} nodes in all blocks", "blocks")
    _refuse_circle(blocks)
    return blocks


def check_uses(project: Project) -> None:
    """Every node of the drawing and of the blocks stands where it may, and uses of blocks fit them.

    Raises:
        ProjectError: names the node.
    """
    uses = any(isinstance(each.node, Use) or each.node.role in ("entry", "exit") for each in project.graph)
    if not project.blocks and not uses:
        _check_formulas(project)
        return
    for scope in ("", *project.blocks):
        view = project.inside(scope)
        where = f"block {project.blocks[scope].name}: " if scope else ""
        for instance in view.graph:
            require(why_not_placed(view, instance), f"{where}{instance.name}")


def _check_formulas(project: Project) -> None:
    for instance in project.graph:
        if instance.formulas:
            require(why_not_placed(project, instance), instance.name)


def _definition(fields: Fields) -> Definition:
    graph = Graph()
    add_nodes(graph, fields.list_of("nodes", MAX_NODES), fields.place("nodes"))
    add_links(graph, fields.list_of("links", MAX_LINKS), fields.place("links"))
    arguments = [
        _argument(Fields(entry, fields.place(f"arguments[{position}]"), ("name", "type", "default"), ("help",)))
        for position, entry in enumerate(fields.list_of("arguments", MAX_ARGUMENTS))
    ]
    return Definition(
        fields.typed("id", str, "a text", ""),
        fields.typed("name", str, "a text", ""),
        graph,
        tuple(arguments),
        fields.typed("note", str, "a text", ""),
    )


def _argument(fields: Fields) -> Argument:
    kind = fields.typed("type", str, "a text", "")
    if kind not in TYPES:
        raise ProjectError(f"expected one of {', '.join(TYPES)}, got {shown(kind)}", fields.place("type"))
    default = fields.get("default")
    if type(default) not in TYPES.values():
        raise ProjectError(f"expected a number, a text, true or false, got {shown(default)}", fields.place("default"))
    return Argument(fields.typed("name", str, "a text", ""), kind, default, fields.typed("help", str, "a text", ""))


def _refuse_circle(blocks: Blocks) -> None:
    holds = nx.DiGraph([(each.id, node.block) for each in blocks.values() for _, node in uses(each.graph)])
    if nx.is_directed_acyclic_graph(holds):
        return
    names = [blocks[first].name for first, _ in nx.find_cycle(holds)]
    circle = " > ".join([*names, names[0]])
    raise ProjectError(f"the blocks {circle} contain one another", "blocks")
