"""The only things that change a project. Each is a value; applying it gives the edit that takes it back.

An edit that cannot be made raises `ProjectError` with the reason and leaves the project as it was, so a project
that only edits have touched can always be written to a file and read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.errors import ProjectError
from app.graph.blocks.edits import BlockEdit
from app.graph.blocks.rules import why_not_placed
from app.graph.data_choice import DataChoice
from app.graph.graph import Instance, Link, LinkRefusedError
from app.graph.project import Frame, Project
from app.graph.python_layers.edits import LayerEdit
from app.graph.recipe import Recipe
from app.graph.rules import require, sharers, why_not_instance, why_not_section, why_not_share
from app.graph.section import Section

SectionName = Literal["title", "summary", "data", "training", "frames"]

_SECTIONS: dict[str, type] = {
    "title": str,
    "summary": str,
    "data": DataChoice,
    "training": Recipe,
    "frames": tuple,
}


@dataclass(frozen=True, slots=True)
class AddNode:
    """Puts a node in; ``index`` is its place in document order (None: the end)."""

    instance: Instance
    index: int | None = None

    def apply(self, project: Project) -> Edit:
        if self.instance.id in project.graph:
            raise ProjectError(f"there is a node {self.instance.id!r} already")
        _require_sound(project, self.instance)
        project.graph.put_instance(self.instance, self.index)
        return RemoveNode(self.instance.id)


@dataclass(frozen=True, slots=True)
class RemoveNode:
    """Takes a node out that has no links and whose weights no other node uses."""

    node_id: str

    def apply(self, project: Project) -> Edit:
        graph = project.graph
        _require_node(project, self.node_id)
        name = graph[self.node_id].name
        users = sharers(graph, self.node_id)
        require(f"{users[0].name} uses the weights of {name}" if users else None)
        require(f"{name} still has links" if graph.dag.degree(self.node_id) else None)
        index = graph.index(self.node_id)
        return AddNode(graph.take_instance(self.node_id), index)


@dataclass(frozen=True, slots=True)
class AddLink:
    """Draws a link."""

    link: Link

    def apply(self, project: Project) -> Edit:
        try:
            project.graph.put_link(self.link)
        except LinkRefusedError as error:
            raise ProjectError(str(error)) from None
        return RemoveLink(self.link)


@dataclass(frozen=True, slots=True)
class RemoveLink:
    """Takes a link away."""

    link: Link

    def apply(self, project: Project) -> Edit:
        if not project.graph.dag.has_edge(self.link.source, self.link.target, key=self.link.key):
            raise ProjectError(f"there is no link to {self.link.input!r} of {self.link.target!r}")
        project.graph.take_link(self.link)
        return AddLink(self.link)


@dataclass(frozen=True, slots=True)
class ChangeNode:
    """Gives the node with this id other values in any of its fields."""

    instance: Instance

    def apply(self, project: Project) -> Edit:
        _require_node(project, self.instance.id)
        before = project.graph[self.instance.id]
        _require_sound(project, self.instance)
        if before.node != self.instance.node:
            _require_links_fit(project, self.instance)
        if self.instance.shares or before.kind != self.instance.kind:
            users = sharers(project.graph, self.instance.id)
            require(f"{users[0].name} uses the weights of {before.name}" if users else None)
        project.graph.put_instance(self.instance)
        return ChangeNode(before)


@dataclass(frozen=True, slots=True)
class SetSection:
    """Replaces the title, summary, data choice, training recipe or frames."""

    name: SectionName
    value: Section | str | tuple[Frame, ...]

    def apply(self, project: Project) -> Edit:
        expected = _SECTIONS.get(self.name)
        if expected is None:
            raise ProjectError(f"unknown section {self.name!r}; expected one of {', '.join(_SECTIONS)}")
        if not isinstance(self.value, expected):
            raise ProjectError(f"expected {expected.__name__}, got {type(self.value).__name__}", self.name)
        require(why_not_section(self.name, self.value), self.name)
        before = getattr(project, self.name)
        setattr(project, self.name, self.value)
        return SetSection(self.name, before)


Edit = AddNode | RemoveNode | AddLink | RemoveLink | ChangeNode | SetSection | BlockEdit | LayerEdit


def apply_all(project: Project, edits: tuple[Edit, ...] | list[Edit]) -> list[Edit]:
    """Apply all edits or none; gives the edits that take them back, in the order to apply them.

    Raises:
        ProjectError: an edit cannot be made; those before it have been taken back.
    """
    inverses: list[Edit] = []
    try:
        for edit in edits:
            inverses.append(edit.apply(project))  # noqa: PERF401  (what has been applied must be known on failure)
    except ProjectError:
        for inverse in reversed(inverses):
            inverse.apply(project)
        raise
    return inverses[::-1]


def _require_node(project: Project, node_id: str) -> None:
    require(None if node_id in project.graph else f"there is no node {node_id!r}")


def _require_sound(project: Project, instance: Instance) -> None:
    require(why_not_instance(instance), instance.name)
    graph = project.graph
    if instance.id not in graph or graph[instance.id].name != instance.name:  # else a hundred moves are slow
        namesake = graph.named(instance.name)
        if namesake is not None and namesake.id != instance.id:
            raise ProjectError(f"there is a node named {instance.name!r} already")
    require(why_not_share(project.graph, instance), instance.name)
    require(why_not_placed(project, instance), instance.name)


def _require_links_fit(project: Project, instance: Instance) -> None:
    ports = {port.name: port for port in instance.node.inputs}
    links = project.graph.links_into(instance.id)
    for link in links:
        port = ports.get(link.input)
        fits = port is not None and (port.many or sum(other.input == link.input for other in links) == 1)
        require(None if fits else f"a {instance.kind} cannot take the links at {link.input!r}", instance.name)
    for link in project.graph.links_from(instance.id):
        fits = link.output in instance.node.outputs
        require(None if fits else f"a {instance.kind} has no output {link.output!r}", instance.name)
