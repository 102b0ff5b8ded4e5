"""Keeps a view's board in step with the session: the document is the only truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.ui.canvas.style import current_style
from app.ui.theme import theme

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView


class Sync(QObject):
    """Listens to the session and the theme; each slot updates only what changed."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        session = view.session
        session.replaced.connect(self.replaced)
        session.scope_changed.connect(self.replaced)
        session.edited.connect(self.edited)
        session.inferred.connect(self.inferred)
        session.selected.connect(self.selected)
        session.problems_changed.connect(self.problems_changed)
        theme().changed.connect(self.theme_changed)
        view.moved.connect(self.moved)

    @Slot()
    def replaced(self) -> None:
        """Another document."""
        view = self._view
        view.pointer.cancel()
        view.board.load(view.session.project, view.session.inference)
        view.choice.refresh()
        self.problems_changed()
        view.show_drawing()

    @Slot(object)
    def edited(self, edits: object) -> None:
        view = self._view
        view.pointer.cancel()
        view.board.follow(edits)  # type: ignore[arg-type]
        view.board.callouts.show(view.session.problems)
        view.choice.refresh()
        self._after()

    @Slot(object)
    def inferred(self, inference: object) -> None:
        self._view.board.infer(inference)

    @Slot(object)
    def selected(self, ids: object) -> None:
        self._view.choice.show(tuple(ids))  # type: ignore[arg-type]
        self._view.update_focus_ring()

    @Slot()
    def problems_changed(self) -> None:
        self._view.board.callouts.show(self._view.session.problems)
        self._after()

    @Slot()
    def moved(self) -> None:
        self._view.board.callouts.look(self._view.zoom, self._view.camera.seen)

    @Slot()
    def theme_changed(self) -> None:
        view = self._view
        view.pointer.cancel()
        view.board.restyle(current_style())
        view.choice.refresh()
        view.wear()

    def _after(self) -> None:
        self._view.empty.setVisible(not len(self._view.session.project.graph))
        self._view.board_changed.emit()
