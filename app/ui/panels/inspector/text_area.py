"""A few lines of free text that are taken when one leaves them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget


class TextArea(QPlainTextEdit):
    """``changed`` carries the new text when the focus leaves."""

    changed = Signal(object)

    def __init__(self, name: str, placeholder: str, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(6)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 18)
        self._value = ""

    def value(self) -> str:
        """The text as it was last taken or set."""
        return self._value

    def set(self, value: str) -> None:
        """Show a text; emits nothing."""
        self._value = value
        self.setPlainText(value)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.commit()

    def commit(self) -> None:
        """Take the text as it stands now."""
        text = self.toPlainText().strip()
        if text != self._value:
            self._value = text
            self.changed.emit(text)
