"""Quick fixes: the change that most likely was meant where a shape does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.compile.shapes.answer import Answer
from app.graph.changes import base_name, new_id, unique_name
from app.graph.edits import AddLink, AddNode, ChangeNode, Edit, RemoveLink
from app.graph.graph import Graph, Instance, Link
from app.graph.layout.room import room_on_link
from app.graph.problem import Fix
from app.graph.project import Project
from nodes.base import ParamError, Port
from nodes.registry import kind

WIDTHS = ("out_features", "out_channels")
"""Parameters that set how many features a layer gives."""

KEEPS_WIDTH = frozenset({"Activation", "Normalization", "Regularization", "Arithmetic"})
"""Families whose nodes give as many features as they take, but for those in `CHANGES_WIDTH`."""

CHANGES_WIDTH = frozenset({"GLU"})
"""Kinds of these families that give another number of features."""

OF_ONE_SHAPE = frozenset({"Add", "Subtract", "Multiply", "Divide", "Maximum", "Minimum", "Average"})
"""Kinds that take tensors of one shape."""


def fix_refusal(
    graph: Graph, instance: Instance, links: Sequence[Link], link: Link | None, given: Answer
) -> Fix | None:
    """A change that would let the shapes in, where there is an obvious one."""
    port = graph.port(instance.id, given.port) if given.port else None
    if link is not None and port is not None and given.shape is not None:
        if 2 in port.ranks and given.shape.rank > max(port.ranks):
            return insert(graph, link, "Flatten")
        if given.shape.dtype not in port.dtypes:
            return _change_type(graph, link, port)
    if instance.kind in OF_ONE_SHAPE and len(links) > 1:
        return _match_width(graph, links)
    return None


def insert(graph: Graph, link: Link, kind_name: str) -> Fix:
    """Put a new node of that kind, with its defaults, in the middle of a link."""
    project = Project(graph=graph)
    made = kind(kind_name)
    before, after = graph[link.source], graph[link.target]
    x, y, aside = room_on_link(graph, link) or ((before.x + after.x) / 2, (before.y + after.y) / 2, [])
    node = Instance(new_id(project), unique_name(project, base_name(made)), made(), x, y)
    port = made.inputs[0].name
    edits: tuple[Edit, ...] = (
        RemoveLink(link),
        AddNode(node),
        AddLink(Link(link.source, link.output, node.id, port)),
        AddLink(Link(node.id, made.outputs[0], link.target, link.input, link.order)),
        *map(ChangeNode, aside),
    )
    return Fix(f"Insert {kind_name}", edits)


def change(instance: Instance, label: str, **values: object) -> Fix | None:
    """Give a node other parameter values, where it can take them."""
    try:
        node = instance.node.changed(**values)
    except ParamError:
        return None
    return Fix(label, (ChangeNode(replace(instance, node=node)),))


def widen(graph: Graph, link: Link, width: int) -> Fix | None:
    """Let the last layer before a link that sets the number of features give this many."""
    source = width_source(graph, link)
    if source is None:
        return None
    instance, name = source
    return change(instance, f"Set {name} of {instance.name} to {width}", **{name: width})


def width_source(graph: Graph, link: Link) -> tuple[Instance, str] | None:
    """The layer, and its parameter, that sets the number of features on a link."""
    instance = graph[link.source]
    while True:
        name = next((name for name in WIDTHS if hasattr(instance.node, name)), None)
        if name is not None:
            return instance, name
        before = graph.links_into(instance.id)
        keeps = instance.node.family in KEEPS_WIDTH and instance.kind not in CHANGES_WIDTH
        if not keeps or len(before) != 1:
            return None
        instance = graph[before[0].source]


def _match_width(graph: Graph, links: Sequence[Link]) -> Fix | None:
    first = width_source(graph, links[0])
    if first is None:
        return None
    width = getattr(first[0].node, first[1])
    for link in links[1:]:
        other = width_source(graph, link)
        if other is not None and getattr(other[0].node, other[1]) != width:
            return widen(graph, link, width)
    return None


def _change_type(graph: Graph, link: Link, port: Port) -> Fix | None:
    """Let the Input itself carry what the port takes."""
    source, wanted = graph[link.source], port.dtypes[0]
    if source.kind != "Input":
        return None
    return change(source, f"Set dtype of {source.name} to {wanted}", dtype=wanted)
