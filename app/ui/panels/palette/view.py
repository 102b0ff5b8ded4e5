"""The list itself: mouse, keys and dragging."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QListView

from app.graph.finding import Found
from app.ui.panels.palette.model import Heading, PaletteModel
from app.ui.panels.palette.row import PaletteRow


class PaletteView(QListView):
    """``chosen`` carries the kind that was double-clicked or taken with Enter; ``typed`` a letter for the search.

    ``menu_asked`` and ``delete_asked`` carry a row, the menu also its place on the screen.
    """

    chosen = Signal(str)
    typed = Signal(str)
    left_upwards = Signal()
    menu_asked = Signal(int, QPoint)
    delete_asked = Signal(int)

    def __init__(self, model: PaletteModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self._rows = PaletteRow(self)
        self.setItemDelegate(self._rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Node kinds")
        self.doubleClicked.connect(self._double_clicked)

    def lead(self, row: int) -> None:
        """Light a line for whoever types in the search; -1 for none."""
        self._rows.led = row >= 0
        self.setCurrentIndex(self._model.index(row))
        if row >= 0:
            self.scrollTo(self._model.index(max(0, row - 1)))
            self.scrollTo(self._model.index(row))
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._rows.led = False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._turn(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._turn(index)
            self._choose(index)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and index.isValid():
            self._set_open(index, event.key() == Qt.Key.Key_Right)
        elif event.key() == Qt.Key.Key_Delete and index.isValid():
            self.delete_asked.emit(index.row())
        elif event.key() == Qt.Key.Key_Up and index.row() <= 0:
            self.left_upwards.emit()
        elif event.text().strip() and event.text().isprintable() and not _commanding(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.visualRect(index).center() if by_key else event.pos()
            self.setCurrentIndex(index)
            self.menu_asked.emit(index.row(), self.viewport().mapToGlobal(at))

    @Slot(QModelIndex)
    def _double_clicked(self, index: QModelIndex) -> None:
        self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        entry = self._model.entry(index.row())
        if not isinstance(entry, Heading):
            self.chosen.emit(entry.kind)

    def _turn(self, index: QModelIndex) -> None:
        entry = self._model.entry(index.row())
        if isinstance(entry, Heading):
            self._set_open(index, not entry.open)

    def _set_open(self, index: QModelIndex, shown: bool) -> None:
        """Fold the group at a row; the mark stays on its heading, and what it holds comes into sight."""
        entry = self._model.entry(index.row())
        if isinstance(entry, Found) or (isinstance(entry, Heading) and not entry.foldable):
            return
        group = entry.text if isinstance(entry, Heading) else entry.group
        place = self.verticalScrollBar().value()
        self._model.fold(group, not shown)
        row = max(0, self._model.row_of_group(group))
        self.setCurrentIndex(self._model.index(row))
        self.verticalScrollBar().setValue(place)
        if shown:
            self._reveal(row)

    def _reveal(self, row: int) -> None:
        """Scroll down as far as it takes to see the kinds below a heading, or until that is on top."""
        end = row
        while end + 1 < self._model.rowCount() and not isinstance(self._model.entry(end + 1), Heading):
            end += 1
        self.scrollTo(self._model.index(end))
        self.scrollTo(self._model.index(row))


def _commanding(event: QKeyEvent) -> bool:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return bool(event.modifiers() & held)
