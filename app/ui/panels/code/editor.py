"""Source that one writes."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.panels.code import keys
from app.ui.panels.code.numbered import NumberedText

Key, Held = Qt.Key, Qt.KeyboardModifier
ENTER = (Key.Key_Return, Key.Key_Enter)


class CodeEditor(NumberedText):
    """Python as one is used to typing it: Tab and Shift+Tab indent, Enter keeps the depth, Ctrl+/ makes comments.

    ``committed`` fires for Ctrl+Enter. Ctrl+Tab leaves the text, because Tab belongs to it; Esc is left to others.
    """

    committed = Signal()
    tone = "bad"

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Python code")
        self.setAccessibleDescription("Tab indents; Ctrl+Tab goes to the next field, Ctrl+Enter takes the code")
        self.setPlainText(text)

    def text(self) -> str:
        """What is written."""
        return self.toPlainText()

    def write(self, text: str) -> None:
        """Put another text in the place of all; Ctrl+Z brings the old one back."""
        cursor = self.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.setPosition(0)
        self.setTextCursor(cursor)

    def mark_line(self, line: int) -> None:
        """Mark the line that is wrong, 0 for none; what one types stays where it is."""
        self.mark(((line, line),) if line else (), scroll=False)

    def go_to(self, line: int) -> None:
        """Put the cursor at the end of a line and the keyboard into the text."""
        cursor = self._cursor(line)
        cursor.movePosition(cursor.MoveOperation.EndOfBlock)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._own_key(event.key(), event.modifiers()):
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pasted text: plain, with spaces for tabs."""
        if source.hasText():
            text = source.text().replace("\r\n", "\n").replace("\r", "\n")
            self.textCursor().insertText(text.expandtabs(keys.INDENT))
            self.ensureCursorVisible()

    def leave(self, forward: bool = True) -> None:
        """Give the keyboard to the next field, or to the one before."""
        self.setTabChangesFocus(True)
        self.focusNextPrevChild(forward)
        self.setTabChangesFocus(False)

    def _own_key(self, key: int, held: Qt.KeyboardModifier) -> bool:
        control, cursor = bool(held & Held.ControlModifier), self.textCursor()
        if control and key in ENTER:
            self.committed.emit()
        elif key in (Key.Key_Tab, Key.Key_Backtab) and control:
            self.leave(key == Key.Key_Tab and not held & Held.ShiftModifier)
        elif key == Key.Key_Tab:
            keys.indent(cursor)
        elif key == Key.Key_Backtab:
            keys.outdent(cursor)
        elif key in ENTER and not control:
            keys.new_line(cursor)
        elif key == Key.Key_Slash and control:
            keys.turn_comment(cursor)
        else:
            return key == Key.Key_Backspace and not control and keys.take_back(cursor)
        self.ensureCursorVisible()
        return True
