"""Windows for a path that still grows: with foresight, and twice as wide where that was not enough."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.landscape.grid import Floats, window_of
from app.landscape.surface import Sweep

MARGIN = 0.25  # room around path and forecast
SLOWING = 0.7  # a training slows down: so much of the distance that its present speed would give


def outlook(steps: NDArray[np.int64], coordinates: Floats, ahead: float) -> tuple[float, float, float, float]:
    """(left, right, bottom, top) around a path and where it will be.

    Args:
        steps, coordinates: (K,) and (K, 2), oldest first.
        ahead: updates to look ahead; at most as many as there were count, for nobody sees further.
    """
    recent = int(np.searchsorted(steps, steps[-1] / 2))  # the speed of the younger half of the run
    since = int(steps[-1] - steps[recent])
    if not since:
        return window_of(coordinates, MARGIN)
    speed = (coordinates[-1] - coordinates[recent]) / since
    forecast = coordinates[-1] + SLOWING * min(ahead, float(steps[-1])) * speed
    return window_of(np.vstack([coordinates, forecast]), MARGIN)


def holds(xs: Floats, ys: Floats, place: Floats) -> bool:
    """Whether a window covers a point (x, y)."""
    return bool(xs[0] <= place[0] <= xs[-1] and ys[0] <= place[1] <= ys[-1])


def grown(sweep: Sweep, place: Floats) -> Sweep:
    """A sweep of the same plane, twice as wide toward a point (x, y) outside; what is computed stays so, exactly.

    Every second line of the grid is one of the old ones, so up to half of the points need no second look. Running
    statistics and the subset stay the objective's, so old and new points are values of one function.
    """
    xs, their_columns, columns = doubled(sweep.xs, float(place[0]))
    ys, their_rows, rows = doubled(sweep.ys, float(place[1]))
    wider = Sweep(sweep.objective, sweep.plane, xs, ys, check=False)
    wider.adopt(sweep.surface(), (their_rows, their_columns), (rows, columns))
    return wider


def doubled(lines: Floats, toward: float) -> tuple[Floats, slice, slice]:
    """As many grid lines over twice the length, grown toward a point; the same lines where it lies among them.

    Returns:
        the new lines, and which of the old ones are which of the new ones.
    """
    count = len(lines)
    if count < 3 or lines[0] <= toward <= lines[-1]:
        return lines, slice(None), slice(None)
    above = toward > lines[-1]
    old = slice(0 if above else (count - 1) % 2, None, 2)  # the line at the far end stays
    kept = lines[old]
    gap = (kept[-1] - kept[0]) / (len(kept) - 1)
    more = gap * np.arange(1, count - len(kept) + 1)
    if above:
        return np.concatenate([kept, kept[-1] + more]), old, slice(0, len(kept))
    return np.concatenate([kept[0] - more[::-1], kept]), old, slice(count - len(kept), count)
