"""The edits of blocks: a definition comes, goes, changes its head, or changes inside. See `app.graph.edits`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import ProjectError
from app.graph.blocks.block import Argument, Definition
from app.graph.blocks.rules import why_not_definition, why_not_placed
from app.graph.graph import Graph
from app.graph.project import Project
from app.graph.rules import require, why_not_instance, why_not_share
from app.graph.using import all_uses, hand_on, require_document

if TYPE_CHECKING:
    from app.graph.edits import Edit


@dataclass(frozen=True, slots=True, eq=False)
class AddBlock:
    """Puts a block into the document; ``index`` is its place among them (None: the end)."""

    definition: Definition
    index: int | None = None

    def apply(self, project: Project) -> Edit:
        require_document(project)
        require(f"there is a block {self.definition.id!r} already" if self.definition.id in project.blocks else None)
        require(why_not_definition(project.blocks, self.definition, project.layers), self.definition.name)
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
        require_document(project)
        definition = _definition(project, self.block_id)
        user = next((instance for _, instance, _ in all_uses(project, definition)), None)
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
        require_document(project)
        old = _definition(project, self.block_id)
        before = ChangeBlock(self.block_id, old.name, old.arguments, old.note)
        changed = Definition(old.id, self.name, old.graph, self.arguments, self.note)
        require(why_not_definition(project.blocks, changed, project.layers), old.name)
        old.name, old.arguments, old.note = self.name, self.arguments, self.note
        try:
            _require_sound_inside(project, self.block_id)
            for view, instance, _ in all_uses(project, old):
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
        require_document(project)
        section = getattr(self.edit, "name", None) if hasattr(self.edit, "value") else None
        require(f"the {section} belongs to the document, not to a block" if section else None)
        definition = _definition(project, self.block_id)
        ports = (definition.entries, definition.exits)
        view = project.inside(self.block_id)
        inverse = self.edit.apply(view)
        if ports != (definition.entries, definition.exits):
            try:
                hand_on(project, definition)
            except ProjectError:
                inverse.apply(view)
                raise
        return Inside(self.block_id, inverse)


BlockEdit = AddBlock | RemoveBlock | ChangeBlock | Inside


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


def _put(project: Project, items: list[tuple[str, Definition]]) -> None:
    """Blocks in this order, in the same dictionary, which views share."""
    project.blocks.clear()
    project.blocks.update(items)
