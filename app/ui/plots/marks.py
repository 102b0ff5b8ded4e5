"""Vertical marks at steps where somebody did something."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt

from app.ui.theme import color, text_font


class Marks:
    """Dashed lines with a short text at the top; ``set`` adds what is new."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self._shown: list[tuple[float, str]] = []
        self._lines: list[pg.InfiniteLine] = []

    def set(self, marks: list[tuple[float, str]]) -> None:
        """Show exactly these (x, text)."""
        if marks == self._shown:
            return
        for line in self._lines:
            self._plot.removeItem(line)
        self._shown = list(marks)
        self._lines = [self._line(x, text, row) for row, (x, text) in enumerate(marks)]

    def wear(self) -> None:
        """Take the theme's colours."""
        marks, self._shown = self._shown, []
        if marks:
            self.set(marks)

    def _line(self, x: float, text: str, row: int) -> pg.InfiniteLine:
        pen = pg.mkPen(color("attention"), width=1, style=Qt.PenStyle.DashLine)
        place = 0.96 - 0.07 * (row % 4)  # several changes at one step stand below each other
        options = {"color": color("attention_text"), "position": place, "anchors": [(0, 0.5), (1, 0.5)]}
        line = pg.InfiniteLine(x, angle=90, pen=pen, label=text, labelOpts=options)
        line.label.setFont(text_font(11))
        self._plot.addItem(line, ignoreBounds=True)
        return line
