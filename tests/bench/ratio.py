"""How much longer one piece of work takes than another, and how sure that is."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

RESOLVED = 0.004
"""Half the width of an interval that is narrow enough to stop at."""

FEWEST = 24
"""Turns before an interval is believed."""

_LOOKS = 16
"""Turns between two looks at the interval."""

_RESAMPLES = 300

Work = Callable[[], object]
Clock = Callable[[], float]


@dataclass(frozen=True)
class Ratio:
    """Time of one work over that of another.

    Attributes:
        value: the median over all turns; low, high: its 95 % interval by the bootstrap.
        first, second: median seconds of either.
        turns: how many there were.
    """

    value: float
    low: float
    high: float
    first: float
    second: float
    turns: int

    def __str__(self) -> str:
        return f"{self.low:.3f} to {self.high:.3f}; {self.first * 1e3:.2f} / {self.second * 1e3:.2f} ms"


def compare(first: Work, second: Work, seconds: float, clock: Clock = time.process_time) -> Ratio:
    """Do both by turns until their ratio is known to `RESOLVED`, or the time is over.

    A turn does either twice, in the order first, second, second, first, and the next turn the other way round: a
    machine that slows down, or a cache that one leaves to the other, then touches both alike, and every turn has a
    ratio of its own. The default clock is the processor's, which other programs do not stop.
    """
    ones: list[float] = []
    others: list[float] = []
    ratios: list[float] = []
    end = clock() + seconds
    gc.collect()
    gc.disable()
    try:
        while len(ratios) < FEWEST or clock() < end:
            mine, theirs = _turn(first, second, clock) if len(ratios) % 2 else _turn(second, first, clock)[::-1]
            ratios.append(sum(mine) / sum(theirs))
            ones += mine
            others += theirs
            if len(ratios) >= FEWEST and len(ratios) % _LOOKS == 0:
                low, high = interval(ratios)
                if high - low <= 2 * RESOLVED:
                    break
    finally:
        gc.enable()
    low, high = interval(ratios)
    return Ratio(statistics.median(ratios), low, high, statistics.median(ones), statistics.median(others), len(ratios))


def _turn(outer: Work, inner: Work, clock: Clock) -> tuple[tuple[float, float], tuple[float, float]]:
    """Seconds of the work that begins and ends the turn, and of the one in the middle."""
    times = []
    for work in (outer, inner, inner, outer):
        began = clock()
        work()
        times.append(clock() - began)
    return (times[0], times[3]), (times[1], times[2])


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Where the median of such values lies, 19 times of 20: the percentile bootstrap (Efron, 1979)."""
    chance = random.Random(0)
    medians = sorted(statistics.median(chance.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    cut = round(0.025 * _RESAMPLES)
    return medians[cut], medians[-1 - cut]
