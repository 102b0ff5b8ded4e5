"""Learning rate and epoch of a moment, against the recipe's own schedule."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from networks import iris_mlp

from app.graph.recipe import Recipe
from app.landscape.path import RunPath
from app.landscape.timeline import Timeline, moments_at, read_timeline, timeline_of
from app.training.control import Control
from app.training.folder.run_folder import RunFolder
from app.training.job import Job
from app.training.loop import train
from app.training.records.telemetry import Telemetry
from app.training.schedules import lr_at


def test_live_and_read_back_it_is_the_schedule(tmp_path: Path) -> None:
    recipe = Recipe(epochs=4, batch_size=32, threads=1, lr=0.02, schedule="cosine")
    project = replace(iris_mlp(), training=recipe)
    telemetry = Telemetry()
    outcome = train(Job(project, RunFolder.create(tmp_path / "run", project)), Control(), telemetry)
    for timeline in (timeline_of(telemetry), read_timeline(tmp_path / "run")):
        each = outcome.step // 4
        assert timeline.epoch_ends.tolist() == [each, 2 * each, 3 * each, 4 * each]
        for step in (1, 5, outcome.step):
            assert timeline.lr_at(step) == pytest.approx(lr_at(recipe, step - 1, outcome.step, each))
        assert timeline.lr_at(0) == timeline.lr_at(1)
        assert timeline.lr_at(outcome.step + 1) == timeline.lr_at(outcome.step)
        assert timeline.epoch_at(0) == 0.0 and timeline.epoch_at(outcome.step) == 4.0
        assert timeline.epoch_at(each + 1) == pytest.approx(1 + 1 / each)


def test_an_epoch_that_goes_on_is_measured_by_the_last_whole_one() -> None:
    telemetry = Telemetry()
    steps = np.arange(1, 26)
    rows = {name: np.zeros(25) for name in ("loss", "grad_norm", "seconds")}
    telemetry.append({"step": steps, "epoch": (steps - 1) // 10 + 1, "lr": np.full(25, 0.1)} | rows)
    timeline = timeline_of(telemetry)
    assert timeline.epoch_ends.tolist() == [10, 20] and timeline.epoch_at(25) == 2.5


def test_nothing_noted_is_nothing_known(tmp_path: Path) -> None:
    timeline = read_timeline(tmp_path)
    assert len(timeline.epoch_ends) == 0 and math.isnan(timeline.epoch_at(3)) and math.isnan(timeline.lr_at(3))


def test_steps_fall_between_the_kept_moments() -> None:
    nothing = np.zeros(3)
    path = RunPath(np.array([0, 10, 30]), np.zeros((3, 2)), nothing, nothing, nothing, nothing)
    assert moments_at(path, np.array([0, 5, 20, 30, 31])).tolist() == [0.0, 0.5, 1.5, 2.0]
    assert Timeline(np.zeros(0, np.int64), np.zeros(0), np.array([4])).epoch_at(6) == 1.5
