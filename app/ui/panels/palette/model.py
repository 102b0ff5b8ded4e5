"""What the palette lists: families with their kinds, or what a search found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.graph.offer import Offer
from app.ui.canvas.gestures.drop import KIND_MIME
from app.ui.canvas.ranking import ranked
from app.ui.panels.palette.tips import tip
from nodes import kinds

ENTRY = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Heading:
    """A family's line: how many kinds it holds and whether they are shown."""

    text: str
    count: int
    open: bool
    foldable: bool = True


class PaletteModel(QAbstractListModel):
    """Headings and kinds in one flat list: drawing and keys stay simple. ``folded``: one was opened or closed."""

    folded = Signal()

    def __init__(self, closed: Iterable[str] = (), offers: Callable[[], Sequence[Offer]] = kinds) -> None:
        super().__init__()
        self._offers = offers
        self._query = ""
        self._closed: set[str] = set(closed)
        self._entries: list[Heading | Offer] = []
        self._fill()

    def search(self, query: str) -> None:
        """List only what fits, best first; everything for an empty query."""
        self._query = query.strip()
        self._refill()

    def look_again(self) -> None:
        """The document has other blocks, or one looks into another of them."""
        self._refill()

    def fold(self, family: str, closed: bool) -> None:
        """Hide or show the kinds of a family."""
        (self._closed.add if closed else self._closed.discard)(family)
        self._refill()
        self.folded.emit()

    @property
    def closed(self) -> list[str]:
        """The families whose kinds are hidden."""
        return sorted(self._closed)

    def entry(self, row: int) -> Heading | Offer:
        return self._entries[row]

    def first_kind(self) -> int:
        """Row of the first kind, -1 where there is none."""
        return self._row(lambda entry: not isinstance(entry, Heading))

    def row_of(self, name: str) -> int:
        """Row of a kind, -1 where it is not listed."""
        return self._row(lambda entry: not isinstance(entry, Heading) and entry.kind == name)

    def row_of_family(self, family: str) -> int:
        """Row of a family's heading, -1 where it is not listed."""
        return self._row(lambda entry: isinstance(entry, Heading) and entry.text == family)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if isinstance(entry, Heading):
            return f"{entry.text}, {entry.count}" if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.kind
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(entry)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        heading = isinstance(self._entries[index.row()], Heading)
        return usual if heading else usual | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [KIND_MIME]

    def mimeData(self, indexes: list[QModelIndex]) -> QMimeData:
        data = QMimeData()
        for index in indexes:
            data.setData(KIND_MIME, self._entries[index.row()].kind.encode())
        return data

    def _row(self, wanted: Callable[[Heading | Offer], bool]) -> int:
        return next((row for row, entry in enumerate(self._entries) if wanted(entry)), -1)

    def _refill(self) -> None:
        self.beginResetModel()
        self._fill()
        self.endResetModel()

    def _fill(self) -> None:
        if self._query:
            found = ranked(self._offers(), self._query)
            self._entries = [Heading("Found", len(found), open=True, foldable=False), *found]
            return
        self._entries = []
        for family, members in groupby(self._offers(), key=lambda declared: declared.family):
            listed = list(members)
            shown = family not in self._closed
            self._entries += [Heading(family, len(listed), shown), *(listed if shown else [])]
