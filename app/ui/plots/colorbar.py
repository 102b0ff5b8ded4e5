"""The scale beside a map: colours with their values."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import color, mono_font

VIRIDIS = (
    *("#440154", "#481769", "#472c7a", "#423f85", "#3b518b", "#33628d", "#2c718e", "#26818e", "#21908c"),
    *("#1f9f88", "#27ad80", "#3dbc73", "#5cc862", "#81d34c", "#aadc31", "#d5e219", "#fde725"),
)
"""Seventeen points of viridis (van der Walt and Smith, CC0); straight lines between them are off by at most 2 %."""


@cache
def lookup() -> NDArray[np.uint8]:
    """Viridis as (256, 4) bytes RGBA."""
    anchors = np.array([[int(name[at : at + 2], 16) for at in (1, 3, 5)] for name in VIRIDIS])
    places = np.linspace(0, len(VIRIDIS) - 1, 256)
    channels = [np.interp(places, range(len(VIRIDIS)), anchors[:, channel]) for channel in range(3)]
    return np.stack([*channels, np.full(256, 255)], axis=1).round().astype(np.uint8)


class ColorBar(QWidget):
    """A vertical bar, low at the bottom; decades are labelled on a log scale, both ends otherwise."""

    def __init__(self, log: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._low, self._high = 0.1, 1.0
        self.setFixedWidth(56)

    def set_range(self, low: float, high: float) -> None:
        """The values at the ends."""
        if (low, high) != (self._low, self._high):
            self._low, self._high = low, high
            self.update()

    def ticks(self) -> list[tuple[float, str]]:
        """(share of the height from the bottom, text)."""
        from app.ui.plots.numbers import short

        ends = [(0.0, short(self._low)), (1.0, short(self._high))]
        if not self._log or self._low <= 0 or self._high <= self._low:
            return ends
        first, last = math.log10(self._low), math.log10(self._high)
        decades = range(math.ceil(first), math.floor(last) + 1)
        every = max(1, math.ceil(len(decades) / 6))
        found = [((power - first) / (last - first), short(10.0**power)) for power in decades[::every]]
        return found if len(found) > 1 else [*ends, *(tick for tick in found if 0.15 < tick[0] < 0.85)]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(0, 8, 9, self.height() - 38)
        gradient = QLinearGradient(0, area.bottom(), 0, area.top())
        for place in range(0, 256, 15):
            red, green, blue, _ = (int(part) for part in lookup()[place])
            gradient.setColorAt(place / 255, QColor(red, green, blue))
        painter.fillRect(area, gradient)
        painter.setFont(mono_font(11))
        painter.setPen(color("secondary"))
        for share, text in self.ticks():
            middle = area.bottom() - share * area.height()
            painter.drawText(QRectF(14, middle - 8, 42, 16), Qt.AlignmentFlag.AlignVCenter, text)
