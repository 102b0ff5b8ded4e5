"""Copy, cut and paste: nodes travel as JSON text, between windows and through any text field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from app.graph import changes
from app.ui.canvas.geometry import snap

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView


class Clipboard:
    """The clipboard of the system, seen from a view."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    def copy(self) -> bool:
        """Put the chosen nodes on the clipboard; whether there were any."""
        ids = self._view.choice.nodes
        if not ids:
            return False
        QGuiApplication.clipboard().setText(changes.fragment(self._view.session.project, ids))
        return True

    def cut(self) -> None:
        if self.copy():
            self._view.commands.delete()

    def paste(self) -> None:
        """What was copied, with its top-left corner at the pointer."""
        self._paste(keep_incoming=False)

    def paste_linked(self) -> None:
        """The same, fed by the nodes that fed the originals."""
        self._paste(keep_incoming=True)

    def _paste(self, keep_incoming: bool) -> None:
        at = self._view.pointer_place()
        text = QGuiApplication.clipboard().text()
        x, y = snap(at.x()), snap(at.y())
        made = self._view.commands.make("Paste", lambda p: changes.paste(p, text, x, y, keep_incoming))
        if made:
            self._view.choice.take(tuple(made))
