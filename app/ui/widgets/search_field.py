"""The search on top of a list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from app.ui.theme import FIELD, pixmap, theme
from app.ui.widgets.buttons import tool_button
from app.ui.widgets.labels import label


class SearchField(QLineEdit):
    """A line with a glass at its left; at its right the key that leads here, or a cross that clears the words."""

    def __init__(self, placeholder: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setFixedHeight(FIELD + 2)
        self.setTextMargins(22, 0, 22, 0)
        self._glass = QLabel()
        self._glass.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._key = label(key, "key")
        self.cross = tool_button("x", "Clear the search")
        self.cross.setStyleSheet("min-width: 18px; min-height: 18px;")
        self.cross.setFixedSize(20, 20)
        self.cross.setCursor(Qt.CursorShape.ArrowCursor)
        self.cross.clicked.connect(self.clear)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(9, 0, 6, 0)
        for part in (self._glass, self._key, self.cross):
            inside.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        inside.insertStretch(1, 1)
        self.textChanged.connect(self._turn)
        theme().changed.connect(self._wear)
        self._turn("")
        self._wear()

    @Slot(str)
    def _turn(self, text: str) -> None:
        self._key.setVisible(bool(self._key.text()) and not text)
        self.cross.setVisible(bool(text))

    @Slot()
    def _wear(self) -> None:
        self._glass.setPixmap(pixmap("search", 14, "secondary"))
