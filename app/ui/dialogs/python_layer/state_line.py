"""One line below the code: what it reads as, or what is wrong and the way there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.ui.theme import PADDING, pixmap, set_role, theme
from app.ui.widgets import button, label

HEIGHT = 46


class StateLine(QFrame):
    """``asked`` carries the line that the person wants to see. It is as high for two rows of words as for one."""

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "inset")
        self.setMinimumHeight(HEIGHT)
        self._line = 0
        self._icon, self._token = "circle-check", "good"
        self._picture = QLabel()
        self._picture.setFixedWidth(18)
        self.text = label("", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.go_button = button("", kind="link", tooltip="Put the cursor there")
        self.go_button.setAutoDefault(False)
        self.go_button.clicked.connect(self._go)
        row = QHBoxLayout(self)
        row.setContentsMargins(PADDING - 4, 5, 8, 5)
        row.setSpacing(10)
        row.addWidget(self._picture)
        row.addWidget(self.text, 1)
        row.addWidget(self.go_button)
        theme().changed.connect(self._draw)

    def tell(self, text: str) -> None:
        """All is well."""
        self._say("circle-check", "good", text, 0)

    def warn(self, text: str, line: int = 0) -> None:
        """It can be taken, and fails where it is used."""
        self._say("triangle-alert", "attention", text, line)

    def fail(self, reason: str, line: int = 0) -> None:
        """It cannot be taken; ``line`` is where, 0 where no line is to blame."""
        self._say("circle-alert", "bad", reason, line)

    def _say(self, icon: str, token: str, text: str, line: int) -> None:
        self._icon, self._token, self._line = icon, token, line
        self.text.setText(text)
        self.setAccessibleName(text)
        self.go_button.setText("Go there")
        self.go_button.setVisible(line > 0)
        self._draw()

    @Slot()
    def _go(self) -> None:
        self.asked.emit(self._line)

    @Slot()
    def _draw(self) -> None:
        self._picture.setPixmap(pixmap(self._icon, 16, self._token))
