"""Figures of an evaluation: interval of a proportion, confusion, R², mean absolute error."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Z95 = 1.959963984540054


def wilson(right: float, count: float, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of ``right`` out of ``count`` (Wilson 1927); 95 % by default.

    Unlike p ± z·s it stays inside [0, 1] and is honest near 0 and 1. (0, 1) for count 0. The answers counted have to be
    independent; for those that are not, both numbers are parts of `effective_count`.
    """
    if not count:
        return 0.0, 1.0
    share = right / count
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, centre - half), min(1.0, centre + half)


def effective_count(shares: NDArray[np.floating], places: int) -> float:
    """How many independent answers those of samples with ``places`` answers each are worth.

    Pixels of one picture are right or wrong together, so only the samples (n,), with a share of right answers each,
    count as independent. Their accuracy p has the variance V(shares) / n, that of p · (1 - p) / V(shares) · n
    independent answers: the effective sample size of a cluster sample (Kish 1965), with which Wilson's interval stays
    good (Franco et al. 2019). With one answer a sample, and where all are right, it is n.
    """
    count, share = len(shares), float(np.mean(shares)) if len(shares) else 0.0
    spread, alone = float(np.var(shares)) if count else 0.0, share * (1 - share)
    if alone <= 0:
        return float(count)
    worth = count * alone / spread if spread > 0 else math.inf
    return float(min(max(count, worth), count * places))


def confusion(truth: NDArray[np.int64], predicted: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Counts (classes, classes): rows are the true class, columns the predicted one.

    Answers outside 0..classes-1 (an index that the loss ignores) are left out.
    """
    valid = (truth >= 0) & (truth < classes) & (predicted < classes)
    cells = np.bincount(truth[valid] * classes + predicted[valid], minlength=classes * classes)
    return cells.reshape(classes, classes)


def r2(truth: NDArray[np.floating], predicted: NDArray[np.floating]) -> float | None:
    """Coefficient of determination, the mean over the columns of (n, k); None where the truth does not vary."""
    truth, predicted = _columns(truth), _columns(predicted)
    total = ((truth - truth.mean(axis=0)) ** 2).sum(axis=0)
    varies = total > 0
    if not varies.any():
        return None
    left = ((truth - predicted) ** 2).sum(axis=0)
    return float((1 - left[varies] / total[varies]).mean())


def mae(truth: NDArray[np.floating], predicted: NDArray[np.floating]) -> float:
    """Mean absolute error over all numbers."""
    return float(np.abs(_columns(truth) - _columns(predicted)).mean())


def _columns(values: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.asarray(values, np.float64).reshape(len(values), -1)
