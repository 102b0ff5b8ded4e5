"""Choosing nodes with the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.canvas.fits import downstream, upstream

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView


class Selecting:
    """All, none, inverse, along the links, one after the other."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    def everything(self) -> None:
        self._take(list(self._view.board.nodes))

    def invert(self) -> None:
        chosen = set(self._view.choice.nodes)
        self._take([key for key in self._view.board.nodes if key not in chosen])

    def upstream(self) -> None:
        """Add all that the chosen nodes depend on."""
        self._take(upstream(self._view.board.project.graph, self._view.choice.nodes))

    def downstream(self) -> None:
        """Add all that depends on the chosen nodes."""
        self._take(downstream(self._view.board.project.graph, self._view.choice.nodes))

    def escape(self) -> None:
        """Call off the running gesture first, then let go of the selection."""
        if not self._view.pointer.cancel():
            self._view.choice.take(())

    def step(self, forward: bool) -> bool:
        """Choose the next node from left to right; False behind the last one."""
        view = self._view
        order = sorted(view.board.nodes, key=lambda key: (view.board.nodes[key].x(), view.board.nodes[key].y()))
        chosen = view.choice.nodes
        place = order.index(chosen[-1]) if chosen and chosen[-1] in order else (-1 if forward else len(order))
        place += 1 if forward else -1
        if not 0 <= place < len(order):
            return False
        view.by_keyboard = True
        view.focus_node(order[place])
        view.update_focus_ring()
        return True

    def _take(self, ids: list[str]) -> None:
        self._view.choice.take(tuple(ids))
