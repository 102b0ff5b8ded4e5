"""The first page: an empty network, open, recent files, examples as pictures, reference networks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.graph.examples import Example, examples
from app.graph.files.storage import load
from app.ui.pages.openers import NetworkList, Tile
from app.ui.pages.thumbnail import Thumbnail
from app.ui.session import Session
from app.ui.shell.brand import mark
from app.ui.theme import set_role
from app.ui.widgets import button, heading, label

COLUMNS, WIDTH = 4, 1216
RECENT = 4


class WelcomePage(QWidget):
    """``chosen`` carries an example's name or a path; ``empty_asked`` and ``open_asked`` are the two buttons."""

    chosen = Signal(str)
    empty_asked = Signal()
    open_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        set_role(self, "window")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.cards: list[Tile] = []
        self.recent: list[Tile] = []
        self.networks = NetworkList()
        self.networks.chosen.connect(self.chosen)
        self._recent_grid = _even_grid()
        self._recent_part = self._under_heading("Recent files", self._recent_grid)
        content = QWidget()
        content.setMaximumWidth(WIDTH)
        column = QVBoxLayout(content)
        column.setContentsMargins(24, 40, 24, 32)
        column.setSpacing(28)
        column.addLayout(self._head())
        column.addWidget(self._recent_part)
        for group, members in groupby(examples(), key=lambda example: example.group):
            tiles = [_example_tile(example) for example in members]
            column.addWidget(self._under_heading(group or "Further examples", self._grid(tiles)))
        column.addWidget(self._under_heading("Reference networks and their parameters", self.networks))
        column.addStretch(1)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(content, 100)
        row.addStretch(1)
        area = QScrollArea()
        area.setWidget(middle)
        area.setWidgetResizable(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def shown(self) -> None:
        """Read the recent files again."""
        self.setFocus()
        for tile in self.recent:
            tile.deleteLater()
        self.recent = []
        for place, path in enumerate(self._session.settings.recent_files()[:RECENT]):
            tile = Tile(str(path), path.stem, _near(path), str(path))
            tile.chosen.connect(self.chosen)
            self._recent_grid.addWidget(tile, 0, place)
            self.recent.append(tile)
        self._recent_part.setVisible(bool(self.recent))

    def hidden(self) -> None:
        """Another page has come to the front."""

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        picture = QLabel()
        picture.setPixmap(mark(52))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label("Netloom", "page-title"))
        words.addWidget(
            label(
                "Draw a neural network, train it, see why it learns, take it away as plain PyTorch.", "secondary", False
            )
        )
        open_button = button("Open…", "folder-open", tooltip="Open a .netloom file (Ctrl+O)")
        empty_button = button("Empty network", "file-plus", "primary", "Start with an empty drawing (Ctrl+N)")
        open_button.clicked.connect(self.open_asked)
        empty_button.clicked.connect(self.empty_asked)
        row.addWidget(picture)
        row.addLayout(words)
        row.addStretch(1)
        row.addWidget(open_button)
        row.addWidget(empty_button)
        return row

    def _grid(self, tiles: Iterable[Tile]) -> QGridLayout:
        """Tiles in rows of `COLUMNS`; choosing one is choosing on the page."""
        grid = _even_grid()
        for place, tile in enumerate(tiles):
            tile.chosen.connect(self.chosen)
            grid.addWidget(tile, place // COLUMNS, place % COLUMNS)
            self.cards.append(tile)
        return grid

    @staticmethod
    def _under_heading(text: str, content: QGridLayout | QWidget) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(heading(text))
        if isinstance(content, QWidget):
            column.addWidget(content)
        else:
            column.addLayout(content)
        return part


def _example_tile(example: Example) -> Tile:
    return Tile(example.name, example.title, one_line(example.summary), example.summary, Thumbnail(load(example.path)))


def one_line(text: str) -> str:
    """The first sentence up to its colon (the full stop of "et al. 2015" ends none)."""
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z])", text.strip(), maxsplit=1)[0]
    line = sentence.split(": ", 1)[0].rstrip(".")
    return line if line.endswith(("?", "!")) else f"{line}."


def _near(path: Path) -> str:
    """The folder of a file, shortened by the person's own folder."""
    try:
        return str(Path("~") / path.parent.relative_to(Path.home()))
    except ValueError:
        return str(path.parent)


def _even_grid() -> QGridLayout:
    """Columns of one width, however few of them are filled: an empty one would have no gap beside it."""
    grid = QGridLayout()
    grid.setSpacing(16)
    for column in range(COLUMNS):
        grid.addWidget(QWidget(), 0, column)
        grid.setColumnStretch(column, 1)
    return grid
