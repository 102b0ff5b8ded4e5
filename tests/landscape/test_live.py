"""The live landscape: within its share of the time, without a trace, and complete on pause and at the end."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from networks import digits_cnn, iris_mlp

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.landscape.full import Wish, full_surface
from app.landscape.live import LiveLandscape
from app.landscape.opening import compile_quietly, source_of_run
from app.training.control import Control
from app.training.folder.run_folder import RunFolder
from app.training.job import Job, Outcome
from app.training.loop import train
from app.training.records.telemetry import Telemetry
from app.training.watchers import default_watchers


def project(epochs: int, make=digits_cnn) -> Project:
    return replace(make(), training=Recipe(epochs=epochs, batch_size=32, threads=1, lr=3e-3))


def run(drawn: Project, folder: Path | None, *watchers: object, control: Control | None = None) -> Outcome:
    place = None if folder is None else RunFolder.create(folder, drawn)
    return train(Job(drawn, place), control or Control(), Telemetry(), [*default_watchers(), *watchers])


def test_a_watched_run_is_bit_for_bit_the_unwatched_one(tmp_path: Path) -> None:
    from app.training.folder.opening import load_weights

    watcher = LiveLandscape(share=0.9)
    for name, watchers in (("quiet", ()), ("watched", (watcher,))):
        assert run(project(6), tmp_path / name, *watchers).state == "finished"
    quiet, watched = (load_weights(RunFolder.open(tmp_path / name), "last") for name in ("quiet", "watched"))
    assert watcher.latest is not None and watcher.seconds > 0
    assert quiet.keys() == watched.keys() and all(torch.equal(quiet[name], watched[name]) for name in quiet)


def test_it_draws_a_surface_with_the_path_and_never_changes_what_it_gave() -> None:
    seen = []

    class Reader(LiveLandscape):
        def after_step(self, live) -> None:
            super().after_step(live)
            if self.latest is not None and (not seen or self.latest is not seen[-1][0]):
                seen.append((self.latest, self.latest.surface.loss.copy(), self.latest.path.coordinates.copy()))

    run(project(8), None, Reader(share=0.5))
    assert len(seen) > 3
    last = seen[-1][0]
    assert last.surface.plane.explained is not None and np.isfinite(last.surface.preview()).all()
    assert len(last.path) >= 4 and last.path.steps[0] == 0 and last.step > 0
    for view, loss, coordinates in seen:
        assert np.array_equal(view.surface.loss, loss, equal_nan=True)
        assert np.array_equal(view.path.coordinates, coordinates)


def test_it_stays_within_its_share() -> None:
    watcher = LiveLandscape()
    begin = time.perf_counter()
    run(project(60), None, watcher)
    took = time.perf_counter() - begin
    assert took > 1.0, "too short to judge"
    assert watcher.seconds <= 0.06 * took


def test_after_the_end_the_full_surface_goes_through_the_last_weights(tmp_path: Path) -> None:
    watcher = LiveLandscape()
    outcome = run(project(3), tmp_path / "run", watcher)
    assert watcher.source is not None and watcher.source.trajectory.steps[-1] == outcome.step
    wish = Wish(columns=5, rows=5, sample_size=64)
    live, later = full_surface(watcher.source, wish), full_surface(source_of_run(tmp_path / "run"), wish)
    assert np.array_equal(live.surface.loss, later.surface.loss)
    assert np.array_equal(live.path.true, later.path.true) and live.surface.centre == later.surface.centre
    assert live.path.true[-1] == live.surface.centre.loss < live.path.true[0]


def test_pause_hands_out_the_moment_of_now(tmp_path: Path) -> None:
    control, watcher = Control(), LiveLandscape()
    thread = threading.Thread(target=run, args=(project(400), tmp_path / "run", watcher), kwargs={"control": control})
    thread.start()
    try:
        time.sleep(1.0)
        control.pause()
        for _ in range(200):
            if watcher.source is not None:
                break
            time.sleep(0.02)
        source = watcher.source
        assert source is not None and len(source.trajectory) >= 3
        landscape = full_surface(source, Wish(columns=3, rows=3, sample_size=32))
        weights = torch.cat([each.detach().reshape(-1) for each in source.compiled.parameters()])
        assert np.array_equal(source.trajectory.vectors[-1], weights.numpy())
        assert landscape.surface.exact.all()
    finally:
        control.stop()
        thread.join()


def test_opening_a_run_draws_no_random_numbers(tmp_path: Path) -> None:
    run(project(1, iris_mlp), tmp_path / "run")
    before = torch.get_rng_state()
    source = source_of_run(tmp_path / "run")
    assert torch.equal(before, torch.get_rng_state())
    weights = torch.cat([each.detach().reshape(-1) for each in source.compiled.parameters()])
    assert np.array_equal(source.trajectory.vectors[-1], weights.numpy())


def test_a_quiet_compile_has_sound_running_statistics() -> None:
    compiled = compile_quietly(digits_cnn())
    norm = compiled.root.get_submodule("norm")
    assert (norm.running_var == 1).all() and (norm.running_mean == 0).all()
    assert all(not each.is_meta for each in [*compiled.root.parameters(), *compiled.root.buffers()])


@pytest.mark.parametrize("lr", [0.0, 1000.0])
def test_runs_that_stand_still_or_explode_do_no_harm(lr: float) -> None:
    watcher = LiveLandscape(share=0.9)
    drawn = project(2, iris_mlp)
    run(replace(drawn, training=drawn.training.changed(lr=lr, optimizer="SGD")), None, watcher)
    assert watcher.latest is None or np.isfinite(watcher.latest.path.coordinates).all()
