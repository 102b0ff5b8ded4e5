"""Where coordinates lie on a plot, and which of them deserve a label."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF


@dataclass(frozen=True)
class Frame:
    """A rectangle in px that shows a window of coordinates; y points up."""

    rect: QRectF
    left: float
    right: float
    bottom: float
    top: float

    def to_px(self, x: float, y: float) -> QPointF:
        """The pixel of a coordinate."""
        across = (x - self.left) / (self.right - self.left)
        up = (y - self.bottom) / (self.top - self.bottom)
        return QPointF(self.rect.left() + across * self.rect.width(), self.rect.bottom() - up * self.rect.height())

    def pixels(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        """The pixels (n, 2) of coordinates (n, 2)."""
        corner, size = np.array([self.left, self.bottom]), np.array([self.right - self.left, self.top - self.bottom])
        scale, start = np.array([self.rect.width(), -self.rect.height()]), [self.rect.left(), self.rect.bottom()]
        return np.asarray((coordinates - corner) / size * scale + start)

    def from_px(self, point: QPointF) -> tuple[float, float]:
        """The coordinate of a pixel."""
        across = (point.x() - self.rect.left()) / self.rect.width()
        up = (self.rect.bottom() - point.y()) / self.rect.height()
        return self.left + across * (self.right - self.left), self.bottom + up * (self.top - self.bottom)


def round_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers (1, 2, 5 times powers of ten) between low and high, at most about that many."""
    if not (math.isfinite(low) and math.isfinite(high) and high > low):
        return []
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [count * step for count in range(first, math.floor(high / step + 1e-9) + 1)]


def tick_text(value: float) -> str:
    """A tick without needless digits (``1e-5``, not ``1e-05``); minus zero is zero."""
    text = f"{value:.4g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    return "0" if text in ("-0", "0") else f"−{text[1:]}" if text.startswith("-") else text
