"""Texts with a role, badges and rows of values."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import RADIUS_CARD, ROW, color, text_font, theme

WRAPPED = {"secondary", "caption", "error"}


def label(text: str, role: str = "", wrap: bool | None = None) -> QLabel:
    """A text in one of the roles of the stylesheet: "title", "secondary", "caption", "mono", "value" ..."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(role in WRAPPED if wrap is None else wrap)
    return made


def reading() -> QLabel:
    """A newest value at the end of a heading; it takes all the room there is, so a longer one is never cut off."""
    made = label("", "mono-secondary", wrap=False)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return made


def heading(text: str) -> QLabel:
    """Small capitals above a group of rows."""
    made = label(text.upper(), "heading")
    font = text_font(11, 600)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
    made.setFont(font)
    return made


def rule() -> QFrame:
    """A thin line between groups."""
    line = QFrame()
    line.setProperty("role", "rule")
    line.setFixedHeight(1)
    return line


class Badge(QLabel):
    """A short text in a pill, in the colour of a token ("secondary", "good", "attention", "bad", "accent")."""

    def __init__(self, text: str = "", token: str = "secondary", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "badge")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(22)
        self._token = token
        self._tint()
        theme().changed.connect(self._tint)

    def set(self, text: str, token: str = "") -> None:
        """Show another text, in another colour if one is named."""
        self.setText(text)
        if token and token != self._token:
            self._token = token
            self._tint()

    def _tint(self) -> None:
        name = f"{self._token}_text" if self._token in ("accent", "good", "attention", "bad") else self._token
        self.setStyleSheet(f"color: {color(name).name()};")


class StatRow(QWidget):
    """A name left and its value right, in the mono face."""

    def __init__(self, name: str, value: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._name = label(name, wrap=False)
        self._value = label(value, "value")
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self._name)
        row.addStretch(1)
        row.addWidget(self._value)
        self.setFixedHeight(ROW - 4)

    def set(self, text: str) -> None:
        """Show another value."""
        self._value.setText(text)

    def set_name(self, text: str) -> None:
        """Show another name."""
        self._name.setText(text)

    def text(self) -> str:
        return self._value.text()


class Row(QWidget):
    """A name left, a field right, and below them the reason why a value cannot be taken."""

    def __init__(self, name: str, field: QWidget, help: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 2, 0, 2)
        outer.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.name = label(name, wrap=False)
        self.name.setBuddy(field)
        row.addWidget(self.name, 1)
        row.addWidget(field, 0, Qt.AlignmentFlag.AlignRight)
        self._error = label("", "error")
        self._error.hide()
        outer.addLayout(row)
        outer.addWidget(self._error)
        field.setAccessibleName(name)
        if help:
            self.name.setToolTip(help)
            field.setToolTip(help)
        if hasattr(field, "errored"):
            field.errored.connect(self.set_error)

    def set_error(self, text: str) -> None:
        """Show a reason below the field, or take it away."""
        self._error.setText(text)
        self._error.setVisible(bool(text))


class Card(QFrame):
    """A titled surface; put things into ``body``."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(RADIUS_CARD + 2, RADIUS_CARD, RADIUS_CARD + 2, RADIUS_CARD + 2)
        outer.setSpacing(8)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title = label(title, "subtitle")
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        if not title:
            self.title.hide()
        outer.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)
