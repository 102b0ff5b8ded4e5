"""The full landscape of a run: surface, path, true losses. Runs in any thread; touches nothing of a training."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch
from torch import Tensor

from app.errors import RunError
from app.landscape.grid import Cell, levels_of_detail, window_of
from app.landscape.lanes import Lanes, lanes_for
from app.landscape.layout import flat_weights
from app.landscape.objective import BatchNormMode, Objective
from app.landscape.path import RunPath, path_on
from app.landscape.planes import Plane, pca_plane, random_plane
from app.landscape.subset import subset
from app.landscape.surface import Surface, Sweep
from app.landscape.trajectory import Trajectory

if TYPE_CHECKING:
    from app.compile.module import Compiled
    from app.data.prepare import Prepared

PlaneKind = Literal["random", "pca"]

PICTURE = 1  # round of the grid, coarse to fine, after which the path gets its colours: 7 x 7 of 25 x 25 points


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
    lanes: int | None = None,
) -> Landscape:
    """Measure a landscape: first a coarse picture, then the path's true losses, then the rest.

    Args:
        source: the network, its data and its kept moments.
        wish: plane, grid and samples.
        progress: is given what is known and the share of the work that is done, about every ``every`` seconds.
        cancel: asked between points; what is known by then is returned.
        lanes: points measured at once; by default what suits the machine (`lanes_for`). Changes no value.

    Raises:
        RunError: no plane can be drawn (too few moments, no weights).
    """
    work = _Work(source, wish or Wish(), lanes)
    told = time.perf_counter()
    with closing(work.run()) as points:
        for count in points:
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

    def __init__(self, source: Source, wish: Wish, lanes: int | None) -> None:
        self._begin = time.perf_counter()
        sample = subset(source.prepared.train, wish.sample_size, wish.sample_seed)
        first = Objective(source.compiled, sample, wish.batchnorm)
        count = lanes_for(first.device) if lanes is None else lanes
        more = [Objective(source.compiled, sample, wish.batchnorm) for _ in range(count - 1)]
        self._lanes = Lanes([first, *more])
        self._trajectory = source.trajectory
        plane = plane_for(source, wish)
        self._path = None if source.trajectory is None else path_on(plane, source.trajectory)
        if wish.plane == "random" or self._path is None:
            left = bottom = -wish.extent
            right = top = wish.extent
        else:
            left, right, bottom, top = window_of(self._path.coordinates)
        xs, ys = np.linspace(left, right, wish.columns), np.linspace(bottom, top, wish.rows)
        self._sweep = Sweep(first, plane, xs, ys)
        self.total = self._sweep.total + 2 * (0 if self._path is None else len(self._path))

    def landscape(self) -> Landscape:
        """What is known by now."""
        self._sweep.seconds = time.perf_counter() - self._begin
        return Landscape(self._sweep.surface(), self._path)

    def run(self) -> Generator[int]:
        """Counts of points measured so far."""
        with self._lanes:
            for count, _ in enumerate(self._points(), start=1):
                yield count

    def _points(self) -> Iterator[None]:
        rounds = levels_of_detail(len(self._sweep.ys), len(self._sweep.xs))
        lines, posts = rounds[min(PICTURE, len(rounds) - 1)]
        yield from self._cells(len(lines) * len(posts))
        if self._path is not None and self._trajectory is not None:
            yield from self._note("true", self._path, partial(_at_moment, self._trajectory))
        yield from self._cells(None)
        if self._path is not None:
            yield from self._note("on_plane", self._path, partial(_at_foot, self._sweep.plane, self._path))

    def _cells(self, until: int | None) -> Iterator[None]:
        """Measure the cells that come next, up to a number of them."""
        cells = list(self._sweep.cells(until))
        jobs = (partial(_at_cell, self._sweep, cell) for cell in cells)
        for cell, value in zip(cells, self._lanes.values(jobs), strict=True):
            self._sweep.take(cell, value)
            yield

    def _note(self, field: Literal["true", "on_plane"], path: RunPath, at: Callable[..., Tensor]) -> Iterator[None]:
        """Measure the moments, newest first, because its colour is looked at first.

        Each loss is written into a fresh array, so that what was given out stays as it was.
        """
        places = range(len(path) - 1, -1, -1)
        for place, value in zip(places, self._lanes.values(partial(at, each) for each in places), strict=True):
            grown = getattr(path, field).copy()
            grown[place] = float(value[0])
            self._path = path = replace(path, **{field: grown})
            yield


def _at_cell(sweep: Sweep, cell: Cell, objective: Objective) -> Tensor:
    return objective.measure(sweep.weights(cell))


def _at_moment(trajectory: Trajectory, place: int, objective: Objective) -> Tensor:
    return objective.measure(torch.from_numpy(trajectory.vectors[place]))


def _at_foot(plane: Plane, path: RunPath, place: int, objective: Objective) -> Tensor:
    x, y = path.coordinates[place]
    return objective.measure(torch.from_numpy(plane.point(x, y)))
