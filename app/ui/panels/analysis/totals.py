"""The line below the table that stays: everything together."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from app.ui.panels.analysis.cells import PAD, has_unit, number
from app.ui.panels.analysis.columns import COLUMNS
from app.ui.panels.analysis.view import FiguresView
from app.ui.theme import color, mono_font, text_font

HEIGHT = 30


class Totals(QFrame):
    """Sums under the columns of a view; of a filtered one, of the rows that fit.

    Attributes:
        of: what the rows are a part of, where that is not the whole drawing.
    """

    def __init__(self, view: FiguresView) -> None:
        super().__init__()
        self.of = ""
        self._view, self._model = view, view.figures
        self.setFixedHeight(HEIGHT)
        header = view.header()
        for signal in (
            header.sectionResized,
            header.geometriesChanged,
            view.horizontalScrollBar().valueChanged,
            self._model.modelReset,
        ):
            signal.connect(self._look_again)

    def text(self, column: int) -> str:
        """What stands under a column."""
        figure = COLUMNS[column].figure
        if figure is not None:
            return figure.text(figure.of(self._model.matched)) or "0"
        return self._caption() if column == 0 else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("raised"))
        painter.fillRect(0, 0, self.width(), 1, color("line"))
        header = self._view.header()
        painter.setClipRect(self.rect().adjusted(0, 1, header.viewport().width() - self.width(), 0))
        for column in range(len(COLUMNS)):
            left = header.sectionViewportPosition(column)
            self._paint(painter, QRectF(left, 1, header.sectionSize(column), HEIGHT - 1), column)
        painter.end()

    def _paint(self, painter: QPainter, rect: QRectF, column: int) -> None:
        painter.setPen(color("text"))
        if column == 0:
            painter.setFont(text_font(12, 600))
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect.adjusted(PAD + 4, 0, 0, 0), side, self.text(0))
        else:
            painter.setFont(mono_font(12, 500))
            number(painter, rect, self.text(column), has_unit(column))

    def _caption(self) -> str:
        count, shown = self._model.count, len(self._model.top())
        nodes = f"{count:,} node{'' if count == 1 else 's'}"
        caption = f"{shown:,} of {nodes}" if self._model.filtered else f"Total of {nodes}"
        return f"{caption}, {self.of}" if self.of else caption

    @Slot()
    def _look_again(self) -> None:
        self.setAccessibleName(", ".join(filter(None, (self.text(column) for column in range(len(COLUMNS))))))
        self.update()
