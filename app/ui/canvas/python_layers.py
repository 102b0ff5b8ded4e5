"""Python layers on the canvas: write one and place it, read and change the code of one that stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.graph import changes
from app.ui.canvas.new_layer import NEW_LAYER
from app.ui.session.blocks import seen_as_document
from nodes.custom import Custom

if TYPE_CHECKING:
    from app.graph.python_layers.layer import CustomLayer
    from app.ui.canvas.commands import Placing
    from app.ui.canvas.view import CanvasView


class PythonLayers(QObject):
    """Opens the editor, and puts what was written into the document: each time one step of its history."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view

    def can_edit(self, ids: tuple[str, ...]) -> bool:
        """Whether one node is chosen whose code can be read."""
        return len(ids) == 1 and isinstance(self._view.board.nodes[ids[0]].instance.node, Custom)

    def edit_chosen(self) -> None:
        """Open the code of the chosen node."""
        self.edit(self._view.choice.nodes[0])

    def edit(self, node_id: str) -> None:
        """Open the code of a node; what is not trusted is read first."""
        node = self._view.session.project.graph[node_id].node
        if isinstance(node, Custom):
            self._view.session.edit_code(node.layer)

    def add(self) -> None:
        """Write a layer and place it behind the chosen node, or in the middle of what is seen."""
        self._view.add(NEW_LAYER.kind)

    def write(self, put: Placing) -> str | None:
        """Write a layer and place its first use; the id of that, None where nothing was taken."""
        from app.ui.dialogs.python_layer import PythonLayerDialog, new_writing

        made: list[str] = []

        def take(code: str) -> None:
            made.append(self._place(code, put))

        dialog = PythonLayerDialog(self._view.session, new_writing(self._view.session, take), self._view.window())
        dialog.exec()
        dialog.deleteLater()
        return made[-1] if made else None

    def _place(self, code: str, put: Placing) -> str:
        """Put the layer and its first use into the document, as one step; gives the id of the use.

        Raises:
            ProjectError: the document cannot have such a layer, or its node cannot stand there.
        """
        session = self._view.session
        whole = session.whole.copy()
        edits, layer_id = changes.define(whole, code)
        for each in edits:
            each.apply(whole)
        layer: CustomLayer = whole.layers[layer_id]
        placed, made = put(whole.inside(session.scope), layer.name)
        session.do_whole(f"Write {layer.name}", [*edits, *seen_as_document(session.scope, placed)])
        session.trusting.trust([layer])
        return made
