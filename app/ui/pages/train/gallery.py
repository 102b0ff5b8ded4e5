"""Samples with what the network said about them: pictures in a grid, or rows of a table."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.ui.pages.train.judging import Chosen, Judgement
from app.ui.pages.train.samples import marks_of, picture_of, words
from app.ui.plots.figures import percent
from app.ui.theme import color, mono_font, text_font

MOST = 60
TILE, PICTURE = 104, 72


class Tile(NamedTuple):
    """A picture, what is marked on it, and two lines below; ``good`` where nothing is wrong."""

    picture: QImage
    marks: QImage | None
    text: str
    detail: str
    good: bool


class PictureGrid(QWidget):
    """Pictures in a grid, the worst first; below each what it is and what was said, or how much of it is wrong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: list[Tile] = []

    def set(self, judgement: Judgement, chosen: Chosen) -> None:
        """Show these samples."""
        rows = judgement.evaluation.rows
        pairs = [(place, picture_of(judgement, int(rows[place]))) for place in chosen.places[:MOST].tolist()]
        self.tiles = [_tile(judgement, chosen, place, image) for place, image in pairs if image is not None]
        self._resize()
        self.update()

    def _columns(self) -> int:
        return max(1, self.width() // TILE)

    def _resize(self) -> None:
        rows = -(-len(self.tiles) // self._columns())
        self.setMinimumHeight(rows * (PICTURE + 52))

    def resizeEvent(self, event: object) -> None:
        self._resize()

    def sizeHint(self) -> QSize:
        return QSize(4 * TILE, 300)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        columns = self._columns()
        for number, tile in enumerate(self.tiles):
            left, top = (number % columns) * TILE, (number // columns) * (PICTURE + 52)
            area = _fitted(tile.picture, QRectF(left, top, PICTURE, PICTURE))
            painter.drawImage(area, tile.picture)
            if tile.marks is not None:
                painter.drawImage(area, tile.marks)
            painter.setPen(color("line"))
            painter.drawRect(area)
            painter.setFont(text_font(12, 600))
            painter.setPen(color("good_text" if tile.good else "bad_text"))
            below = QRectF(left, top + PICTURE + 3, TILE - 6, 18)
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, tile.text)
            painter.setFont(mono_font(11))
            painter.setPen(color("secondary"))
            painter.drawText(below.translated(0, 17), Qt.AlignmentFlag.AlignVCenter, tile.detail)


def _tile(judgement: Judgement, chosen: Chosen, place: int, picture: QImage) -> Tile:
    result, said = judgement.evaluation.first, words(judgement, place)
    assert result is not None
    if chosen.marked is not None:
        marked = chosen.marked[place]
        count, right = int(marked.sum()), not bool((marked & (result.truth[place] != result.predictions[place])).any())
        tint = QColor(color("accent" if right else "bad"))
        tint.setAlphaF(0.8)
        share = f"{percent(count / marked.size)}{'' if right else ' wrong'}"
        return Tile(picture, marks_of(marked, tint), share, f"{count:,} of {marked.size:,}", right)
    if result.wrong_shares is None:
        return Tile(picture, None, said.said if result.places > 1 else f"{said.true} → {said.said}", "", False)
    return Tile(picture, None, f"{said.true} → {said.said}", f"sure {said.share}", said.true == said.said)


def _fitted(picture: QImage, area: QRectF) -> QRectF:
    """The largest place in the area that has the picture's proportions."""
    scale = min(area.width() / picture.width(), area.height() / picture.height())
    fitted = QRectF(0, 0, picture.width() * scale, picture.height() * scale)
    fitted.moveCenter(area.center())
    return fitted


class SampleTable(QTableWidget):
    """Samples as rows: number in the data set from 1, true answer, prediction, confidence or share wrong, loss."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def set(self, judgement: Judgement, places: NDArray[np.int64]) -> None:
        """Show the samples at these positions of the part."""
        result = judgement.evaluation.first
        numbers = result is not None and result.wrong is None
        share = "sure" if result is not None and result.places == 1 else "wrong"
        self.setHorizontalHeaderLabels(["row", "true", "predicted", "" if numbers else share, "loss"])
        self.setColumnHidden(3, numbers)
        shown = places[:MOST].tolist()
        self.setRowCount(len(shown))
        for line, place in enumerate(shown):
            texts = (f"{judgement.evaluation.rows[place] + 1:,}", *words(judgement, place))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setFont(mono_font())
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(line, column, item)
