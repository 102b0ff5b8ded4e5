"""Axes with plain numbers."""

from __future__ import annotations

import math

import pyqtgraph as pg

from app.ui.theme import color, mono_font


class NumberAxis(pg.AxisItem):
    """Ticks in the mono face with thousands separators; on a log scale decades only, as plain numbers."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation, maxTickLength=0)
        self.enableAutoSIPrefix(False)
        self.setTickDensity(1.5)
        self.setStyle(tickTextOffset=6, hideOverlappingLabels=True, maxTickLevel=0)
        self.wear()

    def wear(self) -> None:
        """Take the colours and the font of the theme."""
        self.setPen(pg.mkPen(color("line")))
        self.setTextPen(pg.mkPen(color("secondary")))
        self.setTickFont(mono_font(11))

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return [short(10.0**value) for value in values]
        digits = max(0, -math.floor(math.log10(spacing))) if spacing > 0 else 0
        return [f"{value * scale:,.{min(digits, 8)}f}" if digits < 5 else short(value * scale) for value in values]

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


def short(value: float) -> str:
    """Three digits at most: ``0.0012``, ``3.4e-7``, ``12,000``."""
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    if abs(value) >= 1000:
        return f"{value:,.0f}" if abs(value) < 1e6 else _powers(f"{value:.2e}")
    return f"{value:.3g}" if abs(value) >= 1e-4 else _powers(f"{value:.1e}")


def _powers(text: str) -> str:
    digits, power = text.split("e")
    return f"{digits.rstrip('0').rstrip('.')}e{int(power)}"
