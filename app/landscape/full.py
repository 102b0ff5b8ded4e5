"""The full landscape of a run: surface, path, true losses. Runs in any thread; touches nothing of a training."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from app.errors import RunError
from app.landscape.grid import known_lattice, window_of
from app.landscape.layout import flat_weights
from app.landscape.objective import BatchNormMode, Objective
from app.landscape.path import RunPath, measure_feet, measure_moments, path_on
from app.landscape.planes import Plane, pca_plane, random_plane
from app.landscape.subset import subset
from app.landscape.surface import Surface, Sweep
from app.landscape.trajectory import Trajectory

if TYPE_CHECKING:
    from app.compile.module import Compiled
    from app.data.prepare import Prepared

PlaneKind = Literal["random", "pca"]


@dataclass(frozen=True, eq=False)
class Source:
    """What a landscape is drawn of.

    Attributes:
        compiled: the network with the running statistics of its last moment; only read.
        prepared: its data; the subset comes from the training part.
        trajectory: kept moments, or None for a network that was never trained.
    """

    compiled: Compiled
    prepared: Prepared
    trajectory: Trajectory | None


@dataclass(frozen=True)
class Wish:
    """What a person asks to see.

    Attributes:
        plane: "pca" of the run, or "random" directions through its last moment.
        columns, rows: grid points along u and v.
        seed: of the random directions.
        extent: half the width of a random plane's window, in units of its directions.
        batchnorm, sample_size, sample_seed: see `Objective` and `subset`.
    """

    plane: PlaneKind = "pca"
    columns: int = 25
    rows: int = 25
    seed: int = 0
    extent: float = 1.0
    batchnorm: BatchNormMode = "running"
    sample_size: int = 512
    sample_seed: int = 0


@dataclass(frozen=True, eq=False)
class Landscape:
    """A surface with the run's path on it, whole or in the making."""

    surface: Surface
    path: RunPath | None


def full_surface(
    source: Source,
    wish: Wish | None = None,
    progress: Callable[[Landscape, float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    every: float = 0.15,
) -> Landscape:
    """Measure a landscape: first a coarse picture, then the path's true losses, then the rest.

    Args:
        source: the network, its data and its kept moments.
        wish: plane, grid and samples.
        progress: is given what is known and the share of the work that is done, about every ``every`` seconds.
        cancel: asked between points; what is known by then is returned.

    Raises:
        RunError: no plane can be drawn (too few moments, no weights).
    """
    work = _Work(source, wish or Wish())
    told = time.perf_counter()
    for count in work.run():
        if cancel is not None and cancel():
            break
        if progress is not None and time.perf_counter() - told >= every:
            progress(work.landscape(), count / work.total)
            told = time.perf_counter()
    landscape = work.landscape()
    if progress is not None:
        progress(landscape, 1.0)
    return landscape


def plane_for(source: Source, wish: Wish) -> Plane:
    """The plane that is wished for, through the last moment.

    Raises:
        RunError: the run has no or too few moments for a PCA.
    """
    trajectory = source.trajectory
    if wish.plane == "pca":
        if trajectory is None:
            raise RunError("a PCA plane needs a run; train first, or choose random directions")
        return pca_plane(trajectory.vectors)
    anchor = flat_weights(source.compiled) if trajectory is None else trajectory.vectors[-1].astype(np.float64)
    return random_plane(source.compiled, wish.seed, anchor)


class _Work:
    """One landscape in the making, in steps of one point."""

    def __init__(self, source: Source, wish: Wish) -> None:
        sample = subset(source.prepared.train, wish.sample_size, wish.sample_seed)
        self._objective = Objective(source.compiled, sample, wish.batchnorm)
        self._trajectory = source.trajectory
        plane = plane_for(source, wish)
        self._path = None if source.trajectory is None else path_on(plane, source.trajectory)
        if wish.plane == "random" or self._path is None:
            left = bottom = -wish.extent
            right = top = wish.extent
        else:
            left, right, bottom, top = window_of(self._path.coordinates)
        xs, ys = np.linspace(left, right, wish.columns), np.linspace(bottom, top, wish.rows)
        self._sweep = Sweep(self._objective, plane, xs, ys)
        self.total = self._sweep.total + 2 * (0 if self._path is None else len(self._path))

    def landscape(self) -> Landscape:
        return Landscape(self._sweep.surface(), None if self._path is None else replace(self._path))

    def run(self) -> Iterator[int]:
        """Counts of points measured so far."""
        for count, _ in enumerate(self._points(), start=1):
            yield count

    def _points(self) -> Iterator[None]:
        while self._sweep.advance():
            yield
            if self._sweep.count % 4 == 0 and known_lattice(self._sweep.surface().exact) is not None:
                break
        if self._path is not None and self._trajectory is not None:
            yield from self._note("true", measure_moments(self._objective, self._trajectory))
        while self._sweep.advance():
            yield
        if self._path is not None:
            yield from self._note("on_plane", measure_feet(self._objective, self._sweep.plane, self._path))

    def _note(self, field: Literal["true", "on_plane"], losses: Iterator[tuple[int, float]]) -> Iterator[None]:
        """Write each loss into a fresh array, so that what was given out stays as it was."""
        for place, loss in losses:
            if self._path is None:
                return
            grown = getattr(self._path, field).copy()
            grown[place] = loss
            self._path = replace(self._path, **{field: grown})
            yield
