"""The loss on a plane, point by point, coarse to fine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.landscape.grid import Cell, between, coarse_to_fine, is_sorted, row_by_row
from app.landscape.objective import Objective, Point
from app.landscape.planes import Plane

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Order = Literal["coarse to fine", "row by row"]
Lines = tuple[slice, slice]  # of rows and of columns

FLUSH = 16  # points whose values wait on the device before they are copied together


@dataclass(frozen=True)
class Facts:
    """What was measured, in words and numbers that go with every picture.

    Attributes:
        objective: name of the loss, with or without penalty.
        sample: the subset in words; sample_size, sample_seed: its size and seed.
        batchnorm: "running" or "recomputed".
        warning: what a person should know, or "".
    """

    objective: str
    sample: str
    sample_size: int
    sample_seed: int
    batchnorm: str
    warning: str = ""


@dataclass(frozen=True, eq=False)
class Surface:
    """Values on a plane, whole or in the making.

    Attributes:
        xs, ys: coordinates of columns and rows, rising.
        loss, accuracy: (len(ys), len(xs)); row i, column j stands at anchor + xs[j] u + ys[i] v; NaN where
            not computed.
        exact: which cells are computed.
        centre: values at the anchor itself, which need not be a grid point.
        seconds: spent so far.
    """

    plane: Plane
    xs: Floats
    ys: Floats
    loss: Floats
    accuracy: Floats
    exact: Mask
    centre: Point
    facts: Facts
    seconds: float = 0.0

    @property
    def done(self) -> float:
        """Share of the cells that are computed."""
        return float(self.exact.mean())

    @property
    def broken(self) -> Mask:
        """Computed cells whose loss is not finite: shown hatched, never filled in."""
        return self.exact & ~np.isfinite(self.loss)

    def preview(self) -> Floats:
        """The loss with guesses between computed cells; guesses are where ``exact`` is False."""
        return between(self.loss, self.exact, self.xs, self.ys)

    def accuracy_preview(self) -> Floats:
        """The accuracy, likewise."""
        return between(self.accuracy, self.exact, self.xs, self.ys, logarithmic=False)


class Sweep:
    """A surface in the making: `advance` computes one point, so the caller owns the clock.

    Args:
        objective: what is measured; its trained weights are overwritten.
        plane, xs, ys: where.
        check: measure the anchor twice and warn where the values differ.

    Attributes:
        seconds: spent so far.

    Raises:
        ValueError: coordinates do not rise, or the plane has another number of weights.
    """

    def __init__(
        self,
        objective: Objective,
        plane: Plane,
        xs: Sequence[float] | Floats,
        ys: Sequence[float] | Floats,
        order: Order = "coarse to fine",
        check: bool = True,
    ) -> None:
        self.plane, self.objective = plane, objective
        self.xs, self.ys = np.array(xs, dtype=np.float64), np.array(ys, dtype=np.float64)
        if not (is_sorted(self.xs) and is_sorted(self.ys)):
            raise ValueError("expected coordinates that rise")
        if plane.anchor.shape != (objective.size,):
            raise ValueError(f"the plane has {plane.anchor.size} weights, the network {objective.size}")
        shape = (len(self.ys), len(self.xs))
        self._cells = (coarse_to_fine if order == "coarse to fine" else row_by_row)(*shape)
        self._next = 0
        self._values = np.full((*shape, 2), np.nan)
        self._exact = np.zeros(shape, dtype=np.bool_)
        self._waiting: list[tuple[tuple[int, int], Tensor]] = []
        self._anchor, self._u, self._v = (
            torch.tensor(each, device=objective.reckons_on) for each in (plane.anchor, plane.u, plane.v)
        )
        self._point = torch.empty_like(self._anchor)
        self.seconds = 0.0
        self._centre, self._warning = self._measure_centre(check)

    @property
    def total(self) -> int:
        """Number of cells that are to be measured."""
        return len(self._cells)

    @property
    def count(self) -> int:
        """Cells measured so far."""
        return self._next

    @property
    def finished(self) -> bool:
        return self._next == len(self._cells)

    def advance(self) -> bool:
        """Measure one more cell; False when there is none left."""
        if self.finished:
            return False
        begin = time.perf_counter()
        cell = self._cells[self._next]
        self.take(cell, self.objective.measure(self.weights(cell, self._point)))
        self.seconds += time.perf_counter() - begin
        return True

    def cells(self, until: int | None = None) -> Iterator[Cell]:
        """The cells to come, coarse to fine, for a caller that measures them elsewhere and hands them to `take`."""
        yield from self._cells[self._next : until]

    def adopt(self, known: Surface, theirs: Lines, mine: Lines) -> None:
        """Take over what is computed already, before the first cell is measured.

        Args:
            known: a surface of this plane and of the same objective.
            theirs, mine: the same points in its grid and in this one.
        """
        self._values[(*mine, 0)], self._values[(*mine, 1)] = known.loss[theirs], known.accuracy[theirs]
        self._exact[mine] = known.exact[theirs]
        self._cells = [cell for cell in self._cells if not self._exact[cell]]
        self.seconds += known.seconds

    def weights(self, cell: Cell, out: Tensor | None = None) -> Tensor:
        """The weights (P,) at a cell, float64."""
        row, column = cell
        point = torch.add(self._anchor, self._u, alpha=float(self.xs[column]), out=out)
        return point.add_(self._v, alpha=float(self.ys[row]))

    def take(self, cell: Cell, value: Tensor) -> None:
        """Note what `Objective.measure` gave at the next cell."""
        self._waiting.append((cell, value))
        self._next += 1
        if len(self._waiting) >= FLUSH or self.finished:
            self._flush()

    def surface(self) -> Surface:
        """What is known by now; later points do not change it."""
        self._flush()
        sample = self.objective.sample
        facts = Facts(
            self.objective.title, sample.label, len(sample), sample.seed, self.objective.batchnorm, self._warning
        )
        values = self._values.copy()
        return Surface(
            self.plane,
            self.xs,
            self.ys,
            values[..., 0],
            values[..., 1],
            self._exact.copy(),
            self._centre,
            facts,
            self.seconds,
        )

    def _flush(self) -> None:
        if not self._waiting:
            return
        numbers = torch.stack([value for _, value in self._waiting]).cpu().numpy()
        for (cell, _), pair in zip(self._waiting, numbers, strict=True):
            self._values[cell] = pair
            self._exact[cell] = True
        self._waiting.clear()

    def _measure_centre(self, check: bool) -> tuple[Point, str]:
        """The anchor, twice where that shall be checked: a loss that differs from itself is worth a warning."""
        first = self.objective.value(self._anchor)
        second = self.objective.value(self._anchor) if check else first
        if first.loss == second.loss or (np.isnan(first.loss) and np.isnan(second.loss)):
            return first, ""
        return first, f"the same point gave {first.loss:.9g} and {second.loss:.9g}: something in this network is random"


def evaluate(
    objective: Objective,
    plane: Plane,
    xs: Sequence[float] | Floats,
    ys: Sequence[float] | Floats,
    order: Order = "coarse to fine",
    cancel: Callable[[], bool] | None = None,
    progress: Callable[[Surface], None] | None = None,
    every: float = 0.1,
) -> Surface:
    """The whole surface, or as much of it as there was before ``cancel`` said True (asked between points).

    Args:
        progress: is given the surface so far, about every ``every`` seconds and at the end.
    """
    sweep = Sweep(objective, plane, xs, ys, order)
    told = time.perf_counter()
    while not (cancel is not None and cancel()) and sweep.advance():
        if progress is not None and time.perf_counter() - told >= every:
            progress(sweep.surface())
            told = time.perf_counter()
    surface = sweep.surface()
    if progress is not None:
        progress(surface)
    return surface
