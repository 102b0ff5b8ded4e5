"""The table itself: mouse, keys, and the ground of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QCursor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStyleOptionViewItem, QTreeView

from app.ui.panels.analysis.cells import FigureCells
from app.ui.panels.analysis.columns import COLUMNS
from app.ui.panels.analysis.model import Entry, FiguresModel
from app.ui.theme import RADIUS, color, pixmap

Index = QModelIndex | QPersistentModelIndex

NARROWEST = 140
"""Room for names, px."""

NO_GROUND = """
QTreeView { selection-background-color: transparent; }
QTreeView::item:selected, QTreeView::item:hover { background: transparent; }
"""
"""`drawRow` paints one below all columns; the style's own begins anew in every cell."""


class FiguresView(QTreeView):
    """``opened`` carries the line that was double-clicked or taken with Enter, ``copied`` asks for the chosen ones.

    When rows are made anew, what was unfolded and in sight stays so; ``renewed`` carries the ids of the chosen ones.
    """

    opened = Signal(object)
    copied = Signal()
    renewed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.figures = FiguresModel(self)
        self._under = QModelIndex()
        self._kept: tuple[set[str], list[str], int] = set(), [], 0
        self.setModel(self.figures)
        self.setStyleSheet(NO_GROUND)
        self.setItemDelegate(FigureCells(self.figures))
        self.setAccessibleName("Figures of the nodes")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._set_up_header()
        self.doubleClicked.connect(self._double_clicked)
        self.figures.modelAboutToBeReset.connect(self._keep)
        self.figures.modelReset.connect(self._restore)

    # what is chosen and unfolded

    def chosen(self) -> list[Entry]:
        """The chosen lines, from top to bottom."""
        return [entry for entry in self.shown() if self.selectionModel().isSelected(self.figures.at(entry))]

    def shown(self) -> list[Entry]:
        """All lines in the order in which they stand, those of closed blocks left out."""
        return list(self._below(self.figures.top()))

    def _below(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        for entry in entries:
            yield entry
            if entry.row.inside and self.isExpanded(self.figures.at(entry)):
                yield from self._below(self.figures.inside(entry))

    @Slot()
    def _keep(self) -> None:
        blocks = (entry for entry in self.shown() if entry.row.inside)
        unfolded = {entry.row.id for entry in blocks if self.isExpanded(self.figures.at(entry))}
        self._kept = unfolded, [entry.row.id for entry in self.chosen()], self.verticalScrollBar().value()

    @Slot()
    def _restore(self) -> None:
        unfolded, chosen, place = self._kept
        self._unfold(self.figures.top(), unfolded)
        self.verticalScrollBar().setValue(place)
        self.renewed.emit(chosen)

    def _unfold(self, entries: Iterable[Entry], ids: set[str]) -> None:
        """Unfold these, and what the filter found only inside of."""
        for entry in entries:
            if entry.row.inside and (entry.row.id in ids or self.figures.opens(entry)):
                self.expand(self.figures.at(entry))
                self._unfold(self.figures.inside(entry), ids)

    # events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.figures.entry(self.currentIndex()))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names take the room that is left, so much at least that they can be read."""
        super().resizeEvent(event)
        others = self.header().length() - self.columnWidth(0)
        self.setColumnWidth(0, max(NARROWEST, self.viewport().width() - others))

    def paintEvent(self, event: QPaintEvent) -> None:
        pointer = self.viewport().mapFromGlobal(QCursor.pos())
        self._under = self.indexAt(pointer).siblingAtColumn(0) if self.viewport().underMouse() else QModelIndex()
        super().paintEvent(event)

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: Index) -> None:
        """One ground under all columns."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = index.siblingAtColumn(0)
        chosen = self.selectionModel().isSelected(first)
        if chosen or first == self._under:
            painter.setBrush(color("selection" if chosen else "hover"))
            focused = chosen and self.hasFocus() and self.currentIndex().siblingAtColumn(0) == first
            painter.setPen(color("accent") if focused else Qt.PenStyle.NoPen)
            ground = QRectF(options.rect)
            ground.setRight(self.viewport().width())
            painter.drawRoundedRect(ground.adjusted(4.5, 1.5, -4.5, -1.5), RADIUS, RADIUS)
        painter.restore()
        super().drawRow(painter, options, index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """A mark before what can be unfolded; no lines."""
        if self.figures.hasChildren(index):
            mark = pixmap("chevron-down" if self.isExpanded(index) else "chevron-right", 12, "secondary")  # type: ignore[arg-type]
            painter.drawPixmap(QPointF(rect.right() - 13, rect.center().y() - 5), mark)

    @Slot(QModelIndex)
    def _double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self.figures.entry(index))

    def _set_up_header(self) -> None:
        header = self.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(72)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        for place, column in enumerate(COLUMNS):
            self.setColumnWidth(place, column.width)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
