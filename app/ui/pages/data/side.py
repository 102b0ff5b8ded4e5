"""The right side of the Data page: options of the source, split, network."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.ui.pages.data.options_form import OptionsForm
from app.ui.pages.data.split_form import SplitForm
from app.ui.theme import PADDING
from app.ui.widgets import button, heading, label, rule


class Side(QScrollArea):
    """Forms and buttons; the page connects them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.about = label("", "caption")
        self.busy = label("", "secondary")
        self.options, self.split = OptionsForm(), SplitForm()
        self.propose = button("Propose a first network", "sparkles")
        self.try_it = button("Try it…", "pencil", tooltip="Predict on a drawing, a row or files with the newest run")
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        self._column.setSpacing(6)
        self._group("Source", self.about, self.options)
        self._group("Split and scale", self.split)
        text = "A small network with Inputs, Target and a recipe that fit this data."
        self._group("Network", label(text, "caption"), self.propose, self.try_it, last=True)
        self._column.addStretch(1)
        self._column.addWidget(self.busy)
        self.setWidget(inside)

    def _group(self, title: str, *widgets: QWidget, last: bool = False) -> None:
        self._column.addWidget(heading(title))
        for widget in widgets:
            self._column.addWidget(widget)
        if not last:
            self._column.addSpacing(8)
            self._column.addWidget(rule())
            self._column.addSpacing(8)
