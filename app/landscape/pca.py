"""Principal directions of a run by its Gram matrix: K x K numbers instead of an SVD of K x P."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
AnyFloats = NDArray[np.floating]

CHUNK = 1 << 20  # weights per block of columns, so that a large network needs no second copy in float64


def spectrum(products: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues, largest first, and eigenvectors (columns) of inner products after centring; NaN for an overflow."""
    with np.errstate(invalid="ignore"):
        centred = products - products.mean(axis=0) - products.mean(axis=1)[:, None] + products.mean()
    if not np.isfinite(centred).all():  # of weights that have exploded; LAPACK may not come back from them
        return np.full(len(products), np.nan), np.full_like(products, np.nan)
    values, columns = np.linalg.eigh(centred)
    return np.maximum(values[::-1], 0.0), columns[:, ::-1]


def gram(vectors: AnyFloats) -> Floats:
    """Inner products (K, K) of vectors (K, P) relative to the first one."""
    products = np.zeros((len(vectors), len(vectors)))
    for start in range(0, vectors.shape[1], CHUNK):
        piece = vectors[:, start : start + CHUNK].astype(np.float64)
        piece -= piece[0]
        products += piece @ piece.T
    return products


def directions(apart: AnyFloats, values: Floats, columns: Floats, count: int = 2) -> Floats:
    """Unit directions (count, P) in weight space of the largest eigenvalues.

    Args:
        apart: (K, P) moments minus any fixed vector, for instance the first moment.
        values, columns: of `spectrum`.
    """
    weights = columns[:, :count] - columns[:, :count].mean(axis=0)  # centring of the moments, moved to their weights
    weights /= np.sqrt(values[:count])
    found = np.zeros((count, apart.shape[1]))
    for start in range(0, apart.shape[1], CHUNK):
        found[:, start : start + CHUNK] = weights.T.astype(apart.dtype) @ apart[:, start : start + CHUNK]
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


def random_walk_shares(moments: int) -> Floats:
    """Explained variance of each component of a random walk of that many moments in very many dimensions.

    Eigenvalues 1 / (2 - 2 cos(pi k / K)), k = 1 .. K - 1 (Antognini and Sohl-Dickstein, arXiv 1806.08805); for
    K to infinity the first two shares are 6 / pi^2 = 61 % and 15 %.
    """
    counts = np.arange(1, max(moments, 2))
    values = 1.0 / (2.0 - 2.0 * np.cos(np.pi * counts / max(moments, 2)))
    return np.asarray(values / values.sum())
