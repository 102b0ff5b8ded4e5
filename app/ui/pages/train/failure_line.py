"""Why a run failed, for as long as it is the one that is looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.ui.theme import color, pixmap, theme
from app.ui.widgets import label


class FailureLine(QFrame):
    """One sentence; hidden where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        self.text = label("", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._picture = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(10)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        theme().changed.connect(self._tint)
        self._tint()
        self.hide()

    def set(self, sentence: str) -> None:
        """Say why, or go away."""
        self.text.setText(sentence)
        self.setVisible(bool(sentence))

    @Slot()
    def _tint(self) -> None:
        self._picture.setPixmap(pixmap("circle-alert", 16, "bad"))
        self.setStyleSheet(f"FailureLine {{ border: 1px solid {color('bad').name()}; }}")
