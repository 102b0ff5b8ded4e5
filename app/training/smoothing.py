"""Smoothing of curves that is right from the first point on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def smoothed(values: NDArray[np.floating], decay: float = 0.9) -> NDArray[np.float64]:
    """Exponential moving average, bias-corrected (divided by 1 - decay^n, as in Adam).

    A value that is not finite is left out of the average and stays a gap in the curve.
    """
    values = np.asarray(values, np.float64)
    finite = np.isfinite(values)
    weights = _running(finite.astype(np.float64), decay)
    sums = _running(np.where(finite, values, 0.0), decay)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(finite, sums / weights, np.nan)


def _running(values: NDArray[np.float64], decay: float) -> NDArray[np.float64]:
    """s[n] = decay s[n-1] + (1 - decay) v[n], a block at a time: decay^n stays above 1e-5 within one."""
    if decay <= 0:
        return values
    block = max(1, int(-5 / np.log10(decay)))
    powers = decay ** np.arange(1, block + 1)
    result = np.empty_like(values)
    carried = 0.0
    for start in range(0, len(values), block):
        part = values[start : start + block]
        scale = powers[: len(part)]
        result[start : start + block] = scale * (carried + np.cumsum(part * (1 - decay) / scale))
        carried = float(result[start + len(part) - 1])
    return result
