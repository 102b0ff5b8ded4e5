"""The edits of Python layers: one comes, gets another text, or goes. See `app.graph.edits`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import ProjectError
from app.graph.project import Project
from app.graph.python_layers.layer import CustomLayer
from app.graph.python_layers.rules import why_not_layer
from app.graph.rules import require
from app.graph.using import all_uses, hand_on, require_document

if TYPE_CHECKING:
    from app.graph.edits import Edit


@dataclass(frozen=True, slots=True)
class PutLayer:
    """Puts a Python layer into the document, or another text in the place of the one with its id, for every use.

    ``index`` is the place of a new one among them (None: the end).
    """

    layer: CustomLayer
    index: int | None = None

    def apply(self, project: Project) -> Edit:
        require_document(project)
        names = [block.name for block in project.blocks.values()]
        require(why_not_layer(project.layers, self.layer, names), self.layer.name)
        before = project.layers.get(self.layer.id)
        if before is None:
            items = list(project.layers.items())
            items.insert(len(items) if self.index is None else self.index, (self.layer.id, self.layer))
            project.layers.clear()
            project.layers.update(items)
            return TakeLayer(self.layer.id)
        project.layers[self.layer.id] = self.layer
        try:
            hand_on(project, self.layer)
        except ProjectError:
            project.layers[self.layer.id] = before
            raise
        return PutLayer(before)


@dataclass(frozen=True, slots=True)
class TakeLayer:
    """Takes a Python layer out that nothing uses."""

    layer_id: str

    def apply(self, project: Project) -> Edit:
        require_document(project)
        layer = project.layers.get(self.layer_id)
        if layer is None:
            raise ProjectError(f"there is no Python layer {self.layer_id!r}")
        user = next((instance for _, instance, _ in all_uses(project, layer)), None)
        require(f"{user.name} uses the Python layer {layer.name}" if user else None)
        index = list(project.layers).index(self.layer_id)
        return PutLayer(project.layers.pop(self.layer_id), index)


LayerEdit = PutLayer | TakeLayer
