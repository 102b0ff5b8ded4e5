"""Fields of a data source's form: a path on disk, and several columns out of many."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from app.ui.theme import FIELD
from app.ui.widgets import menu

WIDTH = 168


class PathField(QPushButton):
    """The chosen file or folder; a click opens the system's chooser."""

    changed = Signal(object)

    def __init__(self, folder: bool, suffixes: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder, self._suffixes, self._path = folder, suffixes, ""
        self.setProperty("kind", "quiet")
        self.setFixedSize(WIDTH, FIELD)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self.choose)
        self.set("")

    def value(self) -> str:
        return self._path

    def set(self, path: str) -> None:
        """Show a path; emits nothing."""
        self._path = path
        name = Path(path).name if path else f"Choose a {'folder' if self._folder else 'file'}…"
        self.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, WIDTH - 28))
        self.setToolTip(path)

    @Slot()
    def choose(self) -> None:
        """Open the system's chooser."""
        start = str(Path(self._path).parent) if self._path else ""
        if self._folder:
            found = QFileDialog.getExistingDirectory(self, "Choose the folder of pictures", start)
        else:
            pattern = f"Data ({' '.join('*' + suffix for suffix in self._suffixes)});;All files (*)"
            found, _ = QFileDialog.getOpenFileName(self, "Choose a data file", start, pattern)
        if found:
            self.changed.emit(found)


class ColumnsField(QPushButton):
    """Several names out of many, ticked in a menu; none ticked says ``empty``."""

    changed = Signal(object)

    def __init__(self, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty, self._value = empty, []
        self.setProperty("kind", "quiet")
        self.setFixedSize(WIDTH, FIELD)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._menu = menu("", self)
        self._menu.aboutToHide.connect(self._closed)
        self.setMenu(self._menu)
        self.set([])

    def set_choices(self, names: tuple[str, ...]) -> None:
        """Offer these names."""
        self._menu.clear()
        for name in names:
            action = QAction(name.replace("&", "&&"), self._menu)
            action.setData(name)
            action.setCheckable(True)
            self._menu.addAction(action)
        self.set(self._value)

    def value(self) -> list[str]:
        return list(self._value)

    def set(self, names: list[str]) -> None:
        """Show what is chosen; emits nothing."""
        self._value = list(names)
        for action in self._menu.actions():
            action.setChecked(action.data() in names)
        text = self._empty if not names else names[0] if len(names) == 1 else f"{len(names)} columns"
        self.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, WIDTH - 28))

    @Slot()
    def _closed(self) -> None:
        ticked = [action.data() for action in self._menu.actions() if action.isChecked()]
        if ticked != self._value:
            self.set(ticked)
            self.changed.emit(ticked)
