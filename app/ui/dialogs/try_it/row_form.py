"""A field per column of a table, to make up a row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.data.columns import MISSING, Column
from app.data.dataset import Dataset
from app.ui.widgets import ChoiceField, NumberField, Row, TextField

WIDTH = 128
NAME_WIDTH = 160


class RowForm(QScrollArea):
    """``changed`` fires when a value is committed."""

    changed = Signal()

    def __init__(self, dataset: Dataset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fields: list[Any] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(0)
        for each in dataset.columns or tuple(Column(name) for name in feature_names(dataset)):
            field = _field(each)
            field.setFixedWidth(WIDTH)
            field.changed.connect(self._changed)
            self.fields.append(field)
            row = Row(each.name, field, each.name)
            elided = row.name.fontMetrics().elidedText(each.name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH)
            row.name.setText(elided)
            column.addWidget(row)
        column.addStretch(1)
        self.setWidget(inside)

    def cells(self) -> list[Any]:
        """The row as it stands; None for a missing value."""
        return [field.value() for field in self.fields]

    def set(self, cells: list[Any]) -> None:
        """Show a row; emits nothing."""
        for field, cell in zip(self.fields, cells, strict=True):
            field.set(round(cell, 6) if isinstance(cell, float) else cell)

    @Slot()
    def _changed(self, *_: object) -> None:
        self.changed.emit()


def feature_names(dataset: Dataset) -> tuple[str, ...]:
    """Names of the features, numbered where the data set gives none."""
    return dataset.feature_names or tuple(f"feature {index + 1}" for index in range(dataset.input().shape[1]))


def _field(column: Column) -> Any:
    if column.kind == "number":
        return NumberField(None, optional=True, empty="missing")
    if column.kind == "date":
        return TextField("", "2024-01-31", mono=True)
    choices = [(None, MISSING) if name == MISSING else (name, name) for name in column.categories]
    return ChoiceField(choices, mono=False)
