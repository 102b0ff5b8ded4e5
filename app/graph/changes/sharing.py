"""Nodes of one kind that use one set of weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.errors import ProjectError
from app.graph.blocks.block import has_weights
from app.graph.changes.draft import Draft, instance_of
from app.graph.edits import ChangeNode, Edit
from app.graph.graph import Instance
from app.graph.project import Project
from app.graph.rules import sharers


def share_weights(project: Project, ids: Iterable[str]) -> list[Edit]:
    """Let nodes use the weights of the first of them in the drawing; those that used one of the others' come along.

    Raises:
        ProjectError: there are fewer than two, they are of different kinds, or have no weights.
    """
    chosen = {instance_of(project, node_id).id for node_id in ids}
    nodes = [instance for instance in project.graph if instance.id in chosen]
    _require_alike(project, nodes)
    owner = nodes[0].shares or nodes[0].id
    others = [each for each in nodes if each.id != owner and each.shares != owner]
    draft = Draft(project)
    for each in others:
        for user in sharers(draft.graph, each.id):
            if user.id != owner:
                draft.do(ChangeNode(replace(user, shares=owner)))
        draft.do(ChangeNode(replace(draft.graph[each.id], shares=owner)))
    return draft.edits


def own_weights(project: Project, ids: Iterable[str]) -> list[Edit]:
    """Give nodes that use another's weights weights of their own.

    Raises:
        ProjectError: there is no such node.
    """
    chosen = [instance_of(project, node_id) for node_id in ids]
    return [ChangeNode(replace(each, shares="")) for each in chosen if each.shares]


def _require_alike(project: Project, nodes: list[Instance]) -> None:
    if len(nodes) < 2:
        raise ProjectError("choose two nodes or more that are to use the same weights")
    for each in nodes:
        if not has_weights(project.blocks, each):
            raise ProjectError(f"{each.name} has no weights to share")
    first = nodes[0]
    other = next((each for each in nodes if each.kind != first.kind), None)
    if other is not None:
        raise ProjectError(f"{first.name} is a {first.kind} and {other.name} a {other.kind}; only one kind can share")
