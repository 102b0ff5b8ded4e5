"""A text as it is being written."""

from __future__ import annotations

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui.theme import color, mono_font, theme


class Written(QPlainTextEdit):
    """What stood there, quietly, and what the network wrote behind it; follows the end while that is in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFont(mono_font(13))
        self.setAccessibleName("Written text")
        self.setPlaceholderText("What the network writes appears here.")
        self.prompt, self.text = "", ""
        theme().changed.connect(self._wear)

    def begin(self, prompt: str) -> None:
        """A new page with the begin of the text."""
        self.prompt, self.text = prompt, ""
        self.clear()
        self._insert(prompt, "secondary")

    def add(self, text: str) -> None:
        """What was written meanwhile."""
        if not text:
            return
        self.text += text
        bar = self.verticalScrollBar()
        follows = bar.value() >= bar.maximum() - 2
        self._insert(text, "text")
        if follows:
            bar.setValue(bar.maximum())

    def _insert(self, text: str, token: str) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        ink = QTextCharFormat()
        ink.setForeground(color(token))
        cursor.insertText(text, ink)

    def _wear(self) -> None:
        text = self.text
        self.begin(self.prompt)
        self.add(text)
