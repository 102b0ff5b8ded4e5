"""Drawing, moving and removing links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.errors import ProjectError
from app.graph.changes.draft import Draft, instance_of
from app.graph.changes.placing import place
from app.graph.edits import AddLink, ChangeNode, Edit, RemoveLink
from app.graph.graph import Graph, Link
from app.graph.layout.room import room_on_link
from app.graph.project import Project
from nodes.endpoints import Input, Target


def connect(project: Project, source: str, output: str, target: str, input: str) -> list[Edit]:
    """Draw a link; at a `many` port it becomes the last one.

    Raises:
        ProjectError: the reason: cycle, port occupied or unknown, element type of the data.
    """
    return [AddLink(_checked(project, source, output, target, input))]


def disconnect(project: Project, link: Link) -> list[Edit]:
    """Take a link away.

    Raises:
        ProjectError: there is no such link.
    """
    draft = Draft(project)
    draft.do(RemoveLink(link))
    return draft.edits


def reconnect(project: Project, link: Link, source: str, output: str, target: str, input: str) -> list[Edit]:
    """Move either end of a link; the port it stood at keeps its number in a `many` port.

    Raises:
        ProjectError: as in `connect`.
    """
    draft = Draft(project)
    draft.do(RemoveLink(link))
    moved = _checked(draft.project, source, output, target, input)
    stays = (moved.target, moved.input) == (link.target, link.input)
    draft.do(AddLink(replace(moved, order=link.order) if stays else moved))
    return draft.edits


def insert_on_link(
    project: Project, link: Link, kind_or_id: str, x: float = 0.0, y: float = 0.0
) -> tuple[list[Edit], str]:
    """Put a node in the middle of a link: a new one of a kind, or one of the drawing where it stands.

    A new one stands in the row, and what follows steps aside; at x, y where the link leads to another height.
    The link's source goes to the node's first input, the node's first output to the link's target.

    Raises:
        ProjectError: the node has no input or no output, or a link cannot be drawn.
    """
    draft = Draft(project)
    draft.do(RemoveLink(link))
    node_id = kind_or_id
    if node_id not in project.graph:
        x, y, aside = room_on_link(project.graph, link) or (x, y, [])
        edits, node_id = place(project, kind_or_id, x, y)
        for edit in [*edits, *map(ChangeNode, aside)]:
            draft.do(edit)
    instance = draft.graph[node_id]
    if not instance.node.inputs or not instance.node.outputs:
        raise ProjectError(f"{instance.name} cannot stand on a link: it needs an input and an output")
    for edit in connect(draft.project, link.source, link.output, node_id, instance.node.inputs[0].name):
        draft.do(edit)
    draft.do(AddLink(replace(link, source=node_id, output=instance.node.outputs[0])))
    return draft.edits, node_id


def reorder(project: Project, target: str, input: str, links: Sequence[Link]) -> list[Edit]:
    """Give the links of a `many` port another order.

    Raises:
        ProjectError: ``links`` are not exactly those at the port.
    """
    instance_of(project, target)
    present = project.graph.links_at(target, input)
    if sorted(links) != sorted(present):
        raise ProjectError(f"expected the {len(present)} links at {input} in another order")
    renumbered = [replace(link, order=order) for order, link in enumerate(links)]
    return [*map(RemoveLink, present), *map(AddLink, renumbered)] if renumbered != present else []


def _checked(project: Project, source: str, output: str, target: str, input: str) -> Link:
    link = Link(source, output, target, input, _next_order(project, target, input))
    instance_of(project, source)
    reason = project.graph.why_not(link) or _wrong_type(project.graph, link)
    if reason:
        raise ProjectError(reason)
    return link


def _next_order(project: Project, target: str, input: str) -> int:
    instance_of(project, target)
    port = project.graph.port(target, input)
    if port is None or not port.many:
        return 0
    return max((link.order + 1 for link in project.graph.links_at(target, input)), default=0)


def _wrong_type(graph: Graph, link: Link) -> str | None:
    """Only data itself is known here without looking at shapes: text numbers cannot enter a Linear."""
    source, port = graph[link.source], graph.port(link.target, link.input)
    if port is None or not isinstance(source.node, Input | Target):
        return None
    dtype = source.node.emits().dtype
    if dtype in port.dtypes:
        return None
    return f"{graph[link.target].name} takes {' or '.join(port.dtypes)}, {source.name} gives {dtype}"
