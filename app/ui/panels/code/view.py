"""Read-only source."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from app.ui.panels.code.numbered import NumberedText
from app.ui.panels.code.patch import hunks, patch


class CodeView(NumberedText):
    """Source text that nobody edits here; a click on a line tells which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName("Source code")
        self._lines: list[str] = [""]
        self._pressed = QPoint()

    def show_text(self, text: str) -> None:
        """Show other source; the place one looks at stays."""
        lines = text.split("\n")
        changes = hunks(self._lines, lines)
        down, right = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        if sum(max(end - first, len(new)) for first, end, new in changes) > len(lines) / 2:
            self.setPlainText(text)
        elif changes:
            patch(self.document(), changes)
        self._lines = lines
        self.verticalScrollBar().setValue(down)
        self.horizontalScrollBar().setValue(right)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        still = (place - self._pressed).manhattanLength() < 4
        if event.button() == Qt.MouseButton.LeftButton and still and not self.textCursor().hasSelection():
            line = self.line_at(place)
            if line:
                self.line_clicked.emit(line)
