"""Planes through weight space: anchor + x u + y v."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from app.errors import RunError
from app.landscape import pca
from app.landscape.layout import Block, blocks_of, flat_weights

if TYPE_CHECKING:
    from app.compile.module import Compiled

Floats = NDArray[np.float64]
Kind = Literal["random", "pca"]


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane through weight space.

    Attributes:
        anchor, u, v: (P,) float64 in document order of the trained weights.
        labels: what the two directions are, for the axes.
        note: how the plane came about, one line.
        seed: of the random directions, else None.
        explained: shares of the path's variance along u and v (PCA), else None.
        random_walk: what a random walk of the same length gives there, else None.
        cosine_before: cosine of u and v before they were made orthogonal.
    """

    kind: Kind
    anchor: Floats
    u: Floats
    v: Floats
    labels: tuple[str, str]
    note: str
    seed: int | None = None
    explained: tuple[float, float] | None = None
    random_walk: tuple[float, float] | None = None
    cosine_before: float = 0.0

    @property
    def cosine(self) -> float:
        """Cosine between the directions as they are drawn."""
        return cosine(self.u, self.v)

    @property
    def relative(self) -> tuple[float, float]:
        """|u| / |anchor| and |v| / |anchor|: turns a coordinate into the size of the change against the weights."""
        size = float(np.linalg.norm(self.anchor))
        if size == 0.0:
            return float("nan"), float("nan")
        return float(np.linalg.norm(self.u)) / size, float(np.linalg.norm(self.v)) / size

    def point(self, x: float, y: float) -> Floats:
        """The weights (P,) at a coordinate, float64."""
        return np.asarray(self.anchor + x * self.u + y * self.v)


def cosine(u: Floats, v: Floats) -> float:
    """Cosine of the angle between two directions; NaN where one has no length."""
    sizes = float(np.linalg.norm(u) * np.linalg.norm(v))
    return float(u @ v) / sizes if sizes else float("nan")


def random_plane(compiled: Compiled, seed: int = 0, anchor: Floats | None = None) -> Plane:
    """Two Gaussian directions, filter-normalised, then made orthogonal (Li et al., arXiv 1712.09913).

    Args:
        compiled: gives the layout, and the weights where ``anchor`` is None.
        seed: of a private generator.
        anchor: (P,) weights the plane goes through and is normalised by.

    Raises:
        RunError: no weight with two or more axes is trained.
    """
    blocks = blocks_of(compiled)
    centre = flat_weights(compiled) if anchor is None else np.asarray(anchor, dtype=np.float64)
    rng = np.random.default_rng(seed)
    u, v = (_normalised(rng.standard_normal(len(centre)), centre, blocks) for _ in range(2))
    if not u.any() or not v.any():
        raise RunError("a random plane needs a trained weight matrix that is not zero; this network has none")
    before = cosine(u, v)
    v = v - (u @ v) / (u @ u) * u
    note = f"random directions, filter-normalised (seed {seed})"
    return Plane("random", centre, u, v, ("random 1", "random 2"), note, seed=seed, cosine_before=before)


def _normalised(drawn: Floats, anchor: Floats, blocks: tuple[Block, ...]) -> Floats:
    """Give every filter of a direction the length of the filter it moves; offsets and scales (1-D) stay put."""
    direction = np.zeros_like(drawn)
    for block in blocks:
        if len(block.shape) < 2:
            continue
        moved, own = block.filters(drawn), block.filters(anchor)
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        lengths[lengths == 0.0] = 1.0
        block.put(direction, moved / lengths * np.linalg.norm(own, axis=1, keepdims=True))
    return direction


def pca_plane(vectors: NDArray[np.floating]) -> Plane:
    """The plane of the two principal directions of a run, through its last moment.

    Args:
        vectors: (K, P) kept moments, oldest first.

    Raises:
        RunError: fewer than three different moments, or they lie on a line.
    """
    if len(vectors) < 3:
        raise RunError(f"a PCA plane needs at least 3 kept moments, this run has {len(vectors)}")
    values, columns = pca.spectrum(pca.gram(vectors))
    apart = np.asarray(vectors, dtype=np.float64) - np.asarray(vectors[0], dtype=np.float64)
    return plane_from(apart, np.asarray(vectors[-1], dtype=np.float64), values, columns)


def plane_from(apart: NDArray[np.floating], anchor: Floats, values: Floats, columns: Floats) -> Plane:
    """The PCA plane (`pca_plane`) from moments relative to the first (K, P) and the spectrum of their products."""
    if len(apart) < 3 or not np.isfinite(values).all() or values[1] <= 1e-12 * values[0] or values[0] == 0.0:
        raise RunError("a PCA plane needs three finite kept moments that do not lie on one line; train a little longer")
    u, v = pca.directions(apart, values, columns)
    from_end = apart[0] - apart[-1]
    u, v = (-each if each @ from_end < 0 else each for each in (u, v))  # eigenvectors have no sign: start top right
    before = cosine(u, v)
    v = v - (u @ v) * u
    shares = values / values.sum()
    walk = pca.random_walk_shares(len(apart))
    return Plane(
        "pca",
        anchor,
        u,
        v / np.linalg.norm(v),
        ("PC 1", "PC 2"),
        f"PCA of {len(apart)} kept moments",
        explained=(float(shares[0]), float(shares[1])),
        random_walk=(float(walk[0]), float(walk[1])),
        cosine_before=before,
    )


def project(plane: Plane, vectors: NDArray[np.floating] | Sequence[NDArray[np.floating]]) -> tuple[Floats, Floats]:
    """Coordinates (K, 2) of moments by least squares on [u v], and their distances (K,) from the plane."""
    first, second = plane.u / np.linalg.norm(plane.u), plane.v
    shared = first @ second
    second = second - shared * first
    height = np.linalg.norm(second)
    base = np.stack([first, second / height])
    triangle = np.array([[np.linalg.norm(plane.u), shared], [0.0, height]])
    coordinates, residual = np.zeros((len(vectors), 2)), np.zeros(len(vectors))
    for place, vector in enumerate(vectors):
        apart = np.asarray(vector, dtype=np.float64) - plane.anchor
        with np.errstate(over="ignore", invalid="ignore"):  # of weights that have exploded: NaN, on no plane
            inside = base @ apart
            coordinates[place] = np.linalg.solve(triangle, inside)
            residual[place] = np.linalg.norm(apart - inside @ base)
    return coordinates, residual
