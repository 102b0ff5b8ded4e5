"""What floats over the board: the reason near the cursor."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from app.ui.theme import set_role, theme


class Hint(QLabel):
    """One short sentence beside the pointer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "hint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self._look: tuple[bool, bool] | None = None
        self.hide()

    def say(self, text: str, at: QPoint, bad: bool = False, seconds: float = 0.0) -> None:
        """Show a sentence at a place of the viewport; with seconds it goes by itself."""
        self._dress(bad)
        if text != self.text():
            self.setText(text)
            self.adjustSize()
        room = self.parentWidget().rect()
        x = min(at.x() + 18, room.right() - self.width() - 8)
        y = min(at.y() + 20, room.bottom() - self.height() - 8)
        self.move(max(8, x), max(8, y))
        self.show()
        self.raise_()
        self._timer.stop()
        if seconds:
            self._timer.start(int(seconds * 1000))

    def _dress(self, bad: bool) -> None:
        if (bad, theme().dark) == self._look:
            return
        self._look = bad, theme().dark
        tokens = theme().tokens
        edge, ink = (tokens.bad, tokens.bad_text) if bad else (tokens.line_strong, tokens.secondary)
        self.setStyleSheet(
            f"background: {tokens.raised}; color: {ink}; border: 1px solid {edge}; border-radius: 6px;"
            "padding: 4px 8px; font-size: 12px;"
        )
