"""Rows measured now and then, put where they belong on an axis of steps."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Timeline(NamedTuple):
    """Columns of equal width in steps.

    Attributes:
        start, end: steps at the left and right edge.
        values: (columns, layers).
    """

    start: int
    end: int
    values: NDArray[np.float32]


def timeline(steps: NDArray[np.int64], values: NDArray[np.float32], most: int) -> Timeline:
    """Spread rows (count, layers) of these rising steps over at most ``most`` columns of equal width.

    Rows that fall together are merged by their maximum, so that a spike stays; a column without a row of its own
    repeats the one before. Widths are powers of two, so that old columns stay the same while rows arrive.
    """
    if not len(steps):
        return Timeline(0, 1, values)
    first = int(steps[0])
    reach = int(steps[-1] - steps[-2]) if len(steps) > 1 else 1  # the last row stands until the next is due
    span = int(steps[-1]) + reach - first
    width = int(2 ** math.ceil(math.log2(max(1.0, span / most))))
    columns = -(-span // width)
    own, begins = np.unique((steps - first) // width, return_index=True)
    merged = np.maximum.reduceat(values, begins, axis=0)
    source = np.searchsorted(own, np.arange(columns), side="right") - 1
    return Timeline(first - 1, first - 1 + columns * width, merged[source])
