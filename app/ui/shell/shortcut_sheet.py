"""All keys on one sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.widgets import button, heading, label

COLUMNS = 3
MOUSE = (
    ("Pan", "Middle drag"),
    ("Zoom at the pointer", "Wheel"),
    ("Menu of what fits", "Drop a link on nothing"),
    ("Insert into a link", "Drop a node on it"),
    ("Move all links of an output", "Ctrl+Drag"),
    ("Pull a node out of its chain", "Alt+Drag"),
    ("Cut links", "Ctrl+Right drag"),
    ("Add to, take from the selection", "Shift, Ctrl+Box"),
)

MOUSE_WORDS = ("rag", "Drop", "Box", "Wheel")


class ShortcutSheet(QDialog):
    """Groups of (title, key) in three columns."""

    def __init__(self, groups: dict[str, list[tuple[str, str]]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 16)
        outer.setSpacing(12)
        outer.addWidget(label("Keyboard and mouse", "title"))
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(0, 0, 12, 0)
        columns.setSpacing(40)
        for share in _columns(groups | {"Mouse": list(MOUSE)}):
            column = QVBoxLayout()
            column.setSpacing(4)
            for name, rows in share:
                column.addWidget(heading(name))
                column.addLayout(_grid(rows))
                column.addSpacing(14)
            column.addStretch(1)
            columns.addLayout(column, 1)
        area = QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(area)
        close = button("Close", kind="primary")
        close.clicked.connect(self.accept)
        outer.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        room = parent.window().size()
        wanted = body.sizeHint()
        self.resize(min(wanted.width() + 72, room.width()), min(wanted.height() + 140, room.height() - 40))


def shown_key(text: str) -> str:
    """A key sequence the way this system writes it; mouse words stay as they are."""
    if any(word in text for word in MOUSE_WORDS):
        return text
    return QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "Enter")


def _grid(rows: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    for place, (title, key) in enumerate(rows):
        grid.addWidget(label(title, wrap=False), place, 0)
        grid.addWidget(label(shown_key(key), "key"), place, 1, Qt.AlignmentFlag.AlignRight)
    return grid


def _columns(groups: dict[str, list[tuple[str, str]]]) -> list[list[tuple[str, list[tuple[str, str]]]]]:
    """Groups in order, the next always into the shortest column."""
    columns: list[list[tuple[str, list[tuple[str, str]]]]] = [[] for _ in range(COLUMNS)]
    heights = [0] * COLUMNS
    for name, rows in groups.items():
        shortest = heights.index(min(heights))
        columns[shortest].append((name, rows))
        heights[shortest] += len(rows) + 2
    return columns
