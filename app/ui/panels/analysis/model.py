"""Rows of an analysis as a tree for Qt: sorted, filtered, what is inside a block below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.compile.analysis.rows import Row, together
from app.ui.panels.analysis.columns import COLUMNS, SIGHT, fits, kept, matching, ordered

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NOWHERE = QModelIndex()


@dataclass(eq=False, slots=True)
class Entry:
    """One line of the table.

    Attributes:
        key: its number in the model.
        place: its place among those beside it.
        above: the line of the block that it is inside of.
        inside: the lines below it; None until somebody looks.
    """

    row: Row
    key: int
    place: int
    above: Entry | None
    inside: list[Entry] | None = field(default=None)

    @property
    def name(self) -> str:
        """Its name, without that of the block around it."""
        return self.row.name.removeprefix(f"{self.above.row.name}.") if self.above else COLUMNS[0].text(self.row)

    @property
    def outermost(self) -> Entry:
        """The line of the node on the level one looks at."""
        return self.above.outermost if self.above else self


class FiguresModel(QAbstractItemModel):
    """Shows rows in document order until it is sorted. Qt holds numbers, never the entries themselves.

    Attributes:
        total: all rows together, what shares are measured by.
        matched: those that fit the filter, together; the same as ``total`` without a filter.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._words: tuple[str, ...] = ()
        self._column: int | None = None
        self._falling = False
        self._entries: list[Entry] = []
        self._top: list[Entry] = []
        self.total = self.matched = together(())

    # what is shown

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self._rows = tuple(rows)
        self.total = together(self._rows)
        self._renew()

    def set_filter(self, text: str) -> None:
        """Show only what has all these words in its name, kind or shape, and the blocks around it."""
        self._words = tuple(text.casefold().split())
        self._renew()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 is document order."""
        self._column = column if column >= 0 else None
        self._falling = order == Qt.SortOrder.DescendingOrder
        self._renew()

    @property
    def filtered(self) -> bool:
        return bool(self._words)

    @property
    def count(self) -> int:
        """Rows of the level, shown or not."""
        return len(self._rows)

    def entry(self, index: Index) -> Entry:
        """The line at an index."""
        return self._entries[index.internalId()]

    def find(self, row_id: str) -> QModelIndex:
        """Where the row with an id stands, if it stands on the level one looks at."""
        return next((self.at(entry) for entry in self._top if entry.row.id == row_id), QModelIndex())

    def at(self, entry: Entry, column: int = 0) -> QModelIndex:
        """The index of a line."""
        return self.createIndex(entry.place, column, entry.key)

    def top(self) -> list[Entry]:
        """The lines of the level one looks at."""
        return self._top

    def opens(self, entry: Entry) -> bool:
        """Whether only something inside it fits the filter."""
        return self.filtered and not fits(entry.row, self._words)

    def inside(self, entry: Entry) -> list[Entry]:
        """The lines below a line."""
        if entry.inside is None:
            below = kept(entry.row.inside, self._words) if self.opens(entry) else entry.row.inside
            entry.inside = self._made(below, entry)
        return entry.inside

    def _renew(self) -> None:
        self.beginResetModel()
        self._entries = []
        self._top = self._made(kept(self._rows, self._words) if self._words else self._rows, None)
        self.matched = together(matching(self._rows, self._words)) if self._words else self.total
        self.endResetModel()

    def _made(self, rows: Sequence[Row], above: Entry | None) -> list[Entry]:
        first, sorted_rows = len(self._entries), ordered(rows, self._column, self._falling)
        made = [Entry(row, first + place, place, above) for place, row in enumerate(sorted_rows)]
        self._entries += made
        return made

    # Qt's questions

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        lines = self._top if not parent.isValid() else self.inside(self.entry(parent))
        return self.at(lines[row], column) if 0 <= row < len(lines) and 0 <= column < len(COLUMNS) else QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        above = self.entry(index).above if index.isValid() else None
        return self.at(above) if above else QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if not parent.isValid():
            return len(self._top)
        return len(self.inside(self.entry(parent))) if parent.column() == 0 else 0

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        if not parent.isValid():
            return bool(self._top)
        return parent.column() == 0 and bool(self.entry(parent).row.inside)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry, column = self.entry(index), COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name if index.column() == 0 else column.text(entry.row)
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(entry.row, index.column())
        return None

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._title(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{column.help} A click sorts; a third one brings the order of the drawing back.".strip()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if _is_number(section) else LEFT
        if role == Qt.ItemDataRole.InitialSortOrderRole:
            return Qt.SortOrder.DescendingOrder if column.falling else Qt.SortOrder.AscendingOrder
        return None

    def _title(self, section: int) -> str:
        """With an arrow that says how the table is sorted, on the side where it moves no text."""
        title = COLUMNS[section].title
        if section != self._column:
            return title
        arrow = "↓" if self._falling else "↑"
        return f"{arrow} {title}" if _is_number(section) else f"{title} {arrow}"

    def _tip(self, row: Row, column: int) -> str:
        figure = COLUMNS[column].figure
        if figure is not None:
            return "\n".join([_share(row, self.total, column), *_details(row, figure.key)])
        if column == SIGHT:
            return "\n".join(sight.explained() for sight in row.sights)
        return row.name if column == 0 else COLUMNS[column].text(row)


def _is_number(section: int) -> bool:
    return COLUMNS[section].figure is not None or section == SIGHT


def _share(row: Row, total: Row, column: int) -> str:
    figure = COLUMNS[column].figure
    assert figure is not None
    number, whole = figure.of(row), figure.of(total)
    exact = f"{number:,} {figure.noun or 'bytes'}"
    return f"{exact}, {100 * number / whole:.1f} % of all" if whole else exact


def _details(row: Row, key: str) -> list[str]:
    if key == "flops" and row.flops:
        return [f"{row.multiply_adds:,} multiply-adds"]
    if key != "parameters":
        return []
    frozen = [f"{row.frozen:,} of them frozen"] if row.frozen else []
    return [*frozen, f"{row.buffers:,} numbers in buffers"] if row.buffers else frozen
