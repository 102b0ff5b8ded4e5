"""What every gesture is: one object from press to release, able to be called off at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is: in the viewport (px) and in the scene."""

    view: QPoint
    scene: QPointF
    modifiers: Qt.KeyboardModifier

    def holds(self, modifier: Qt.KeyboardModifier) -> bool:
        return bool(self.modifiers & modifier)


class Gesture:
    """Nothing but what is seen changes before `end`; `cancel` leaves no trace."""

    cursor: Qt.CursorShape = Qt.CursorShape.ArrowCursor
    pans_at_edge = True

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self.board = view.board

    def start(self, at: Pointer) -> None:
        """The button went down and the pointer moved past the drag distance; ``at`` is where it went down."""

    def move(self, at: Pointer) -> None:
        """The pointer is here now."""

    def end(self, at: Pointer) -> None:
        """The button was released here."""

    def cancel(self) -> None:
        """Put everything back as it was before `start`."""
