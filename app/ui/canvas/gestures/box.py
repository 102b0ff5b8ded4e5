"""Selecting with a rectangle: alone, adding (Shift) or removing (Ctrl)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt

from app.ui.canvas.gestures.base import Gesture, Pointer
from app.ui.canvas.hits import nodes_in


class BoxSelect(Gesture):
    cursor = Qt.CursorShape.CrossCursor

    def start(self, at: Pointer) -> None:
        self._corner = at.scene
        self._before = self.view.session.selection

    def move(self, at: Pointer) -> None:
        box = QRectF(self._corner, at.scene).normalized()
        self.view.layer.show_box(box)
        self.view.choice.preview(self._chosen(box, at))

    def end(self, at: Pointer) -> None:
        self.view.layer.wipe()
        self.view.choice.take(self._chosen(QRectF(self._corner, at.scene).normalized(), at))

    def cancel(self) -> None:
        self.view.layer.wipe()
        self.view.choice.preview(self._before)

    def _chosen(self, box: QRectF, at: Pointer) -> tuple[str, ...]:
        inside = nodes_in(self.board, box)
        if at.holds(Qt.KeyboardModifier.ShiftModifier):
            return (*self._before, *(key for key in inside if key not in self._before))
        if at.holds(Qt.KeyboardModifier.ControlModifier):
            return tuple(key for key in self._before if key not in inside)
        return tuple(inside)
