"""What came of the work of a dialog."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QProgressBar, QVBoxLayout, QWidget

from app.ui.theme import PADDING, mono_font, pixmap, set_role
from app.ui.widgets import label

LINES = 6
"""Lines of a list that are seen at once, at most."""


class ResultPanel(QFrame):
    """Nothing yet, waiting, what was measured, or the reason, with a list where there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "inset")
        self._icon = QLabel()
        self._icon.setFixedWidth(20)
        self.text = label("", "subtitle", wrap=True)
        self.detail = label("", "caption", wrap=True)
        self.list = QPlainTextEdit(readOnly=True)
        self.list.setFont(mono_font())
        self.list.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        words = QVBoxLayout()
        words.setSpacing(4)
        for part in (self.text, self.detail, self.list, self.bar):
            words.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(PADDING, 12, PADDING, 12)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        kept = self.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.setSizePolicy(kept)
        self.setMinimumHeight(84)
        self.list.hide()
        self.hide()

    def clear(self) -> None:
        """Nothing came of anything yet."""
        self.list.hide()
        self.hide()

    def wait(self, text: str) -> None:
        """Something is going on."""
        self._say("loader-circle", "secondary", text, "", busy=True)

    def succeed(self, text: str, detail: str) -> None:
        """It is done."""
        self._say("circle-check", "good", text, detail)

    def fail(self, reason: str, lines: Sequence[str] = (), detail: str = "") -> None:
        """It is not; ``lines`` are listed below the reason and what else there is to say."""
        self._say("circle-alert", "bad", reason, detail, lines)

    def _say(
        self, icon: str, token: str, text: str, detail: str, lines: Sequence[str] = (), busy: bool = False
    ) -> None:
        self._icon.setPixmap(pixmap(icon, 18, token))
        self.text.setText(text[:1].upper() + text[1:])
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.list.setPlainText("\n".join(lines))
        bar = self.list.horizontalScrollBar().sizeHint().height()
        self.list.setFixedHeight(QFontMetrics(mono_font()).lineSpacing() * min(len(lines), LINES) + bar + 24)
        self.list.setVisible(bool(lines))
        self.bar.setVisible(busy)
        self.show()
