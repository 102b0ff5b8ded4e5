"""One line of a form: name, reset, field, and below them why a value cannot be taken."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets import label, tool_button

WIDEST = 16_777_215
"""Qt's own largest width: as wide as there is room."""


class FormRow(QWidget):
    """A field of any kind (`changed`, `set`, `set_mixed`) with its name and a way back to the default.

    ``changed`` carries a committed value, ``reset`` asks for the default.
    """

    changed = Signal(object)
    reset = Signal()

    def __init__(self, name: str, field: QWidget, help: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.mixed = False
        self.name = label(name, wrap=False)
        self.name.setBuddy(field)
        self.back = tool_button("rotate-ccw", "Back to the default", token="faint")
        self.back.setFixedSize(24, 24)
        keep = self.back.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(keep)
        self.back.hide()
        self.error = label("", "error")
        self.error.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.error.hide()
        self._lay_out()
        field.setAccessibleName(name)
        field.setToolTip(help)
        self.name.setToolTip(help)
        field.changed.connect(self.changed)
        self.back.clicked.connect(self._back)
        if hasattr(field, "errored"):
            field.errored.connect(self._say)

    def show_value(self, value: Any, mixed: bool = False, default: Any = None) -> None:
        """Show what the document holds; a text being typed stays where that did not change."""
        if mixed:
            self.field.set_mixed()
        elif self.mixed or value != self.field.value():
            self.field.set(value)
            self._say("")
        self.mixed = mixed
        self.back.setVisible(mixed or value != default)
        shown = "nothing" if default is None else ("on" if default is True else "off" if default is False else default)
        self.back.setToolTip(f"Back to the default: {_listed(shown)}")

    def drop(self) -> None:
        """Forget a text that was not taken."""
        if not self.mixed:
            self.field.set(self.field.value())
        self._say("")

    def refuse(self, reason: str, value: Any) -> None:
        """Say why a value was not taken; ``value`` is what the document still holds (Esc brings it back)."""
        text = self.field.text() if hasattr(self.field, "parse") else None
        self.field.set(value)
        if text is not None:
            self.field.setText(text)
            self.field.set_error(reason)
        self._say(reason)

    def _lay_out(self) -> None:
        self._row = row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.name, 1)
        row.addWidget(self.back)
        row.addWidget(self.field, 0, Qt.AlignmentFlag.AlignRight)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.error)

    def give_width(self) -> None:
        """Let the field take all the width that its name leaves: for texts, which may be long."""
        self._row.setStretch(0, 0)
        self._row.setAlignment(self.field, Qt.AlignmentFlag(0))
        self._row.setStretchFactor(self.field, 1)
        self.field.setMaximumWidth(WIDEST)

    def put_before_field(self, part: QWidget) -> None:
        """Put a switch beside the field."""
        self._row.insertWidget(1, part)

    def put_below(self, part: QWidget) -> None:
        """Put a line between the field and what is said about it."""
        self._column.insertWidget(1, part)

    def say_below(self, text: str) -> None:
        """Say why something could not be done; "" where all is well."""
        self._say(text)

    @Slot()
    def _back(self) -> None:
        self.reset.emit()

    @Slot(str)
    def _say(self, text: str) -> None:
        self.error.setText(text)
        self.error.setVisible(bool(text))


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)
