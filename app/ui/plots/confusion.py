"""True class against predicted class, as a table of counts that can be asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.theme import color, mono_font, text_font, theme

STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ConfusionView(QWidget):
    """Rows are the true class, columns the predicted one; right answers in the accent, wrong ones in red.

    ``chosen`` carries (row, column) of the cell a person picked by mouse or arrow keys, (-1, -1) for none.
    """

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._names: tuple[str, ...] = ()
        self._picked = self._hovered = (-1, -1)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Confusion matrix")
        self.setMinimumSize(240, 240)
        theme().changed.connect(self.update)

    def set(self, cells: NDArray[np.int64], names: Sequence[str] = ()) -> None:
        """Show counts (k, k) with class names."""
        self._cells = cells
        self._names = tuple(names) if len(names) == len(cells) else tuple(str(place) for place in range(len(cells)))
        self._picked = self._hovered = (-1, -1)
        self.update()

    def pick(self, row: int, column: int) -> None:
        """Choose a cell; the same one again lets go of it."""
        self._picked = (-1, -1) if (row, column) == self._picked else (row, column)
        self.chosen.emit(*self._picked)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 480)

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell stands, px."""
        left, top, side = self._layout()
        return QRectF(left + column * side, top + row * side, side, side)

    def _layout(self) -> tuple[float, float, float]:
        count = max(1, len(self._cells))
        metrics = QFontMetricsF(text_font(12))
        gutter = min(120.0, 16 + max(map(metrics.horizontalAdvance, self._names), default=20.0))
        side = max(8.0, min((self.width() - gutter - 24) / count, (self.height() - 64) / count, 64.0))
        return gutter + 20, 40.0, side

    def _at(self, place: QPointF) -> tuple[int, int]:
        left, top, side = self._layout()
        row, column = int((place.y() - top) // side), int((place.x() - left) // side)
        inside = 0 <= row < len(self._cells) and 0 <= column < len(self._cells)
        return (row, column) if inside else (-1, -1)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not len(self._cells):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_names(painter)
        shares = self._cells / np.maximum(1, self._cells.sum(axis=1, keepdims=True))
        for row in range(len(self._cells)):
            for column in range(len(self._cells)):
                self._paint_cell(painter, row, column, float(shares[row, column]))

    def _paint_cell(self, painter: QPainter, row: int, column: int, share: float) -> None:
        area, count = self.cell_rect(row, column).adjusted(1, 1, -1, -1), int(self._cells[row, column])
        fill = QColor(color("accent" if row == column else "bad"))
        fill.setAlphaF(0.0 if not count else 0.12 + 0.68 * (share if row == column else min(1.0, 4 * share)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("raised"))
        painter.drawRoundedRect(area, 4, 4)
        painter.setBrush(fill)
        painter.drawRoundedRect(area, 4, 4)
        if (row, column) in (self._picked, self._hovered):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("text" if (row, column) == self._picked else "secondary"), 1.5))
            painter.drawRoundedRect(area, 4, 4)
        if count and area.width() >= 18:
            strong = fill.alphaF() > 0.55
            painter.setFont(mono_font(12 if area.width() >= 26 else 10, 500))
            painter.setPen(color("on_accent" if strong else "text"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, f"{count}")

    def _paint_names(self, painter: QPainter) -> None:
        left, top, side = self._layout()
        painter.setFont(text_font(11))
        painter.setPen(color("secondary"))
        width = side * len(self._cells)
        painter.drawText(QRectF(left, 0, width, 18), Qt.AlignmentFlag.AlignCenter, "predicted")
        painter.save()
        painter.translate(8, top + width / 2)
        painter.rotate(-90)
        painter.drawText(QRectF(-width / 2, -8, width, 16), Qt.AlignmentFlag.AlignCenter, "true")
        painter.restore()
        painter.setFont(text_font(12))
        metrics = QFontMetricsF(painter.font())
        for place, name in enumerate(self._names):
            above = metrics.elidedText(name, Qt.TextElideMode.ElideRight, side - 4)
            beside = metrics.elidedText(name, Qt.TextElideMode.ElideRight, left - 34)
            painter.drawText(QRectF(left + place * side, top - 20, side, 18), Qt.AlignmentFlag.AlignCenter, above)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(18, top + place * side, left - 26, side), right, beside)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self._at(event.position())
        if cell != self._hovered:
            self._hovered = cell
            self.setToolTip(self._sentence(*cell) if cell != (-1, -1) else "")
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = (-1, -1)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell != (-1, -1):
            self.pick(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not len(self._cells):
            super().keyPressEvent(event)
            return
        row, column = (max(0, place) for place in self._picked)
        last = len(self._cells) - 1
        moved = min(max(row + step[0], 0), last), min(max(column + step[1], 0), last)
        if moved != self._picked:
            self.pick(*moved)

    def _sentence(self, row: int, column: int) -> str:
        count, of = int(self._cells[row, column]), int(self._cells[row].sum())
        return f"{count} of {of} true {self._names[row]} called {self._names[column]}"
