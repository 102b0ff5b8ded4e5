"""Moving nodes, by hand or by layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.graph.changes.draft import instance_of
from app.graph.edits import ChangeNode, Edit
from app.graph.layout.layered import layered
from app.graph.project import Project


def move(project: Project, positions: Mapping[str, tuple[float, float]]) -> list[Edit]:
    """Put nodes at new top-left corners, px. Those that stay where they are give no edit.

    Raises:
        ProjectError: there is no such node.
    """
    edits: list[Edit] = []
    for node_id, (x, y) in positions.items():
        instance = instance_of(project, node_id)
        if (instance.x, instance.y) != (x, y):
            edits.append(ChangeNode(replace(instance, x=float(x), y=float(y))))
    return edits


def arrange(project: Project, ids: Iterable[str] = ()) -> list[Edit]:
    """Lay out the whole drawing, or a selection, from left to right; its top-left corner stays where it is.

    Raises:
        ProjectError: there is no such node.
    """
    chosen = [instance_of(project, node_id).id for node_id in ids] or [instance.id for instance in project.graph]
    if not chosen:
        return []
    positions = layered(project.graph, chosen)
    left = min(project.graph[node_id].x for node_id in chosen)
    top = min(project.graph[node_id].y for node_id in chosen)
    return move(project, {node_id: (left + x, top + y) for node_id, (x, y) in positions.items()})
