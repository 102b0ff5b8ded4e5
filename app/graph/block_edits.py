"""The edits of blocks: a definition comes, goes, changes its head, or changes inside. See `app.graph.edits`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.errors import ProjectError
from app.graph.block import Argument, Definition, uses
from app.graph.block_rules import why_not_definition, why_not_placed
from app.graph.graph import Graph, Instance
from app.graph.project import Project
from app.graph.rules import require, why_not_instance, why_not_share
from nodes.blocks import Block

if TYPE_CHECKING:
    from app.graph.edits import Edit


@dataclass(frozen=True, slots=True, eq=False)
class AddBlock:
    """Puts a block into the document; ``index`` is its place among them (None: the end)."""

    definition: Definition
    index: int | None = None

    def apply(self, project: Project) -> Edit:
        _require_document(project)
        require(f"there is a block {self.definition.id!r} already" if self.definition.id in project.blocks else None)
        require(why_not_definition(project.blocks, self.definition), self.definition.name)
        items = list(project.blocks.items())
        place = len(items) if self.index is None else self.index
        _put(project, [*items[:place], (self.definition.id, self.definition.copy()), *items[place:]])
        try:
            _require_sound_inside(project, self.definition.id)
        except ProjectError:
            _put(project, items)
            raise
        return RemoveBlock(self.definition.id)


@dataclass(frozen=True, slots=True)
class RemoveBlock:
    """Takes a block out that nothing uses."""

    block_id: str

    def apply(self, project: Project) -> Edit:
        _require_document(project)
        definition = _definition(project, self.block_id)
        user = next((instance for _, instance, _ in _uses(project, self.block_id)), None)
        require(f"{user.name} uses the block {definition.name}" if user else None)
        index = list(project.blocks).index(self.block_id)
        return AddBlock(project.blocks.pop(self.block_id), index)


@dataclass(frozen=True, slots=True)
class ChangeBlock:
    """Gives a block another name, other arguments or another note."""

    block_id: str
    name: str
    arguments: tuple[Argument, ...]
    note: str = ""

    def apply(self, project: Project) -> Edit:
        _require_document(project)
        old = _definition(project, self.block_id)
        before = ChangeBlock(self.block_id, old.name, old.arguments, old.note)
        changed = Definition(old.id, self.name, old.graph, self.arguments, self.note)
        require(why_not_definition(project.blocks, changed), old.name)
        old.name, old.arguments, old.note = self.name, self.arguments, self.note
        try:
            _require_sound_inside(project, self.block_id)
            for view, instance, _ in _uses(project, self.block_id):
                require(why_not_placed(view, instance), instance.name)
        except ProjectError:
            old.name, old.arguments, old.note = before.name, before.arguments, before.note
            raise
        return before


@dataclass(frozen=True, slots=True)
class Inside:
    """Makes an edit of nodes or links inside a block. Where that changes its ports, every use gets the new ones."""

    block_id: str
    edit: Edit

    def apply(self, project: Project) -> Edit:
        _require_document(project)
        section = getattr(self.edit, "name", None) if hasattr(self.edit, "value") else None
        require(f"the {section} belongs to the document, not to a block" if section else None)
        definition = _definition(project, self.block_id)
        ports = (definition.entries, definition.exits)
        view = project.inside(self.block_id)
        inverse = self.edit.apply(view)
        if ports != (definition.entries, definition.exits):
            try:
                _hand_on_ports(project, definition)
            except ProjectError:
                inverse.apply(view)
                raise
        return Inside(self.block_id, inverse)


BlockEdit = AddBlock | RemoveBlock | ChangeBlock | Inside


def _hand_on_ports(project: Project, definition: Definition) -> None:
    """Give every use the ports of the definition, or none of them."""
    changed = []
    for view, instance, node in _uses(project, definition.id):
        graph = view.graph
        node = node.model_copy(update={"entries": definition.entries, "exits": definition.exits})
        into, away = graph.links_into(instance.id), graph.links_from(instance.id)
        gone = [link.input for link in into if link.input not in definition.entries]
        gone += [link.output for link in away if link.output not in definition.exits]
        require(f"the port {gone[0]} of {instance.name} is linked; take that link away first" if gone else None)
        moved = replace(instance, node=node)
        require(why_not_placed(view, moved), instance.name)
        changed.append((graph, moved))
    for graph, moved in changed:
        graph.put_instance(moved)


def _uses(project: Project, block_id: str) -> Iterator[tuple[Project, Instance, Block]]:
    """Every use of a block: the view it stands in, the node and its value."""
    for scope in ("", *project.blocks):
        view = project.inside(scope)
        for instance, node in uses(view.graph):
            if node.block == block_id:
                yield view, instance, node


def _require_sound_inside(project: Project, block_id: str) -> None:
    view = project.inside(block_id)
    for instance in view.graph:
        require(why_not_instance(instance), instance.name)
        require(why_not_share(view.graph, instance), instance.name)
        require(why_not_placed(view, instance), instance.name)
    _require_single_names(view.graph)


def _require_single_names(graph: Graph) -> None:
    seen: set[str] = set()
    for instance in graph:
        require(f"there is a node named {instance.name!r} already" if instance.name in seen else None)
        seen.add(instance.name)


def _definition(project: Project, block_id: str) -> Definition:
    if block_id not in project.blocks:
        raise ProjectError(f"there is no block {block_id!r}")
    return project.blocks[block_id]


def _require_document(project: Project) -> None:
    require("blocks are changed from the document, not from inside another block" if project.scope else None)


def _put(project: Project, items: list[tuple[str, Definition]]) -> None:
    """Blocks in this order, in the same dictionary, which views share."""
    project.blocks.clear()
    project.blocks.update(items)
