"""Puts the table of actions into menus and behind keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from app.ui.actions import Action
from app.ui.session import Session
from app.ui.theme import icon
from app.ui.widgets import commit_typing, menu

MENUS = ("File", "Edit", "Run", "View", "Pages", "Help")


class Binder(QObject):
    """Owns the window's main menu. A key does nothing where its action is not enabled.

    Text fields take the keys they edit with before any of these; Qt asks them first.
    """

    def __init__(self, window: QMainWindow, table: list[Action]) -> None:
        super().__init__(window)
        self._session: Session = window.session  # type: ignore[attr-defined]
        self.menu = menu(parent=window)
        menus = {name: menu(name, self.menu) for name in MENUS}
        for part in menus.values():
            self.menu.addMenu(part)
        self.bound: dict[str, tuple[Action, QAction]] = {}
        for row in table:
            action = QAction(row.title, window)
            action.setShortcuts([QKeySequence(text) for text in row.shortcuts])
            action.triggered.connect(_guarded(row))
            window.addAction(action)
            menus[row.group].addAction(action)
            self.bound[row.id] = (row, action)
        self.menu.aboutToShow.connect(self._refresh)
        self.menu.aboutToHide.connect(self._enable_all)

    @Slot()
    def _refresh(self) -> None:
        """Grey out what cannot be done now, and name what undo would take back."""
        document = self._session.document
        for row, action in self.bound.values():
            action.setEnabled(row.enabled())
            if row.icon:
                action.setIcon(icon(row.icon))
        self.bound["edit.undo"][1].setText(f"Undo {document.undo_label}".strip())
        self.bound["edit.redo"][1].setText(f"Redo {document.redo_label}".strip())

    @Slot()
    def _enable_all(self) -> None:
        """A greyed action would not hear its key once it can be done again."""
        for _, action in self.bound.values():
            action.setEnabled(True)


def _guarded(row: Action) -> Callable[[], None]:
    def run() -> None:
        commit_typing()
        if row.enabled():
            row.callback()

    return run
