"""Buttons and the row of page names."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QButtonGroup, QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from app.ui.theme import ICON, theme

Kind = Literal["quiet", "primary", "run", "danger", "flat", "link"]

TOKENS = {"primary": "on_accent", "run": "on_run", "danger": "bad_text", "flat": "secondary", "link": "accent_text"}


def button(text: str, icon: str = "", kind: Kind = "quiet", tooltip: str = "") -> QPushButton:
    """A push button; ``icon`` is a Lucide name. Mouse clicks leave the focus where it was, Tab reaches it."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setIconSize(QSize(ICON, ICON))
    if icon:
        theme().track_icon(made, icon, TOKENS.get(kind, "text"), ICON)
    if tooltip:
        made.setToolTip(tooltip)
    made.pressed.connect(commit_typing)
    return made


def tool_button(icon: str, tooltip: str, checkable: bool = False, token: str = "secondary") -> QToolButton:
    """A square button with only an icon; the tool tip is its name, for screen readers too."""
    made = QToolButton()
    made.setToolTip(tooltip)
    made.setAccessibleName(tooltip)
    made.setCheckable(checkable)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setIconSize(QSize(ICON, ICON))
    theme().track_icon(made, icon, token, ICON)
    made.pressed.connect(commit_typing)
    return made


def commit_typing() -> None:
    """Take over what is typed in the field that has the focus, before a button or a key acts on its value.

    A click on a button leaves the focus in the field, which would keep its text to itself.
    """
    commit = getattr(QApplication.focusWidget(), "commit", None)
    if commit is not None:
        commit()


class Segmented(QFrame):
    """A few exclusive choices side by side; ``changed`` carries the id a person chose."""

    changed = Signal(str)

    def __init__(self, options: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "segmented")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for name, text in options:
            self._buttons[name] = self._segment(name, text)
            row.addWidget(self._buttons[name])
        self._group.buttonClicked.connect(self._clicked)
        if options:
            self.set(options[0][0])

    def value(self) -> str:
        """The chosen id, "" for none."""
        chosen = self._group.checkedButton()
        return chosen.objectName() if chosen else ""

    def set(self, name: str) -> None:
        """Choose an id, or none with ""; emits nothing."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)
        elif self._group.checkedButton():
            self._group.setExclusive(False)
            self._group.checkedButton().setChecked(False)
            self._group.setExclusive(True)

    def segment(self, name: str) -> QPushButton:
        """The button of one choice, to disable it or to give it a tool tip."""
        return self._buttons[name]

    def _segment(self, name: str, text: str) -> QPushButton:
        made = QPushButton(text, self)
        made.setObjectName(name)
        made.setProperty("role", "segment")
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._group.addButton(made)
        return made

    @Slot(QObject)
    def _clicked(self, clicked: QObject) -> None:
        self.changed.emit(clicked.objectName())
