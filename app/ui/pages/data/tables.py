"""Tables of samples and of per-feature statistics."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.data.dataset import Array, Dataset
from app.data.describe import FeatureFacts
from app.data.split import PARTS, Split
from app.ui.theme import color, mono_font, text_font

Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MISSING = "missing"
MAX_COLUMNS = 100
WIDEST = 160


class Cells(QAbstractTableModel):
    """Texts in rows; the first ``words`` columns hold words, the others numbers."""

    def __init__(self, words: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._titles: list[str] = []
        self._rows: list[list[str]] = []

    def set(self, titles: list[str], rows: list[list[str]]) -> None:
        """Show other cells."""
        self.beginResetModel()
        self._titles, self._rows = titles, rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        text = self._rows[index.row()][index.column()]
        word = index.column() < self._words
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if word else RIGHT
        if role == Qt.ItemDataRole.FontRole:
            return text_font(13) if word else mono_font(12)
        if role == Qt.ItemDataRole.ForegroundRole and text == MISSING:
            return color("attention_text")
        return None

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and side == Qt.Orientation.Horizontal:
            return LEFT if section < self._words else RIGHT
        tip = role == Qt.ItemDataRole.ToolTipRole and side == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole or tip:
            return self._titles[section] if side == Qt.Orientation.Horizontal else section + 1
        return None


def table(model: Cells) -> QTableView:
    """A quiet view of cells."""
    view = QTableView()
    view.setModel(model)
    view.setShowGrid(False)
    view.setAlternatingRowColors(True)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setWordWrap(False)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(28)
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the ends of names tell them apart
    view.horizontalHeader().setMinimumSectionSize(52)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    return view


def fit_columns(view: QTableView, most: int = WIDEST) -> None:
    """Make each column as wide as its texts, up to ``most`` pixels."""
    view.resizeColumnsToContents()
    for column in range(view.model().columnCount()):
        view.setColumnWidth(column, min(most, view.columnWidth(column) + 8))


def sample_cells(dataset: Dataset, split: Split, rows: Array) -> tuple[list[str], list[list[str]]]:
    """Row number, part and answer, then the features as they are read; of a text row number, part and text."""
    part = {int(row): name for name in PARTS for row in getattr(split, name)}
    if dataset.vocabulary:
        return ["row", "part", "text"], [[str(int(row) + 1), part[int(row)], dataset.text(int(row))] for row in rows]
    values = dataset.input().reshape(len(dataset), -1)[:, :MAX_COLUMNS]
    names = dataset.feature_names or tuple(f"feature {index + 1}" for index in range(values.shape[1]))
    titles = ["row", "part", *dataset.targets, *names[:MAX_COLUMNS]]
    cells = [
        [str(int(row) + 1), part[int(row)], *_answers(dataset, int(row)), *map(_number, values[row])] for row in rows
    ]
    return titles, cells


def feature_cells(facts: tuple[FeatureFacts, ...], standardised: bool) -> tuple[list[str], list[list[str]]]:
    """Statistics as read, or as the network sees them."""
    titles = ["feature", "mean", "std", "min", "max", "missing"]
    cells = []
    for fact in facts:
        spread = fact.std or 1.0
        row = [fact.mean, fact.std, fact.minimum, fact.maximum]
        if standardised:
            row = [0.0, 1.0 if fact.std else 0.0, *((value - fact.mean) / spread for value in row[2:])]
        cells.append([fact.name, *map(_number, row), f"{fact.missing:,}" if fact.missing else "0"])
    return titles, cells


def _answers(dataset: Dataset, row: int) -> list[str]:
    texts = []
    for field, values in dataset.targets.items():
        first = values[row].ravel()[0] if values[row].ndim else values[row]
        texts.append(dataset.classes[field][int(first)] if field in dataset.classes else _number(first))
    return texts


def _number(value: Any) -> str:
    number = float(value)
    if math.isnan(number):
        return MISSING
    return f"{number:.4f}".rstrip("0").rstrip(".") if 1e-3 <= abs(number) < 1e5 else f"{number:.4g}"
