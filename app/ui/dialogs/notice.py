"""What is said before something is done, not in a question afterwards."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.ui.theme import PADDING, pixmap, set_role
from app.ui.widgets import label


def notice(text: str) -> QFrame:
    """A text in a frame, with a sign that asks for attention."""
    frame = QFrame()
    set_role(frame, "inset")
    icon = QLabel()
    icon.setPixmap(pixmap("triangle-alert", 18, "attention"))
    icon.setFixedWidth(20)
    row = QHBoxLayout(frame)
    row.setContentsMargins(PADDING, 12, PADDING, 12)
    row.setSpacing(12)
    row.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(label(text, "", wrap=True), 1)
    return frame
