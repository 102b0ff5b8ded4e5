"""Blocks on the canvas: make one of the selection, look into it, come back, take it apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.graph import changes
from nodes.blocks import Block

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView


class Blocks(QObject):
    """Gestures with blocks, and the way into the one that is looked at.

    Attributes:
        path: ids of the blocks one went into, outermost first.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self.path: list[str] = []
        view.session.scope_changed.connect(self._follow)
        view.session.replaced.connect(self._forget)

    def make(self) -> None:
        """Put the chosen nodes into a block."""
        ids = self._view.choice.nodes
        made = self._view.commands.make("Make block", lambda p: changes.make_block(p, ids))
        if made:
            self._view.choice.take((made,))

    def unpack(self) -> None:
        """Put what is inside the chosen block in its place."""
        (node_id,) = self._view.choice.nodes
        name = self._view.session.project.graph[node_id].name
        made = self._view.commands.make(f"Unpack {name}", lambda p: changes.unpack(p, node_id))
        if made:
            self._view.choice.take(tuple(made))

    def open_chosen(self) -> None:
        """Look into the chosen block."""
        self.open(self._view.choice.nodes[0])

    def open(self, node_id: str) -> None:
        """Look into the block that a node uses."""
        node = self._view.session.project.graph[node_id].node
        if isinstance(node, Block):
            self._view.session.enter(node.block)

    def leave(self) -> None:
        """Back to where one came from."""
        self._view.session.enter(self.path[-2] if len(self.path) > 1 else "")

    def can_open(self, ids: tuple[str, ...]) -> bool:
        """Whether one block is chosen."""
        return len(ids) == 1 and isinstance(self._view.board.nodes[ids[0]].instance.node, Block)

    @Slot(str)
    def _follow(self, scope: str) -> None:
        if not scope:
            self.path = []
        elif scope in self.path:
            del self.path[self.path.index(scope) + 1 :]
        else:
            self.path.append(scope)

    @Slot()
    def _forget(self) -> None:
        self.path = []
