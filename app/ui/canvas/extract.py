"""Pulling a node out of its chain while it stays in the drawing."""

from __future__ import annotations

from dataclasses import replace

from app.graph.changes.draft import Draft
from app.graph.edits import AddLink, Edit, RemoveLink
from app.graph.project import Project


def pull_out(project: Project, node_id: str) -> list[Edit]:
    """Take a node's links away and join what came before it (its first link) to what came after, where that can be."""
    draft = Draft(project)
    arriving, leaving = draft.graph.links_into(node_id), draft.graph.links_from(node_id)
    for link in [*arriving, *leaving]:
        draft.do(RemoveLink(link))
    for link in leaving if arriving else []:
        draft.try_to(AddLink(replace(link, source=arriving[0].source, output=arriving[0].output)))
    return draft.edits
