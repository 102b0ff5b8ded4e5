"""What stands in the middle where there is no data to show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.theme import PADDING, color, theme
from app.ui.widgets import EmptyState, label


def invitation(choose: Callable[[], object]) -> EmptyState:
    """No file is chosen yet."""
    return EmptyState(
        "upload",
        "Bring your own data",
        "Drop a CSV or Parquet table, a NumPy archive (.npz) or a folder with one folder of pictures per class on this "
        "page. Nothing leaves this computer.",
        "Choose…",
        choose,
    )


class Failure(QWidget):
    """Why the data cannot be read or split, in one sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = label("", wrap=True)
        self._stripe = QLabel()
        self._stripe.setFixedWidth(4)
        box = QFrame()
        box.setProperty("role", "card")
        row = QHBoxLayout(box)
        row.setContentsMargins(14, 14, 16, 14)
        row.setSpacing(14)
        row.addWidget(self._stripe)
        row.addWidget(self.text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        column.addWidget(box)
        column.addStretch(1)
        theme().changed.connect(self._tint)
        self._tint()

    @Slot()
    def _tint(self) -> None:
        self._stripe.setStyleSheet(f"background: {color('bad').name()}; border-radius: 2px;")
