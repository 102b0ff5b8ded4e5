"""The landscape of a training while it runs: coarse, within a fixed share of the run's time."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from app.errors import RunError
from app.landscape.full import Landscape, Source
from app.landscape.grid import known_lattice, window_of
from app.landscape.keeper import Keeper
from app.landscape.objective import Objective, private_copy
from app.landscape.subset import subset
from app.landscape.surface import Surface, Sweep
from app.landscape.trajectory import Trajectory, read_trajectory
from app.training.job import Live, Watcher

SHARE = 0.05
LATER = 0.4  # of that share, once there is a picture: it changes slowly then
MARGIN = 0.35  # room around a path that still grows
GRID = 9
SAMPLES = 64
GROWTH = 1.25  # a new plane is drawn when the run has grown by this factor since the last one
HURRY = 1.1  # the same where the path has left the window
FIRST_GUESS = 0.03  # seconds set aside for the first piece of work, whose cost is not known yet
FIRST_MOMENTS = 5  # kept before the first plane
TELL = 1.0  # seconds between two positions of the moving point
PUBLISH = 3  # points between two pictures of a growing surface


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
        self._share, self._grid, self._samples = share, grid, samples
        self._keeper = Keeper(0)
        self._objective: Objective | None = None
        self._sweep: Sweep | None = None
        self._shown: Surface | None = None
        self._told = 0.0
        self._swept_at = 0
        self._moments_turn = False
        self._begin = self._waited = self._spent = 0.0
        self._paused_since: float | None = None
        self._piece = FIRST_GUESS

    @property
    def seconds(self) -> float:
        """Time spent so far, s."""
        return self._spent

    def started(self, live: Live) -> None:
        self._begin = time.perf_counter()
        weights = sum(parameter.numel() for parameter in live.compiled.parameters())
        if weights:
            self._keeper = Keeper.within(weights)
            self._take_over(live)
            self._keep(live)
        self._spent += time.perf_counter() - self._begin

    def after_step(self, live: Live) -> None:
        now = time.perf_counter()
        if self._paused_since is not None:
            self._waited += now - self._paused_since
            self._paused_since = None
        due = self._shown is None or now - self._told > TELL
        share = self._share if due else LATER * self._share
        if self._spent + self._piece > share * (now - self._begin - self._waited) or not len(self._keeper):
            return
        self._work(live)
        took = time.perf_counter() - now
        self._spent += took
        self._piece = max(took, 0.7 * self._piece)

    def paused(self, live: Live) -> None:
        """Hand out what a full surface needs; a pause costs the run nothing."""
        self._paused_since = time.perf_counter()
        self._hand_out(live)

    def finished(self, live: Live) -> None:
        begin = time.perf_counter()
        self._hand_out(live)
        self._spent += time.perf_counter() - begin

    def _work(self, live: Live) -> None:
        """One piece: where the run is now, a due moment, the start of a sweep, or one point; the last take turns."""
        self._moments_turn = not self._moments_turn
        if self._shown is not None and time.perf_counter() - self._told > TELL:
            self._publish(live)
        elif self._keeper.wants(live.step) and (self._moments_turn or len(self._keeper) < FIRST_MOMENTS):
            self._keep(live)
        elif self._objective is None:
            self._objective = Objective(live.compiled, subset(live.prepared.train, self._samples))
        elif self._sweep is None or self._sweep.finished or self._outrun(live.step):
            self._begin_sweep(live)
        else:
            self._advance(live)

    def _keep(self, live: Live) -> None:
        vector = live.flat().numpy()
        loss = float("nan") if live.loss is None else float(live.loss)
        if not np.isfinite(vector).all():
            return
        self._keeper.add(live.step, vector, loss)

    def _begin_sweep(self, live: Live) -> None:
        early = self._sweep is not None and live.step < GROWTH * self._swept_at and not self._outrun(live.step)
        if len(self._keeper) < FIRST_MOMENTS or early:
            return
        try:
            plane = self._keeper.plane()
        except RunError:  # the run does not move, or only along a line
            return
        assert self._objective is not None
        self._objective.refresh(live.compiled)
        left, right, bottom, top = window_of(self._keeper.path(plane).coordinates, MARGIN)
        places = np.linspace(0.0, 1.0, self._grid)
        xs, ys = left + (right - left) * places, bottom + (top - bottom) * places
        self._sweep = Sweep(self._objective, plane, xs, ys, check=False)
        self._swept_at = max(live.step, 1)

    def _outrun(self, step: int) -> bool:
        """Whether the run has left the window that is shown, so that finishing it is a waste."""
        view = self.latest
        if view is None or view.path is None or self._sweep is None or step < HURRY * self._swept_at:
            return False
        x, y = view.path.coordinates[-1]
        xs, ys = view.surface.xs, view.surface.ys
        return view.surface.plane is self._sweep.plane and not (xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1])

    def _advance(self, live: Live) -> None:
        assert self._sweep is not None
        self._sweep.advance()
        if self._sweep.count % PUBLISH and not self._sweep.finished:
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
        self._told = time.perf_counter()
        run_time = self._told - self._begin - self._waited
        self.latest = LiveView(self._shown, path, live.step, self._spent / max(run_time, 1e-9))

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
