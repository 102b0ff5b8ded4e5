"""What stands in the window while its parts are loaded."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.shell.brand import mark
from app.ui.theme import set_role


class Splash(QWidget):
    """The mark, the name and one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "window")
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(1)
        picture = QLabel()
        picture.setPixmap(mark(72))
        for label, role in ((picture, ""), (QLabel("Netloom"), "page-title"), (QLabel("Loading…"), "secondary")):
            label.setProperty("role", role)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(1)
