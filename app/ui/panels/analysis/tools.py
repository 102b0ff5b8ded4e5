"""Filter, batch, and ways to take the table away: they stand in the line of the tabs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme import SPACE
from app.ui.widgets import NumberField, SearchField, label, tool_button

LARGEST_BATCH = 1_000_000


class AnalysisTools(QWidget):
    """``filtered`` carries the words to look for, ``batch_chosen`` a number of samples."""

    filtered = Signal(str)
    batch_chosen = Signal(object)
    copied = Signal()
    saved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = SearchField("Filter nodes")
        self.filter.setMaximumWidth(220)
        self.filter.textChanged.connect(self.filtered)
        self.batch = NumberField(1, 1, LARGEST_BATCH, integer=True)
        self.batch.setMinimumWidth(0)
        self.batch.setFixedWidth(72)
        self.batch.setAccessibleName("batch")
        self.batch.setToolTip("Samples of the batch that memory is told for; to begin with the recipe's.")
        self.batch.changed.connect(self.batch_chosen)
        self._copy = tool_button("copy", "Copy the table as CSV")
        self._copy.clicked.connect(self.copied)
        self._save = tool_button("download", "Save the table as CSV…")
        self._save.clicked.connect(self.saved)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.filter, 1)
        row.addSpacing(SPACE)
        row.addWidget(label("batch", "secondary", wrap=False))
        for part in (self.batch, self._copy, self._save):
            row.addWidget(part)

    def show_batch(self, batch: int) -> None:
        """Show how many samples memory is told for, unless somebody is typing."""
        if not self.batch.hasFocus():
            self.batch.set(batch)

    def offer_table(self, there: bool) -> None:
        """Whether there is a table that can be taken away."""
        self._copy.setEnabled(there)
        self._save.setEnabled(there)
