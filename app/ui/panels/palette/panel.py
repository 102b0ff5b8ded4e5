"""The palette: find a kind, drag it to the canvas or double-click it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.graph.offer import BlockKind, LayerKind
from app.ui.canvas.new_layer import Listed, listed
from app.ui.canvas.standing import behind_chosen
from app.ui.panels.palette.model import OWN, Heading, PaletteModel
from app.ui.panels.palette.own_menu import Own, attempt, delete, open_own_menu
from app.ui.panels.palette.view import PaletteView
from app.ui.session import Session
from app.ui.theme import PADDING, theme
from app.ui.widgets import SearchField, label
from nodes import kinds

NARROWEST = 180
REST, SEARCHING = "Drag onto the canvas, or double-click", "↑ ↓ choose · Enter adds · Esc ends"


class PalettePanel(QWidget):
    """All kinds. ``chosen`` carries a kind that is to be placed on the canvas.

    Keys: / to the search, arrows through what it found, Enter adds, Esc ends it; Left and Right fold a family.
    """

    chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(NARROWEST)
        self._session = session
        self.model = PaletteModel(session.settings.unfolded, self._offers, lambda: session.settings.used)
        self._listed = ()
        self.view = PaletteView(self.model)
        self.field = SearchField(f"Search {len(kinds())} kinds", "/")
        self.nothing = label("", "secondary")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.hide()
        self.hint = label(REST, "faint", wrap=True)
        self._lay_out()
        self._wire()

    def focus_search(self) -> None:
        """Put the cursor into the search."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the search that belong to the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(6)
        for part in (self.field, self.nothing, self.hint):
            inset = QVBoxLayout()
            inset.setContentsMargins(PADDING - 2, 0, PADDING - 2, 10 if part is self.hint else 0)
            inset.addWidget(part)
            column.addLayout(inset)
            if part is self.nothing:
                column.addWidget(self.view, 1)

    def _wire(self) -> None:
        for signal in (self._session.scope_changed, self._session.replaced, self._session.document_changed):
            signal.connect(self._look_again)
        self._session.selected.connect(self._stand_elsewhere)
        self.model.folded.connect(self._keep_folded)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._take)
        self.field.installEventFilter(self)
        self.view.chosen.connect(self.chosen)
        self.view.typed.connect(self._type)
        self.view.menu_asked.connect(self._open_menu)
        self.view.delete_asked.connect(self._delete)
        self.view.left_upwards.connect(self.focus_search)
        QShortcut(QKeySequence("/"), self).activated.connect(self.focus_search)
        theme().changed.connect(self.view.viewport().update)

    @Slot(int, QPoint)
    def _open_menu(self, row: int, screen: QPoint) -> None:
        """Of what the document defines; the kinds of the catalogue are as they are."""
        if own := self._own(row):
            open_own_menu(self._session, own, self, screen)

    @Slot(int)
    def _delete(self, row: int) -> None:
        if own := self._own(row):
            attempt(delete, self._session, own)

    def _own(self, row: int) -> Own | None:
        entry = self.model.entry(row)
        listed = None if isinstance(entry, Heading) else entry.offer
        return listed if isinstance(listed, BlockKind | LayerKind) else None

    def _offers(self) -> list[Listed]:
        return listed(self._session.project)

    @Slot()
    def _look_again(self) -> None:
        """List what the document defines as it is now."""
        now = tuple((each.kind, each.describe()) for each in self._offers() if each.family in OWN)
        if now != self._listed:
            self._listed = now
            self.model.look_again()

    @Slot()
    def _keep_folded(self) -> None:
        """The palette looks the same after the next start."""
        self._session.settings.unfolded = self.model.opened
        self._session.settings.save()

    @Slot(str)
    def _search(self, query: str) -> None:
        self.model.search(query, behind_chosen(self._session))
        found = self.model.first_kind()
        self.nothing.setText(f"No kind fits “{query.strip()}”. Try what it does: shrink, classes, noise … or write it:")
        self.nothing.setVisible(self.model.is_missing)
        self.view.scrollToTop()
        self.view.lead(found if query.strip() else -1)
        self.hint.setText(SEARCHING if query.strip() else REST)

    @Slot()
    def _stand_elsewhere(self) -> None:
        """Another node is chosen: other kinds fit behind it. While one types, the list keeps still."""
        if self.field.text().strip() and not self.field.hasFocus():
            self._search(self.field.text())

    @Slot()
    def _take(self) -> None:
        """Add the lit kind; the next word typed replaces the query."""
        row = self.view.currentIndex().row()
        if row >= 0 and self.field.text().strip():
            self.chosen.emit(self.model.entry(row).kind)
            self.field.selectAll()

    @Slot(str)
    def _type(self, text: str) -> None:
        self.field.setFocus()
        self.field.insert(text)

    def _step(self, step: int) -> None:
        """Light another line of what was found; without a search, go into the list."""
        first = self.model.first_kind()
        if first < 0:
            return
        if self.field.text().strip():
            row = self.view.currentIndex().row() + step
            self.view.lead(min(max(row, first), self.model.rowCount() - 1))
        elif step > 0:
            self.view.setFocus(Qt.FocusReason.TabFocusReason)
            self.view.setCurrentIndex(self.model.index(first))
