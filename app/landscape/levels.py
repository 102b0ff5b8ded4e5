"""Contour levels in equal steps of the logarithm, and what lies outside of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SPAN = 1e8  # widest range worth one colour bar
ROOM = 100.0  # a peak may stand this many times above the upper quartile before it is clipped


@dataclass(frozen=True)
class Levels:
    """Borders between filled contours, rising, in equal steps of the logarithm; the first and last are the limits."""

    values: tuple[float, ...]

    @property
    def low(self) -> float:
        return self.values[0]

    @property
    def high(self) -> float:
        return self.values[-1]

    def above(self, loss: Floats) -> Mask:
        """Cells clipped at the upper limit: finite and higher."""
        return np.isfinite(loss) & (loss > self.high * (1 + 1e-9))

    def below(self, loss: Floats) -> Mask:
        """Cells clipped at the lower limit: finite and lower (zero and negative losses among them)."""
        return np.isfinite(loss) & (loss < self.low * (1 - 1e-9))

    def share(self, loss: Floats) -> Floats:
        """Place on the colour bar from 0 to 1, clipped; NaN where the loss is not finite."""
        with np.errstate(all="ignore"):
            logs = np.log(np.where(np.isfinite(loss), np.maximum(loss, self.low), np.nan))
        return np.asarray(np.clip((logs - np.log(self.low)) / np.log(self.high / self.low), 0.0, 1.0))

    def ticks(self) -> list[float]:
        """Round numbers (1, 2, 5 times powers of ten) on the colour bar; at least two where any fit."""
        first, last = int(np.floor(np.log10(self.low))), int(np.ceil(np.log10(self.high)))
        for digits in ((1,), (1, 3), (1, 2, 5), tuple(range(1, 10))):
            marks = [digit * 10.0**power for power in range(first, last + 1) for digit in digits]
            inside = [mark for mark in marks if self.low <= mark <= self.high]
            if len(inside) >= 3:
                return inside
        return inside or [self.low, self.high]


def levels(*losses: Floats, count: int = 24, low: float | None = None, high: float | None = None) -> Levels:
    """Levels for one surface, or common ones for several that are compared.

    Args:
        losses: arrays of values; those that are not finite or not positive have no logarithm and do not count.
        count: number of filled contours.
        low, high: limits chosen by the person; else the whole range, cut where single peaks would eat the colours.
    """
    known = np.concatenate([np.ravel(each) for each in losses]) if losses else np.zeros(0)
    known = known[np.isfinite(known) & (known > 0)]
    if not len(known):
        known = np.array([1.0])
    top = float(min(known.max(), np.quantile(known, 0.75) * ROOM)) if high is None else high
    bottom = float(max(known.min(), top / SPAN)) if low is None else low
    if not top > bottom * (1 + 1e-6):  # a flat surface still needs two different colours
        bottom, top = bottom * 0.99, bottom * 1.01
    return Levels(tuple(np.geomspace(bottom, top, count + 1).tolist()))
