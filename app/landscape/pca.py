"""Principal directions of a run by its Gram matrix: K x K numbers instead of an SVD of K x P."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
AnyFloats = NDArray[np.floating]

CHUNK = 1 << 20  # weights per block of columns, so that a large network needs no second copy in float64


class Gram:
    """Inner products of all kept moments relative to the first one, extended by a row per new moment."""

    def __init__(self) -> None:
        self._origin: AnyFloats | None = None
        self._products: Floats = np.zeros((0, 0))

    def __len__(self) -> int:
        return len(self._products)

    def add(self, vectors: list[AnyFloats], vector: AnyFloats) -> None:
        """Take in a moment; ``vectors`` are those taken before it, in order."""
        if self._origin is None:
            self._origin = vector
        row = np.zeros(len(vectors) + 1)
        for start in range(0, len(vector), CHUNK):
            piece = slice(start, start + CHUNK)
            origin = self._origin[piece].astype(np.float64)
            newest = vector[piece].astype(np.float64) - origin
            row[:-1] += [(each[piece].astype(np.float64) - origin) @ newest for each in vectors]
            row[-1] += newest @ newest
        grown = np.zeros((len(row), len(row)))
        grown[:-1, :-1] = self._products
        grown[-1, :] = grown[:, -1] = row
        self._products = grown

    def keep(self, places: list[int]) -> None:
        """Forget all moments but these (thinning); the first one stays the origin even when it goes."""
        self._products = self._products[np.ix_(places, places)]

    def spectrum(self) -> tuple[Floats, Floats]:
        """Eigenvalues, largest first, and eigenvectors (columns) of the centred products."""
        return spectrum(self._products)


def spectrum(products: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues, largest first, and eigenvectors (columns) of inner products after centring."""
    centred = products - products.mean(axis=0) - products.mean(axis=1)[:, None] + products.mean()
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


def direction(vectors: AnyFloats | list[AnyFloats], value: float, column: Floats) -> Floats:
    """The unit direction (P,) in weight space that belongs to an eigenvector of the centred products."""
    weights = (column - column.mean()) / np.sqrt(value)  # centring of the vectors, moved to their weights
    found = np.zeros(len(vectors[0]))
    origin = np.asarray(vectors[0], dtype=np.float64)
    for weight, vector in zip(weights, vectors, strict=True):
        found += weight * (vector - origin)
    return found / np.linalg.norm(found)


def random_walk_shares(moments: int) -> Floats:
    """Explained variance of each component of a random walk of that many moments in very many dimensions.

    Eigenvalues 1 / (2 - 2 cos(pi k / K)), k = 1 .. K - 1 (Antognini and Sohl-Dickstein, arXiv 1806.08805); for
    K to infinity the first two shares are 6 / pi^2 = 61 % and 15 %.
    """
    counts = np.arange(1, max(moments, 2))
    values = 1.0 / (2.0 - 2.0 * np.cos(np.pi * counts / max(moments, 2)))
    return np.asarray(values / values.sum())
