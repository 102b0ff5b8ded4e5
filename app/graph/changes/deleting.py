"""Taking nodes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.graph.changes.draft import Draft, instance_of
from app.graph.edits import AddLink, ChangeNode, Edit, RemoveLink, RemoveNode
from app.graph.project import Project
from app.graph.rules import sharers


def delete(project: Project, ids: Iterable[str]) -> list[Edit]:
    """Take nodes out with their links. Nodes that used their weights get weights of their own."""
    draft = Draft(project)
    for node_id in dict.fromkeys(ids):
        _take_out(draft, node_id)
    return draft.edits


def delete_and_reconnect(project: Project, ids: Iterable[str]) -> list[Edit]:
    """Take nodes out and join what came before each (its first link) to what came after, where that can be."""
    draft = Draft(project)
    for node_id in dict.fromkeys(ids):
        instance_of(draft.project, node_id)
        arriving, leaving = draft.graph.links_into(node_id), draft.graph.links_from(node_id)
        _take_out(draft, node_id)
        for link in leaving if arriving else []:
            draft.try_to(AddLink(replace(link, source=arriving[0].source, output=arriving[0].output)))
    return draft.edits


def _take_out(draft: Draft, node_id: str) -> None:
    instance_of(draft.project, node_id)
    for link in [*draft.graph.links_into(node_id), *draft.graph.links_from(node_id)]:
        draft.do(RemoveLink(link))
    for user in sharers(draft.graph, node_id):
        draft.do(ChangeNode(replace(user, shares="")))
    draft.do(RemoveNode(node_id))
