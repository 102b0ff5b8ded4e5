"""Cutting links with a stroke (Ctrl and the right button)."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from app.graph.edits import RemoveLink
from app.graph.graph import Link
from app.ui.canvas.gestures.base import Gesture, Pointer
from app.ui.canvas.hits import links_cut


class Knife(Gesture):
    cursor = Qt.CursorShape.CrossCursor

    def start(self, at: Pointer) -> None:
        self._points: list[QPointF] = [at.scene]
        self._cut: set[Link] = set()

    def move(self, at: Pointer) -> None:
        crossed = links_cut(self.board, self._points[-1], at.scene) - self._cut
        for link in crossed:
            self.board.wiring.items[link].mark(doomed=True)
        self._cut |= crossed
        self._points.append(at.scene)
        self.view.layer.show_stroke(self._points)

    def end(self, at: Pointer) -> None:
        self.cancel()
        count = len(self._cut)
        label = f"Cut {count} link{'' if count == 1 else 's'}"
        self.view.commands.attempt(label, lambda _: [RemoveLink(link) for link in sorted(self._cut)])

    def cancel(self) -> None:
        self.view.layer.wipe()
        for link in self._cut:
            self.board.wiring.items[link].mark(doomed=False)
