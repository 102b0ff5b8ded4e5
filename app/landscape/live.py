"""The landscape of a training while it runs: coarse, within a fixed share of the run's time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.errors import RunError
from app.landscape.budget import Budget
from app.landscape.full import Landscape, Source
from app.landscape.grid import known_lattice
from app.landscape.keeper import Keeper
from app.landscape.objective import Objective, private_copy
from app.landscape.outlook import grown, holds, outlook
from app.landscape.subset import subset
from app.landscape.surface import Surface, Sweep
from app.landscape.trajectory import Trajectory, read_trajectory
from app.training.job import Live, Watcher

SHARE = 0.05
LATER = 0.4  # of that share, once the surface that is shown is no mere sketch and covers the path: it changes slowly
SKETCH = 0.3  # computed share of a surface below which it is one
GRID = 9
SAMPLES = 64
GROWTH = 1.25  # a new plane is drawn when the run has grown by this factor since the last one
STALE = 3.0  # from this factor on a new plane is drawn even where the surface on the old one is not done
FIRST_MOMENTS = 5  # kept before the first plane
TELL = 1.0  # seconds between two positions of the moving point
PUBLISH = 3  # points between two pictures of a growing surface
APART = 0.4  # seconds between them at least: whoever watches has to paint each


@dataclass(frozen=True, eq=False)
class LiveView(Landscape):
    """What is known at a step; never changes once given out.

    Attributes:
        step: updates done.
        spent: share of the run's time that the landscape has cost.
    """

    step: int = 0
    spent: float = 0.0


class LiveLandscape(Watcher):
    """Watches a training and keeps `latest`, a coarse PCA surface with the path so far.

    All work happens inside `after_step`, in pieces of one point, and only when the time spent so far plus one more
    piece stays below ``share`` of the run's time. Nothing of the training is changed (see `Objective`).
    """

    def __init__(self, share: float = SHARE, grid: int = GRID, samples: int = SAMPLES) -> None:
        self.latest: LiveView | None = None
        self.source: Source | None = None
        self._grid, self._samples = grid, samples
        self._budget = Budget(share)
        self._keeper = Keeper(0)
        self._objective: Objective | None = None
        self._sweep: Sweep | None = None
        self._shown: Surface | None = None
        self._poor = True  # the surface that is shown is a sketch, or the path has left it
        self._told = 0.0
        self._swept_at = 0
        self._moments_turn = False

    @property
    def seconds(self) -> float:
        """Time spent so far, s."""
        return self._budget.spent

    def started(self, live: Live) -> None:
        self._budget.begin()
        weights = sum(parameter.numel() for parameter in live.compiled.parameters())
        if weights:
            with self._budget.spending("preparation"):
                self._keeper = Keeper.within(weights)
                self._take_over(live)
            with self._budget.spending("moment"):
                self._keep(live)

    def after_step(self, live: Live) -> None:
        self._budget.resume()
        hurry = self._poor or time.perf_counter() - self._told > TELL
        left = self._budget.left(1.0 if hurry else LATER)
        if left <= 0.0 or not len(self._keeper):
            return
        due = self._due(live)
        if due is not None and self._budget.cost(due[0]) <= left:
            with self._budget.spending(due[0]):
                due[1]()

    def paused(self, live: Live) -> None:
        """Hand out what a full surface needs; a pause costs the run nothing."""
        self._budget.pause()
        self._hand_out(live)

    def finished(self, live: Live) -> None:
        with self._budget.spending("end"):
            self._hand_out(live)

    def _due(self, live: Live) -> tuple[str, Callable[[], None]] | None:
        """The next piece: where the run is now, a due moment, a window, or one point; the last ones take turns."""
        self._moments_turn = not self._moments_turn
        if self._shown is not None and time.perf_counter() - self._told > TELL:
            return "news", partial(self._publish, live)
        few = len(self._keeper) < FIRST_MOMENTS
        if self._keeper.wants(live.step) and (self._moments_turn or few):
            return "moment", partial(self._keep, live)
        if self._objective is None:
            return "objective", partial(self._make_objective, live)
        if self._widens(live.step):
            return "wider", self._widen
        if self._sweep is None or self._sweep.finished or self._outrun() or self._stale(live.step):
            early = few or live.step < GROWTH * self._swept_at
            return None if early else ("plane", partial(self._begin_sweep, live))
        return "point", partial(self._advance, live)

    def _keep(self, live: Live) -> None:
        vector = live.flat().numpy()
        loss = float("nan") if live.loss is None else float(live.loss)
        if not np.isfinite(vector).all():
            return
        self._keeper.add(live.step, vector, loss)

    def _make_objective(self, live: Live) -> None:
        self._objective = Objective(live.compiled, subset(live.prepared.train, self._samples))

    def _outrun(self) -> bool:
        """Whether the run has left the window that is measured, so that finishing it is a waste."""
        sweep = self._sweep
        return sweep is not None and not holds(sweep.xs, sweep.ys, self._keeper.place(sweep.plane))

    def _stale(self, step: int) -> bool:
        """Whether the plane is one of a much younger run, and was seen long enough to be worth its cost."""
        seen = self._shown is not None and self._sweep is not None and self._shown.plane is self._sweep.plane
        return seen and step >= STALE * self._swept_at

    def _widens(self, step: int) -> bool:
        """Whether a wider window on the same plane will do: only while that plane is young."""
        if self._sweep is None or not self._outrun():
            return False
        return step < (GROWTH if self._sweep.finished else STALE) * self._swept_at

    def _widen(self) -> None:
        assert self._sweep is not None
        self._sweep = grown(self._sweep, self._keeper.place(self._sweep.plane))

    def _begin_sweep(self, live: Live) -> None:
        self._swept_at = max(live.step, 1)
        try:
            plane = self._keeper.plane(self._shown.plane if self._shown is not None else None)
        except RunError:  # the run does not move, or only along a line
            return
        assert self._objective is not None
        self._objective.refresh(live.compiled)
        path = self._keeper.path(plane)
        left, right, bottom, top = outlook(path.steps, path.coordinates, self._steps_of_a_sweep(live))
        places = np.linspace(0.0, 1.0, self._grid)
        xs, ys = left + (right - left) * places, bottom + (top - bottom) * places
        self._sweep = Sweep(self._objective, plane, xs, ys, check=False)

    def _steps_of_a_sweep(self, live: Live) -> float:
        """Updates that the run will do while a surface is measured."""
        work = self._budget.cost("point") * self._grid**2
        return work / (LATER * self._budget.share) * live.step / max(self._budget.elapsed, 1e-9)

    def _advance(self, live: Live) -> None:
        assert self._sweep is not None
        self._sweep.advance()
        soon = not self._poor and time.perf_counter() - self._told < APART
        if (soon or self._sweep.count % PUBLISH) and not self._sweep.finished:
            return
        surface = self._sweep.surface()
        if known_lattice(surface.exact) is None:
            return  # the picture before stays until this one covers the window
        self._shown = surface
        self._publish(live)

    def _publish(self, live: Live) -> None:
        """Give out the surface with the path up to now."""
        if self._shown is None:
            return
        vector, loss = live.flat().numpy(), float("nan") if live.loss is None else float(live.loss)
        if not np.isfinite(vector).all():
            return
        path = self._keeper.path_to(self._shown.plane, live.step, vector, loss)
        covered = holds(self._shown.xs, self._shown.ys, path.coordinates[-1])
        self._poor = not covered or self._shown.done < SKETCH
        self._told = time.perf_counter()
        self.latest = LiveView(self._shown, path, live.step, self._budget.used)

    def _hand_out(self, live: Live) -> None:
        if not len(self._keeper):
            return
        if live.step > self._keeper.steps[-1]:
            self._keep(live)
        self.source = Source(private_copy(live.compiled), live.prepared, self._whole(live))

    def _take_over(self, live: Live) -> None:
        """Go on with the path of a run that is resumed."""
        if live.run is None or not live.step or not live.run.trajectory.is_file():
            return
        known = read_trajectory(live.run.path)
        for place in np.unique(np.linspace(0, len(known) - 1, self._keeper.limit // 2).astype(int)):
            if known.steps[place] < live.step:
                self._keeper.add(int(known.steps[place]), known.vectors[place], float(known.losses[place]))

    def _whole(self, live: Live) -> Trajectory:
        """The moments the run folder keeps, which are more, with those of now; else the own ones."""
        if live.run is None or not live.run.trajectory.is_file():
            return self._keeper.trajectory()
        known = read_trajectory(live.run.path)
        if known.steps[-1] >= live.step or self._keeper.steps[-1] != live.step:
            return known
        return known.extended(live.step, self._keeper.newest, self._keeper.losses[-1])
