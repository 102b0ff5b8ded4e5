"""Nodes and links as they stand in project files and on the clipboard."""

from __future__ import annotations

from typing import Any

from app.errors import ProjectError
from app.graph.files.schema import Fields, coordinates, plain
from app.graph.files.strict_json import shown
from app.graph.graph import Graph, Instance, Link, LinkRefusedError
from app.graph.rules import require, why_not_instance, why_not_share
from nodes.base import Node, ParamError
from nodes.registry import UnknownKindError, kind

MAX_NODES = 10_000
MAX_LINKS = 40_000
MAX_PARAM_ENTRIES = 64

_OPTIONAL: dict[str, Any] = {"initialization": "", "frozen": False, "lr_factor": 1.0, "shares": "", "note": ""}


def node_data(instance: Instance) -> dict[str, Any]:
    """A node as plain data; fields that stand at their default are left out, parameters never."""
    data: dict[str, Any] = {"id": instance.id, "name": instance.name, "kind": instance.kind}
    data["at"] = [plain(instance.x), plain(instance.y)]
    data["params"] = instance.node.values()
    for name, default in _OPTIONAL.items():
        value = getattr(instance, name)
        if value != default:
            data[name] = value
    if instance.formulas:
        data["formulas"] = dict(instance.formulas)
    return data


def link_data(link: Link) -> dict[str, Any]:
    """A link as plain data."""
    data: dict[str, Any] = {"from": [link.source, link.output], "to": [link.target, link.input]}
    return data | ({"order": link.order} if link.order else {})


def add_nodes(graph: Graph, entries: list[Any], where: str = "nodes") -> None:
    """Read nodes into a graph.

    Raises:
        ProjectError: names the place and the node.
    """
    names: dict[str, int] = {instance.name: position for position, instance in enumerate(graph)}
    places: dict[str, str] = {}
    for position, entry in enumerate(entries):
        place = _place(entry, f"{where}[{position}]")
        instance = read_node(entry, place)
        if instance.id in graph:
            raise ProjectError(f"the id {instance.id!r} is taken by {graph[instance.id].name}", f"{place}.id")
        if instance.name in names:
            raise ProjectError(
                f"the name {instance.name!r} is taken by {where}[{names[instance.name]}]", f"{place}.name"
            )
        names[instance.name] = position
        places[instance.id] = place
        graph.put_instance(instance)
    for node_id, place in places.items():
        require(why_not_share(graph, graph[node_id]), f"{place}.shares")


def read_node(entry: Any, place: str) -> Instance:
    """One node.

    Raises:
        ProjectError: names the place.
    """
    fields = Fields(entry, place, ("id", "name", "kind"), ("at", "params", "formulas", *_OPTIONAL))
    x, y = coordinates(fields, "at")
    instance = Instance(
        id=fields.typed("id", str, "a text", ""),
        name=fields.typed("name", str, "a text", ""),
        node=_node(fields),
        x=x,
        y=y,
        initialization=fields.typed("initialization", str, "a text", ""),
        frozen=fields.typed("frozen", bool, "true or false", False),
        lr_factor=fields.number("lr_factor", 1.0),
        shares=fields.typed("shares", str, "the id of a node", ""),
        note=fields.typed("note", str, "a text", ""),
        formulas=_formulas(fields),
    )
    require(why_not_instance(instance), place)
    return instance


def add_links(graph: Graph, entries: list[Any], where: str = "links") -> None:
    """Read links into a graph that has its nodes.

    Raises:
        ProjectError: names the place, or the nodes of a cycle.
    """
    links: dict[Link, str] = {}
    for position, entry in enumerate(entries):
        link = read_link(entry, f"{where}[{position}]")
        if link in links:
            raise ProjectError(f"the same link as {links[link]}", f"{where}[{position}]")
        links[link] = f"{where}[{position}]"
    try:
        graph.put_links(links)
    except LinkRefusedError as error:
        raise ProjectError(str(error), links[error.link]) from None


def read_link(entry: Any, place: str) -> Link:
    """One link.

    Raises:
        ProjectError: names the place.
    """
    fields = Fields(entry, place, ("from", "to"), ("order",))
    order = fields.typed("order", int, "an integer >= 0", 0)
    if not 0 <= order <= MAX_LINKS:
        raise ProjectError(f"expected an integer from 0 to {MAX_LINKS}, got {order}", f"{place}.order")
    return Link(*_end(fields, "from"), *_end(fields, "to"), order)


def _end(fields: Fields, name: str) -> tuple[str, str]:
    value = fields.get(name)
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(part, str) for part in value):
        raise ProjectError(f"expected a node id and a port name, got {shown(value)}", fields.place(name))
    return value[0], value[1]


def _place(entry: Any, where: str) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return f"{where} ({name[:60]})" if isinstance(name, str) else where


def _formulas(fields: Fields) -> tuple[tuple[str, str], ...]:
    given = fields.typed("formulas", dict, "an object of formulas", {})
    if len(given) > MAX_PARAM_ENTRIES:
        raise ProjectError(f"expected at most {MAX_PARAM_ENTRIES} formulas, got {len(given)}", fields.place("formulas"))
    for name, text in given.items():
        if not isinstance(text, str):
            raise ProjectError(f"expected a formula, got {shown(text)}", fields.place(f"formulas.{name[:60]}"))
    return tuple(given.items())


def _node(fields: Fields) -> Node:
    name = fields.typed("kind", str, "the name of a node kind", "")
    params = fields.typed("params", dict, "an object", {})
    try:
        declared = kind(name)
        for key, value in params.items():
            if isinstance(value, list) and len(value) > MAX_PARAM_ENTRIES:
                raise ParamError(key, f"expected at most {MAX_PARAM_ENTRIES} entries, got {len(value)}")
        return declared.from_values(params)
    except UnknownKindError as error:
        raise ProjectError(str(error), fields.place("kind")) from None
    except ParamError as error:
        raise ProjectError(str(error), fields.place(f"params.{error.name[:60]}")) from None
