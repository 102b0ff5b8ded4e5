"""A titled group of rows, and one that is folded."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme import theme
from app.ui.widgets import button, heading


class Section(QWidget):
    """A heading over rows in ``body``."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 14, 0, 0)
        outer.setSpacing(4)
        self.heading = heading(title)
        outer.addWidget(self.heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        outer.addLayout(self.body)


class Fold(QWidget):
    """Rows that few people need; closed to begin with, and again for the next node unless left open."""

    left_open = False

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = button(title, kind="flat")
        self.head.setCheckable(True)
        self.head.setChecked(Fold.left_open)
        self.head.setStyleSheet("text-align: left; padding: 0;")
        self._rows = QWidget()
        self.body = QVBoxLayout(self._rows)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 4, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(self._rows)
        self.head.toggled.connect(self._turn)
        self._turn(Fold.left_open)

    @Slot(bool)
    def _turn(self, shown: bool) -> None:
        Fold.left_open = shown
        self._rows.setVisible(shown)
        theme().track_icon(self.head, "chevron-down" if shown else "chevron-right", "secondary", 14)
