"""Points of a surface: windows, the order coarse to fine, previews between known points."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Cell = tuple[int, int]
Lattice = tuple[tuple[int, ...], tuple[int, ...]]

MARGIN = 0.2
THINNEST = 0.5  # shortest side of a window as a share of the longer one, so that a straight path leaves no sliver


def window_of(coordinates: Floats, margin: float = MARGIN) -> tuple[float, float, float, float]:
    """(left, right, bottom, top) around a path (K, 2) with a margin on every side; never of no width."""
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    middle, half = (low + high) / 2, (high - low) / 2
    half = np.maximum(half, max(float(half.max()) * THINNEST, 1e-12)) * (1 + 2 * margin)
    (left, bottom), (right, top) = middle - half, middle + half
    return float(left), float(right), float(bottom), float(top)


def levels_of_detail(rows: int, columns: int) -> list[Lattice]:
    """Row and column numbers of each round, coarse to fine; the last one is the whole grid.

    Borders belong to every round, so each is a full picture by itself; the first of a 25 x 25 grid has 16 cells.
    """
    stride = 1
    while _points(rows, stride * 2) * _points(columns, stride * 2) >= 9 and stride < 8:
        stride *= 2
    found: list[Lattice] = []
    while stride >= 1:
        found.append((_lines(rows, stride), _lines(columns, stride)))
        stride //= 2
    return found


def _lines(count: int, stride: int) -> tuple[int, ...]:
    return tuple(sorted({*range(0, count, stride), count - 1}))


def _points(count: int, stride: int) -> int:
    return len(_lines(count, stride))


def coarse_to_fine(rows: int, columns: int) -> list[Cell]:
    """Every cell (row, column) once, round by round."""
    order: dict[Cell, None] = {}
    for lines, posts in levels_of_detail(rows, columns):
        order.update(dict.fromkeys((row, column) for row in lines for column in posts))
    return list(order)


def row_by_row(rows: int, columns: int) -> list[Cell]:
    """Every cell (row, column) once, as one reads."""
    return [(row, column) for row in range(rows) for column in range(columns)]


def known_lattice(exact: Mask) -> Lattice | None:
    """The finest round of `levels_of_detail` that is computed in full, or None."""
    for lines, posts in reversed(levels_of_detail(*exact.shape)):
        if exact[np.ix_(lines, posts)].all():
            return lines, posts
    return None


def between(values: Floats, exact: Mask, xs: Floats, ys: Floats, logarithmic: bool = True) -> Floats:
    """Known values, and bilinear ones (of their logarithm) in between: a preview, to be marked as one.

    Where a neighbour is not finite the preview is NaN; before the first round is done, all unknown cells are.
    """
    lattice = known_lattice(exact)
    shown = np.where(exact, values, np.nan)
    if lattice is None or exact.all():
        return shown
    lines, posts = (np.asarray(each) for each in lattice)
    known = values[np.ix_(lines, posts)]
    with np.errstate(all="ignore"):
        heights = np.log(known) if logarithmic else known.copy()
    heights[~np.isfinite(heights)] = np.nan
    filled = _along(_along(heights, xs[posts], xs).T, ys[lines], ys).T
    return np.where(exact, values, np.exp(filled) if logarithmic else filled)


def _along(rows: Floats, known: Floats, wanted: Floats) -> Floats:
    """Linear interpolation of each row from known to wanted places; NaN stays between its neighbours."""
    if len(known) == 1:
        return np.repeat(rows, len(wanted), axis=1)
    right = np.clip(np.searchsorted(known, wanted, side="left"), 1, len(known) - 1)
    share = (wanted - known[right - 1]) / (known[right] - known[right - 1])
    mixed = rows[:, right - 1] * (1 - share) + rows[:, right] * share
    # On a known line the other neighbour has no say, even where it is NaN.
    return np.where(share == 0, rows[:, right - 1], np.where(share == 1, rows[:, right], mixed))


def is_sorted(places: Floats) -> bool:
    """Whether coordinates rise strictly, as grids must."""
    return all(low < high for low, high in pairwise(places.tolist()))
