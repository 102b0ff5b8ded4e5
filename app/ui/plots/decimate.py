"""Fewer points that look the same: what falls on one pixel column is drawn as its minimum and maximum."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def decimated(x: NDArray[np.generic], y: NDArray[np.generic], pixels: int) -> tuple[Array, Array]:
    """At most about ``2 * pixels`` points; no spike is lost, gaps (NaN) stay where a whole column is one."""
    count = len(x)
    xs, ys = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if count <= 2 * max(1, pixels):
        return xs, ys
    # a fixed number of points a bin, so that old bins stay the same while points arrive
    width = 2 ** math.ceil(math.log2(count / max(1, pixels)))
    starts = np.arange(0, count, width)
    low, high = np.fmin.reduceat(ys, starts), np.fmax.reduceat(ys, starts)
    rising = ys[np.minimum(starts + width, count) - 1] >= ys[starts]
    pair = np.empty((len(starts), 2))
    pair[:, 0], pair[:, 1] = np.where(rising, low, high), np.where(rising, high, low)
    return np.repeat(xs[starts], 2), pair.ravel()


def averaged(x: NDArray[np.generic], y: NDArray[np.generic], pixels: int) -> tuple[Array, Array]:
    """At most ``pixels`` points, each the mean of those that fall together: for curves that are smooth already."""
    count = len(x)
    xs, ys = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if count <= max(1, pixels):
        return xs, ys
    width = 2 ** math.ceil(math.log2(count / max(1, pixels)))
    starts = np.arange(0, count, width)
    known = np.isfinite(ys)
    counts = np.add.reduceat(known.astype(np.float64), starts)
    with np.errstate(invalid="ignore"):
        means = np.add.reduceat(np.where(known, ys, 0.0), starts) / counts
    ends = np.minimum(starts + width, count) - 1
    return (xs[starts] + xs[ends]) / 2, means


def nice_end(value: float, least: float = 50) -> float:
    """The next round number, so that an axis grows in steps instead of all the time."""
    value = max(value, least)
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * power >= value)
