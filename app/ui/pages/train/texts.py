"""Judged texts, character by character."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.pages.train.judging import Judgement
from app.ui.plots.figures import percent
from app.ui.theme import color, mono_font, text_font, theme

MOST = 30
HEAD, LINE, GAP = 22, 18, 14


class Piece(NamedTuple):
    """One text: what it is, its true characters, what was said at every place, and which places are marked."""

    title: str
    true: str
    said: str
    marked: tuple[bool, ...]


class MarkedTexts(QWidget):
    """True characters, the marked ones with what was said instead below them; the worst text first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pieces: list[Piece] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self.update)

    @staticmethod
    def takes(judgement: Judgement) -> bool:
        """Whether samples are judged character by character."""
        result, classes = judgement.evaluation.first, judgement.classes
        one_letter = bool(classes) and max(map(len, classes)) == 1
        return one_letter and result is not None and result.wrong is not None and result.truth.ndim == 2

    def set(self, judgement: Judgement, places: NDArray[np.int64], marked: NDArray[np.bool_]) -> None:
        """Show the texts at these positions of the part."""
        result, classes = judgement.evaluation.first, judgement.classes
        assert result is not None
        self.pieces = []
        for place in places[:MOST].tolist():
            true, said = ("".join(classes[code] for code in each[place]) for each in (result.truth, result.predictions))
            marks = marked[place]
            title = f"Piece {judgement.evaluation.rows[place] + 1:,} · {percent(float(marks.mean()))} marked"
            self.pieces.append(Piece(title, true, said, tuple(marks.tolist())))
        self._resize()
        self.update()

    def _columns(self) -> int:
        return max(8, int(self.width() // self._advance()))

    @staticmethod
    def _advance() -> float:
        return QFontMetricsF(mono_font(13)).horizontalAdvance("M")

    def _height(self, piece: Piece) -> int:
        return HEAD + -(-len(piece.true) // self._columns()) * (2 * LINE + 2) + GAP

    def _resize(self) -> None:
        self.setMinimumHeight(sum(map(self._height, self.pieces)))

    def resizeEvent(self, event: object) -> None:
        self._resize()

    def sizeHint(self) -> QSize:
        return QSize(420, 300)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = 0
        for piece in self.pieces:
            height = self._height(piece)
            if event.rect().top() <= top + height and top <= event.rect().bottom():
                self._paint(painter, piece, top)
            top += height

    def _paint(self, painter: QPainter, piece: Piece, top: int) -> None:
        painter.setFont(text_font(12, 600))
        painter.setPen(color("secondary"))
        painter.drawText(QRectF(0, top, self.width(), HEAD), Qt.AlignmentFlag.AlignVCenter, piece.title)
        painter.setFont(mono_font(13))
        columns, advance = self._columns(), self._advance()
        ground = color("bad")
        ground.setAlphaF(0.18)
        for place, (true, said, marked) in enumerate(zip(piece.true, piece.said, piece.marked, strict=True)):
            row, column = divmod(place, columns)
            cell = QRectF(column * advance, top + HEAD + row * (2 * LINE + 2), advance, LINE)
            if marked:
                painter.fillRect(cell, ground)
            painter.setPen(color("text"))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, true)
            if marked:
                painter.setPen(color("bad_text"))
                painter.drawText(cell.translated(0, LINE), Qt.AlignmentFlag.AlignCenter, said)
