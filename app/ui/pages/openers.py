"""What the first page offers to open: tiles with pictures, and lines of the reference networks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import ROW, set_role
from app.ui.widgets import Card, label
from app.ui.widgets.elided import Elided
from app.zoo.catalogue import ENTRIES, Entry

TITLE_WIDTH, YEAR_WIDTH = 104, 44
LINES_PER_COLUMN = 5


class Opener(QFrame):
    """Something to open. Click, Enter or Space chooses it: ``chosen`` carries a bundled name or a path."""

    chosen = Signal(str)

    def __init__(self, source: str, title: str, role: str) -> None:
        super().__init__()
        self.source = source
        set_role(self, role)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self.source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.source)
        else:
            super().keyPressEvent(event)


class Tile(Opener):
    """A picture if there is one, a title and a line."""

    def __init__(self, source: str, title: str, line: str, tip: str, picture: QWidget | None = None) -> None:
        super().__init__(source, title, "tile")
        self.setToolTip(tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 12)
        column.setSpacing(4)
        if picture is not None:
            column.addWidget(picture)
            column.addSpacing(6)
        column.addWidget(label(title, "subtitle"))
        text = label(line, "caption")
        text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column.addWidget(text)
        column.addStretch(1)


class NetworkLine(Opener):
    """A reference network: name, year, what is special about it, number of parameters."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.name, entry.title, "line")
        self.setFixedHeight(ROW)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(8)
        title, year = label(entry.title, "subtitle"), label(str(entry.year), "mono-secondary")
        title.setFixedWidth(TITLE_WIDTH)
        year.setFixedWidth(YEAR_WIDTH)
        line = Elided(entry.line, "caption")
        line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(title)
        row.addWidget(year)
        row.addWidget(line, 1)
        row.addWidget(label(f"{entry.parameters:,}", "value"))


class NetworkList(Card):
    """The zoo in two columns, read downwards, the oldest first."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[NetworkLine] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(0)
        for place, entry in enumerate(ENTRIES):
            line = NetworkLine(entry)
            line.chosen.connect(self.chosen)
            grid.addWidget(line, place % LINES_PER_COLUMN, place // LINES_PER_COLUMN)
            self.lines.append(line)
        self.body.addLayout(grid)
