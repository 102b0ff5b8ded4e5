"""Copying nodes as JSON text, within a drawing, between windows, or through a mail."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from app.errors import ProjectError
from app.graph.blocks.format import block_data, read_blocks
from app.graph.blocks.rules import why_not_placed
from app.graph.changes.blocks import scoped
from app.graph.changes.bundle import Bundle, adopt, as_here, reach
from app.graph.changes.draft import Draft, instance_of
from app.graph.changes.naming import Names, new_id
from app.graph.edits import AddLink, AddNode, Edit
from app.graph.files.format import FORMAT, VERSION, check_version, read_graph
from app.graph.files.node_format import MAX_LINKS, link_data, node_data, read_link
from app.graph.files.schema import Fields
from app.graph.files.strict_json import read
from app.graph.graph import Graph, Instance, Link
from app.graph.layout.room import room_below
from app.graph.project import Project
from app.graph.python_layers.format import layer_data, read_layers
from app.graph.rules import why_not_share

FRAGMENT = "netloom-fragment"
STEP = 32.0
"""How far a duplicate stands to the right of and below its original where there is no room below it, px."""


def fragment(project: Project, ids: Iterable[str]) -> str:
    """The nodes, the links among them, and those that come in from other nodes, as JSON text."""
    chosen = {instance_of(project, node_id).id for node_id in ids}
    links = [link for link in project.graph.links() if link.target in chosen]
    needed = reach(project, chosen)
    data = {
        "format": FRAGMENT,
        "version": VERSION,
        "nodes": [_alone(node_data(instance), chosen) for instance in project.graph if instance.id in chosen],
        "links": [link_data(link) for link in links if link.source in chosen],
        "incoming": [link_data(link) for link in links if link.source not in chosen],
        "blocks": [block_data(each) for each in needed.blocks],
        "layers": [layer_data(each) for each in needed.layers],
    }
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def paste(
    project: Project, text: str, x: float, y: float, keep_incoming: bool = False
) -> tuple[list[Edit], tuple[str, ...]]:
    """Nodes from a text made by `fragment`, or from a whole project file; also gives their ids.

    Args:
        x, y: where the top-left corner of what is pasted goes, px.
        keep_incoming: also link them to the nodes of this drawing that fed the originals.

    Raises:
        ProjectError: the text holds no nodes of Netloom.
    """
    graph, incoming, definitions = _read(text)
    if not len(graph):
        raise ProjectError("there are no nodes in what was copied")
    brought, here = adopt(project, definitions)
    draft = Draft(project)
    for edit in brought:
        draft.bring(edit)
    graph = as_here(graph, here)
    ids = _add_nodes(draft, graph, x - min(each.x for each in graph), y - min(each.y for each in graph))
    for link in graph.links():
        draft.do(AddLink(replace(link, source=ids[link.source], target=ids[link.target])))
    for link in incoming if keep_incoming else []:
        if link.source in project.graph and link.target in ids:
            draft.try_to(AddLink(replace(link, target=ids[link.target])))
    return [*brought, *scoped(project.scope, draft.edits)], tuple(ids.values())


def duplicate(project: Project, ids: Iterable[str]) -> tuple[list[Edit], tuple[str, ...]]:
    """The same nodes once more with the links among them, just below where there is room; also gives their ids.

    Raises:
        ProjectError: there is no such node, or none is named.
    """
    chosen = {instance_of(project, node_id).id for node_id in ids}
    if not chosen:
        raise ProjectError("choose the nodes to duplicate")
    draft, down = Draft(project), room_below(project.graph, chosen)
    right, down = (0.0, down) if down is not None else (STEP, STEP)
    made = _add_nodes(draft, [each for each in project.graph if each.id in chosen], right, down)
    for link in project.graph.links():
        if link.source in chosen and link.target in chosen:
            draft.do(AddLink(replace(link, source=made[link.source], target=made[link.target])))
    return scoped(project.scope, draft.edits), tuple(made.values())


def _alone(data: dict[str, object], chosen: set[str]) -> dict[str, object]:
    """A node whose owner of weights is not copied gets weights of its own."""
    return data if data.get("shares", "") in chosen else {key: data[key] for key in data if key != "shares"}


_FIELDS = ("nodes", "links", "incoming", "blocks", "layers")


def _read(text: str) -> tuple[Graph, list[Link], Bundle]:
    data = read(text)
    if not isinstance(data, dict) or data.get("format") not in (FORMAT, FRAGMENT):
        raise ProjectError("the clipboard holds no nodes of Netloom")
    check_version(data.get("version"))
    kept = {name: data.get(name, []) for name in _FIELDS}
    fields = Fields(kept, "", required=_FIELDS)
    incoming = [read_link(entry, f"incoming[{i}]") for i, entry in enumerate(fields.list_of("incoming", MAX_LINKS))]
    layers = tuple(read_layers(fields).values())
    return read_graph(fields), incoming, Bundle(tuple(read_blocks(fields).values()), layers)


def _add_nodes(draft: Draft, originals: Iterable[Instance], right: float, down: float) -> dict[str, str]:
    ids: dict[str, str] = {}
    names = Names(draft.project)
    for instance in originals:
        ids[instance.id] = new_id(draft.project)
        name = names.take(instance.name)
        copy = replace(instance, id=ids[instance.id], name=name, x=instance.x + right, y=instance.y + down)
        copy = replace(copy, shares=ids.get(copy.shares, ""))
        if copy.formulas and why_not_placed(draft.project, copy):
            copy = replace(copy, formulas=())  # they speak of arguments of another block; the values stay
        draft.do(AddNode(copy if why_not_share(draft.graph, copy) is None else replace(copy, shares="")))
    return ids
