"""The live surface keeps up with its path: foresight, wider windows of the same points, all of the budget when late."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from networks import digits_cnn, iris_mlp, ready, steps

from app.errors import RunError
from app.graph.recipe import Recipe
from app.landscape import budget, live, surface
from app.landscape.budget import FIRST_GUESS, Budget
from app.landscape.grid import window_of
from app.landscape.keeper import Keeper
from app.landscape.live import LATER, LiveLandscape
from app.landscape.objective import Objective
from app.landscape.outlook import MARGIN, doubled, grown, holds, outlook
from app.landscape.planes import pca_plane
from app.landscape.subset import subset
from app.landscape.surface import Sweep
from app.training.control import Control
from app.training.job import Job, Watcher
from app.training.loop import train
from app.training.records.telemetry import Telemetry


class Clock:
    """Time that passes only where somebody says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        for module in (budget, live, surface):
            monkeypatch.setattr(module, "time", SimpleNamespace(perf_counter=lambda: self.now))


@pytest.mark.parametrize("count", [5, 6, 9])
@pytest.mark.parametrize("toward", [9.0, -9.0, 0.5])
def test_doubled_lines_hold_the_old_ones(count: int, toward: float) -> None:
    lines = np.linspace(-1.0, 1.0, count)
    found, old, new = doubled(lines, toward)
    assert len(found) == count and np.allclose(np.diff(found), found[1] - found[0])
    assert np.array_equal(found[new], lines[old])
    assert found[0] <= -1.0 and found[-1] >= 1.0
    assert np.ptp(found) == pytest.approx(2.0 if toward == 0.5 else 4.0)


def test_a_wider_window_keeps_what_is_computed_and_is_bit_for_bit_a_fresh_one() -> None:
    compiled, prepared = ready(digits_cnn())
    plane = pca_plane(np.stack([each.numpy() for each in steps(compiled, prepared, 6)]))
    objective = Objective(compiled, subset(prepared.train, 32))
    sweep = Sweep(objective, plane, np.linspace(-1, 1, 5), np.linspace(-2, 2, 5), check=False)
    while sweep.advance():
        pass
    place = np.array([1.5, -2.5])
    wider = grown(sweep, place)
    assert holds(wider.xs, wider.ys, place) and wider.total == 25 - 9
    while wider.advance():
        pass
    found = wider.surface()
    fresh = Sweep(objective, plane, wider.xs, wider.ys, check=False)
    while fresh.advance():
        pass
    assert found.exact.all() and np.array_equal(found.loss, fresh.surface().loss)
    assert np.array_equal(found.accuracy, fresh.surface().accuracy)


def test_a_window_looks_ahead_along_the_path() -> None:
    steps, path = np.arange(0, 100, 10), np.column_stack([np.linspace(0, 1, 10), np.zeros(10)])
    plain, ahead, far = (outlook(steps, path, updates) for updates in (0.0, 50.0, 1e9))
    assert plain == window_of(path, MARGIN)
    assert plain[1] < ahead[1] < far[1] < 3.0 and far[0] <= 0.0
    assert outlook(np.array([7]), path[:1], 50.0)[0] < 0.0


def test_a_slow_piece_is_paid_back_and_does_not_stop_what_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    found = Budget(0.05)
    found.begin()
    assert found.cost("point") == FIRST_GUESS
    clock.now = 10.0
    with found.spending("objective"):
        clock.now += 0.4
    with found.spending("point"):
        clock.now += 0.01
    assert found.spent == pytest.approx(0.41) and found.cost("point") == pytest.approx(0.01)
    assert found.left() == pytest.approx(0.05 * 10.41 - 0.41) and found.left(LATER) < 0
    found.pause()
    clock.now += 100.0
    assert found.elapsed == pytest.approx(10.41)
    found.resume()
    assert found.elapsed == pytest.approx(10.41)


@pytest.mark.filterwarnings("error")
def test_weights_that_explode_give_no_plane_and_no_warning() -> None:
    keeper = Keeper(3)
    for step in range(6):
        keeper.add(step, np.array([1.0, step, 1e5**step], dtype=np.float32), 1.0)
    with pytest.raises(RunError, match="three finite kept moments"):
        keeper.plane()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [3e38, np.inf])
def test_weights_that_explode_after_a_plane_is_shown_leave_the_path_before_them(size: float) -> None:
    keeper = Keeper(3)
    for step in range(4):
        keeper.add(step, np.array([step, step**2, 1.0 - step], dtype=np.float32), 1.0)
    plane = keeper.plane()
    before = keeper.path(plane).coordinates
    for step, sign in ((4, -1.0), (5, 1.0)):
        keeper.add(step, np.full(3, sign * size, dtype=np.float32), 1.0)
    assert np.array_equal(keeper.path(plane).coordinates[:4], before)
    with pytest.raises(RunError, match="three finite kept moments"):
        keeper.plane()


@pytest.mark.filterwarnings("error")
def test_moments_of_opposite_signs_may_be_further_apart_than_a_number_can_say() -> None:
    keeper = Keeper(3)
    for step, sign in enumerate((-1.0, 1.0, -1.0)):
        keeper.add(step, np.full(3, sign * 3e38, dtype=np.float32), 1.0)
    with pytest.raises(RunError, match="three finite kept moments"):
        keeper.plane()


@contextmanager
def measuring(monkeypatch: pytest.MonkeyPatch, clock: Clock, seconds: float) -> Iterator[None]:
    measure = Objective.measure

    def slow(self: Objective, vector: object) -> object:
        clock.now += seconds
        return measure(self, vector)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Objective, "measure", slow)
        yield


def test_the_surface_keeps_up_with_a_path_that_runs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, within = Clock(monkeypatch), []
    watcher = LiveLandscape()

    class Steps(Watcher):
        def after_step(self, at: object) -> None:
            clock.now += 0.003

    class Look(Watcher):
        def after_step(self, at: object) -> None:
            if (view := watcher.latest) is not None and view.path is not None:
                within.append(holds(view.surface.xs, view.surface.ys, view.path.coordinates[-1]))

    drawn = iris_mlp()
    drawn = replace(drawn, training=Recipe(epochs=300, batch_size=16, threads=1, lr=3e-3, seed=1))
    with measuring(monkeypatch, clock, 0.004):
        train(Job(drawn), Control(), Telemetry(), [Steps(), watcher, Look()])
    assert len(within) > 1000 and np.mean(within) > 0.97
    assert watcher.seconds <= 0.05 * clock.now
