"""Dragging a frame larger or smaller at its lower right corner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.ui.canvas.frame_item import FrameItem
from app.ui.canvas.frames import resized
from app.ui.canvas.geometry import snap
from app.ui.canvas.gestures.base import Gesture, Pointer

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView

SMALLEST = 96.0


class ResizeFrame(Gesture):
    cursor = Qt.CursorShape.SizeFDiagCursor

    def __init__(self, view: CanvasView, item: FrameItem) -> None:
        super().__init__(view)
        self.item = item

    def move(self, at: Pointer) -> None:
        self.item.stretch(*self._size(at))

    def end(self, at: Pointer) -> None:
        size = self._size(at)
        frame = self.item.frame
        self.cancel()
        self.view.commands.attempt("Resize frame", lambda project: resized(project, frame.id, *size))

    def cancel(self) -> None:
        self.item.show_frame(self.item.frame)

    def _size(self, at: Pointer) -> tuple[float, float]:
        frame = self.item.frame
        return max(SMALLEST, snap(at.scene.x() - frame.x)), max(SMALLEST, snap(at.scene.y() - frame.y))
