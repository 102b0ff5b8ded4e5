"""Smoothing of curves that is right from the first point on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Smoother:
    """Exponential moving average, bias-corrected (divided by 1 - decay^n, as in Adam), of values that grow in number.

    A value that is not finite is left out of the average and stays a gap in the curve.
    """

    def __init__(self, decay: float = 0.9) -> None:
        self._decay = decay
        self._known = np.zeros(0)
        self._count = 0
        self._sum = self._weight = 0.0

    def extended(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """The averages (n,) of all values (n,), of which those given before are not looked at again."""
        fresh = np.asarray(values[self._count :], np.float64)
        if not len(fresh):
            return self._known[: self._count]
        finite = np.isfinite(fresh)
        weights = _running(finite.astype(np.float64), self._decay, self._weight)
        sums = _running(np.where(finite, fresh, 0.0), self._decay, self._sum)
        if len(values) > len(self._known):
            self._known = np.concatenate([self._known[: self._count], np.empty(len(values))])
        with np.errstate(invalid="ignore", divide="ignore"):
            self._known[self._count : len(values)] = np.where(finite, sums / weights, np.nan)
        self._count, self._weight, self._sum = len(values), float(weights[-1]), float(sums[-1])
        return self._known[: self._count]


def smoothed(values: NDArray[np.floating], decay: float = 0.9) -> NDArray[np.float64]:
    """The averages (`Smoother`) of values that are all known."""
    return Smoother(decay).extended(values)


def _running(values: NDArray[np.float64], decay: float, carried: float) -> NDArray[np.float64]:
    """s[n] = decay s[n-1] + (1 - decay) v[n] from s[-1] = carried, a block at a time: decay^n stays above 1e-5."""
    if decay <= 0:
        return values
    block = max(1, int(-5 / np.log10(decay)))
    powers = decay ** np.arange(1, block + 1)
    result = np.empty_like(values)
    for start in range(0, len(values), block):
        part = values[start : start + block]
        scale = powers[: len(part)]
        result[start : start + block] = scale * (carried + np.cumsum(part * (1 - decay) / scale))
        carried = float(result[start + len(part) - 1])
    return result
