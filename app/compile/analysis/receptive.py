"""Receptive fields, the arithmetic: what units see through one window, and through several branches.

Exact for every unit, also behind up-sampling, where neighbours see windows of different sizes: windows repeat
themselves after some units, and one period of them is kept. Without up-sampling the period is one unit, and this is
the usual recurrence (Araujo et al., Computing Receptive Fields of Convolutional Neural Networks, Distill 2019).
Padding counts as entries: a window may begin before the picture, and be larger than it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm

from nodes.window import Window, Windows

_LONGEST = 4096
"""Units of the longest period; beyond it an axis counts as seen from end to end, which is never too little."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What the units of a tensor see along one axis of an Input, in entries of the Input (pixels, steps).

    Attributes:
        axis: axis of the tensor along which the windows move, the batch being 0; 0 where all units see the same.
        first, last: first and last entry that units 0, 1, ... of one period see.
        advance: how far the windows move in one period.
        placed: whether it is known where a unit's window stands; else only sizes are.
    """

    axis: int
    first: tuple[int, ...] = (0,)
    last: tuple[int, ...] = (0,)
    advance: int = 1
    placed: bool = True

    @property
    def size(self) -> int:
        """Entries of the largest window."""
        return max(last - first for first, last in zip(self.first, self.last, strict=True)) + 1

    @property
    def stride(self) -> Fraction:
        """Entries from one unit's window to the next one's (also called jump); behind up-sampling on average."""
        return Fraction(self.advance, len(self.first))

    @property
    def offset(self) -> int:
        """First entry that unit 0 sees; negative inside a padding."""
        return self.first[0]

    def of(self, unit: int) -> tuple[int, int]:
        """First and last entry that a unit sees."""
        period, place = divmod(unit, len(self.first))
        return self.first[place] + period * self.advance, self.last[place] + period * self.advance


Axes = tuple[Reach | None, ...]
"""One for every axis behind the batch of an Input; None: seen from end to end."""


def through(axes: Axes, windows: Windows) -> Axes:
    """What the units of a result see, whose arriving tensor sees ``axes``."""
    return tuple(
        reach if reach is None or reach.axis == 0 else _through(reach, windows[reach.axis - 1]) for reach in axes
    )


def _through(reach: Reach, window: Window | None) -> Reach | None:
    if window is None:
        return None
    if window.size == window.stride == window.enlarge == 1 and window.padding == 0 and window.placed:
        return reach if window.axis == reach.axis else replace(reach, axis=window.axis)
    if not reach.placed:
        return replace(reach, axis=window.axis) if window.size <= window.enlarge else None
    return _moved(reach, window)


def _moved(reach: Reach, window: Window) -> Reach | None:
    """Every window of the result goes from the first entry that its first unit sees to the last of its last unit."""
    whole = len(reach.first) * window.enlarge
    period = whole // gcd(window.stride, whole)
    if period > _LONGEST:
        return None
    starts = [unit * window.stride - window.padding for unit in range(period)]
    first = tuple(reach.of(-(-start // window.enlarge))[0] for start in starts)
    last = tuple(reach.of((start + window.size - 1) // window.enlarge)[1] for start in starts)
    return Reach(window.axis, first, last, reach.advance * (period * window.stride // whole), window.placed)


def joined(branches: Sequence[Axes]) -> Axes:
    """What units see through several branches together."""
    first, *others = branches
    for other in others:
        if other is not first:
            first = tuple(_joined(one, two) for one, two in zip(first, other, strict=True))
    return first


def _joined(one: Reach | None, other: Reach | None) -> Reach | None:
    """The smallest windows around both. Where they drift apart, the larger one's size is what can be said."""
    if one is None or other is None:
        return None
    if one == other:
        return one
    if one.axis != other.axis and one.axis and other.axis:
        return None
    if one.stride != other.stride or not (one.placed and other.placed):
        larger = max(one, other, key=lambda reach: reach.size)
        return replace(larger, axis=one.axis or other.axis, placed=False)
    period = lcm(len(one.first), len(other.first))
    pairs = [(one.of(unit), other.of(unit)) for unit in range(period)]
    first = tuple(min(a[0], b[0]) for a, b in pairs)
    last = tuple(max(a[1], b[1]) for a, b in pairs)
    return Reach(one.axis, first, last, one.advance * period // len(one.first))
