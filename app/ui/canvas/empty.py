"""What an empty drawing teaches, and three ways to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.theme import pixmap, set_role
from app.ui.widgets import button

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView

WORDS = (
    "Data enters at an Input, goes through layers, and ends in an Output\n"
    "and in a loss that compares it with a Target.",
    "Space adds a node, or drag one from the palette. Draw from port to port to connect.",
)


class EmptyCanvas(QWidget):
    """Says how to begin; goes with the first node. The pointer reaches the canvas through the words."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.starters = Starters(view)
        column = QVBoxLayout(self)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.setSpacing(8)
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        title = QLabel("Draw a network", alignment=Qt.AlignmentFlag.AlignCenter)
        set_role(title, "title")
        lines = [QLabel(text, alignment=Qt.AlignmentFlag.AlignCenter) for text in WORDS]
        for line in lines:
            set_role(line, "secondary")
        for part in (self._picture, title, *lines):
            column.addWidget(part)
        column.addSpacing(8)
        self._room = QWidget()
        self._room.setFixedSize(self.starters.sizeHint())
        column.addWidget(self._room, 0, Qt.AlignmentFlag.AlignCenter)
        self.wear()

    def wear(self) -> None:
        """Take over the theme."""
        self._picture.setPixmap(pixmap("workflow", 36, "faint"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()
        self.starters.show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.starters.hide()

    def _place(self) -> None:
        """The buttons take the pointer, so they lie beside this and not in it."""
        self.layout().activate()
        self.starters.setGeometry(self._room.geometry().translated(self.pos()))


class Starters(QWidget):
    """One button begins here, two lead to where others began."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self.first = button("Add an Input", "plus", "primary", "Where the data enters; layers come behind it")
        self.data = button("Start from data", "database", tooltip="Choose data and let it propose a first network")
        self.examples = button("See examples", "layout-grid", tooltip="Networks that are drawn already")
        self.first.clicked.connect(self._add)
        self.data.clicked.connect(self._show_data)
        self.examples.clicked.connect(self._show_examples)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for part in (self.first, self.data, self.examples):
            row.addWidget(part)

    @Slot()
    def _add(self) -> None:
        self._view.setFocus()
        self._view.add("Input")

    @Slot()
    def _show_data(self) -> None:
        self._view.session.go("data")

    @Slot()
    def _show_examples(self) -> None:
        self._view.session.go("welcome")
