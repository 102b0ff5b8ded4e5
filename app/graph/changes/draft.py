"""A private copy of the project on which a gesture is tried out step by step."""

from __future__ import annotations

from app.errors import ProjectError
from app.graph.edits import Edit
from app.graph.graph import Graph, Instance
from app.graph.project import Project


class Draft:
    """Collects edits, each checked against what the edits before it made of the project."""

    def __init__(self, project: Project) -> None:
        self.project = project.copy()
        self.edits: list[Edit] = []

    @property
    def graph(self) -> Graph:
        return self.project.graph

    def do(self, edit: Edit) -> None:
        """Take an edit in.

        Raises:
            ProjectError: it cannot be made.
        """
        edit.apply(self.project)
        self.edits.append(edit)

    def bring(self, edit: Edit) -> None:
        """Let the document of a view have a definition that later edits need; the edit is the caller's to keep."""
        edit.apply(Project(blocks=self.project.blocks, layers=self.project.layers))

    def try_to(self, edit: Edit) -> bool:
        """Take an edit in where it can be made; says whether it could."""
        try:
            self.do(edit)
        except ProjectError:
            return False
        return True


def instance_of(project: Project, node_id: str) -> Instance:
    """The node with that id.

    Raises:
        ProjectError: there is none.
    """
    if node_id not in project.graph:
        raise ProjectError(f"there is no node {node_id!r}")
    return project.graph[node_id]
