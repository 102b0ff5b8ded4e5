"""What the palette lists: the kinds at hand, what the document defines, all families; or what a search found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.graph.finding import Found, Surroundings, at_hand, ranked
from app.ui.canvas.gestures.drop import KIND_MIME
from app.ui.canvas.new_layer import NEW_LAYER
from app.ui.canvas.new_layer import Listed as Offer
from app.ui.panels.palette.tips import tip
from nodes import kinds
from nodes.blocks import STRUCTURE
from nodes.custom import FAMILY
from nodes.registry import FAMILIES

ENTRY = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex

COMMON, ALL, FOUND = "Common", "All kinds", "Found"
OWN = (STRUCTURE, FAMILY)
"""Families of what the document defines itself."""

TITLES = {STRUCTURE: "Blocks", FAMILY: "Python layers"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A group's line: how many kinds it holds and whether they are shown."""

    text: str
    count: int
    open: bool

    @property
    def title(self) -> str:
        return TITLES.get(self.text, self.text)

    @property
    def foldable(self) -> bool:
        return self.text not in (ALL, FOUND)

    @property
    def is_family(self) -> bool:
        """Whether it stands for a family of the catalogue, so has its colour."""
        return self.text in FAMILIES


@dataclass(frozen=True, slots=True)
class Listed:
    """A kind under the heading of a group."""

    offer: Offer
    group: str

    @property
    def kind(self) -> str:
        return self.offer.kind


Entry = Heading | Listed | Found


class PaletteModel(QAbstractListModel):
    """Headings and kinds in one flat list: drawing and keys stay simple. ``folded``: one was opened or closed.

    The kinds at hand follow what a person uses, but only where the whole list is filled anew: nothing moves under
    the pointer.
    """

    folded = Signal()

    def __init__(
        self,
        opened: Iterable[str] = (COMMON,),
        offers: Callable[[], Sequence[Offer]] = kinds,
        used: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        super().__init__()
        self._offers, self._used = offers, used
        self._query = ""
        self._place: Surroundings | None = None
        self._open: set[str] = set(opened)
        self._at_hand = at_hand(used())
        self._entries: list[Entry] = []
        self._fill()

    def search(self, query: str, place: Surroundings | None = None) -> None:
        """List only what fits, best first; everything for an empty query."""
        self._query, self._place = query.strip(), place
        if not self._query:
            self._at_hand = at_hand(self._used())
        self._refill()

    def look_again(self) -> None:
        """The document has other blocks or Python layers, or one looks into another of them."""
        self._refill()

    def fold(self, group: str, closed: bool) -> None:
        """Hide or show the kinds of a group."""
        (self._open.discard if closed else self._open.add)(group)
        self._refill()
        self.folded.emit()

    @property
    def opened(self) -> list[str]:
        """The groups whose kinds are shown."""
        return sorted(self._open)

    def entry(self, row: int) -> Entry:
        return self._entries[row]

    @property
    def is_missing(self) -> bool:
        """Whether the search found nothing, so that only the way to write it is listed."""
        heading = self._entries[0]
        return isinstance(heading, Heading) and heading.text == FOUND and not heading.count

    def first_kind(self) -> int:
        """Row of the first kind, -1 where there is none."""
        return self._row(lambda entry: not isinstance(entry, Heading))

    def row_of(self, name: str) -> int:
        """Row of a kind, -1 where it is not listed."""
        return self._row(lambda entry: not isinstance(entry, Heading) and entry.kind == name)

    def row_of_group(self, group: str) -> int:
        """Row of a group's heading, -1 where it is not listed."""
        return self._row(lambda entry: isinstance(entry, Heading) and entry.text == group)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if isinstance(entry, Heading):
            return f"{entry.title}, {entry.count}" if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.kind
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(entry.offer)
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
            entry = self._entries[index.row()]
            if not isinstance(entry, Heading):
                data.setData(KIND_MIME, entry.kind.encode())
        return data

    def _row(self, wanted: Callable[[Entry], bool]) -> int:
        return next((row for row, entry in enumerate(self._entries) if wanted(entry)), -1)

    def _refill(self) -> None:
        self.beginResetModel()
        self._fill()
        self.endResetModel()

    def _fill(self) -> None:
        offers = self._offers()
        if self._query:
            found = ranked(offers, self._query, self._place, self._used())
            self._entries = [Heading(FOUND, len(found), open=True), *(found or [Found(NEW_LAYER)])]
            return
        rest = [each for each in offers if each.family not in OWN]
        self._entries = self._group(COMMON, [each for each in rest if each.kind in self._at_hand])
        for family in OWN:
            own = [each for each in offers if each.family == family]
            self._entries += self._group(family, own) if own else []
        self._entries.append(Heading(ALL, len(rest), open=True))
        for family, members in groupby(rest, key=lambda each: each.family):
            self._entries += self._group(family, list(members))

    def _group(self, name: str, offers: Sequence[Offer]) -> list[Entry]:
        shown = name in self._open
        count = sum(each is not NEW_LAYER for each in offers)
        return [Heading(name, count, shown), *(Listed(each, name) for each in offers if shown)]
