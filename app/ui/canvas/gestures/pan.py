"""Pushing the drawing around with the middle button."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from app.ui.canvas.gestures.base import Gesture, Pointer


class Pan(Gesture):
    cursor = Qt.CursorShape.ClosedHandCursor
    pans_at_edge = False

    def start(self, at: Pointer) -> None:
        self._last = at.view
        self._whole = QPoint()

    def move(self, at: Pointer) -> None:
        step = at.view - self._last
        self._last = at.view
        self._whole += step
        self.view.camera.pan(step)

    def cancel(self) -> None:
        self.view.camera.pan(-self._whole)
