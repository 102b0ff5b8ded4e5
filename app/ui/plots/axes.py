"""Axes with plain numbers."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QRectF

from app.ui.plots.numbers import short
from app.ui.theme import color, mono_font

__all__ = ["EDGE_BOTTOM", "EDGE_LEFT", "NameAxis", "NumberAxis", "short"]

EDGE_LEFT, EDGE_BOTTOM = 12, 16  # px that a label may stand out at the ends, so that zero and the top are named
LONGEST = 7  # characters that fit beside a plot


class NumberAxis(pg.AxisItem):
    """Ticks in the mono face with thousands separators; on a log scale decades only, as plain numbers."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation, maxTickLength=0)
        self.enableAutoSIPrefix(False)
        self.setTickDensity(1.5)
        room = EDGE_LEFT if orientation == "left" else EDGE_BOTTOM
        self.setStyle(tickTextOffset=6, hideOverlappingLabels=room, maxTickLevel=0)
        self.wear()

    def boundingRect(self) -> QRectF:
        """With room for the labels at the ends; pyqtgraph forgets that room where there is a grid."""
        rect = super().boundingRect()
        return rect.adjusted(0, -EDGE_LEFT, 0, EDGE_LEFT) if self.orientation == "left" else rect

    def wear(self) -> None:
        """Take the colours and the font of the theme."""
        self.setPen(pg.mkPen(color("line")))
        self.setTextPen(pg.mkPen(color("secondary")))
        self.setTickFont(mono_font(11))

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return [short(10.0**value) for value in values]
        digits = max(0, -math.floor(math.log10(spacing))) if spacing > 0 else 0
        texts = [f"{value * scale:,.{min(digits, 8)}f}" for value in values]
        return texts if max(map(len, texts), default=0) <= LONGEST else [short(value * scale) for value in values]

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [short(10.0**value) for value in values]


class NameAxis(pg.AxisItem):
    """Names beside the rows of a map."""

    def __init__(self) -> None:
        super().__init__("left", maxTickLength=0)
        self.setStyle(tickTextOffset=8, hideOverlappingLabels=True, autoExpandTextSpace=True)
        self.wear()

    def wear(self) -> None:
        """Take the colours and the font of the theme."""
        self.setPen(pg.mkPen(None))
        self.setTextPen(pg.mkPen(color("secondary")))
        self.setTickFont(mono_font(11))
