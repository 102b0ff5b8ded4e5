"""How the samples are split and standardised."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.graph.data_choice import DataChoice
from app.ui.pages.data.pick_fields import WIDTH
from app.ui.widgets import ChoiceField, NumberField, Row, SwitchField

KINDS = [
    ("stratified", "stratified"),
    ("random", "random"),
    ("time", "by time order"),
    ("group", "by group"),
]


class SplitForm(QWidget):
    """``changed`` carries {field of the data section: value}."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        fields = DataChoice.model_fields
        self.kind = ChoiceField(KINDS, mono=False)
        self.kind.setFixedWidth(WIDTH)
        self.validation = NumberField(15, 0, 95, unit="%")
        self.test = NumberField(0, 0, 95, unit="%")
        self.split_seed = NumberField(0, 0, 2**31 - 1, integer=True)
        self.standardize = SwitchField(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        rows = (
            ("Kind", "split", self.kind),
            ("Validation", "validation", self.validation),
            ("Test", "test", self.test),
            ("Seed", "split_seed", self.split_seed),
            ("Standardize", "standardize", self.standardize),
        )
        for title, name, field in rows:
            field.setObjectName(name)
            field.changed.connect(self._edited)
            column.addWidget(Row(title, field, fields[name].description or ""))

    def show_choice(self, choice: DataChoice) -> None:
        """Show a data section; emits nothing."""
        self.kind.set(choice.split)
        self.validation.set(_percent(choice.validation))
        self.test.set(_percent(choice.test))
        self.split_seed.set(choice.split_seed)
        self.standardize.set(choice.standardize)

    @Slot(object)
    def _edited(self, value: Any) -> None:
        sender: QObject | None = self.sender()
        if sender is None:
            return
        share = sender in (self.validation, self.test)
        self.changed.emit({sender.objectName(): round(value / 100, 6) if share else value})


def _percent(share: float) -> float:
    """15 rather than 15.0 where the share is whole."""
    percent = round(share * 100, 4)
    return int(percent) if percent == int(percent) else percent
