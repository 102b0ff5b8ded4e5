"""The background thread, its control, and the quick probe."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import torch

from app.errors import ProjectError, UsageError
from app.graph.project import Project
from app.training.control import Control
from app.training.engine import Engine
from app.training.folder.run_folder import RunFolder
from app.training.job import Job
from app.training.probes import overfit_one_batch
from app.training.records.smoothing import smoothed


def _until(engine: Engine, state: str) -> None:
    end = time.monotonic() + 30
    while engine.state != state:
        assert time.monotonic() < end, f"still {engine.state}: {engine.error} {engine.details}"
        time.sleep(0.005)


def test_a_run_in_the_background(cnn: Project, tmp_path: Path) -> None:
    cnn.training = cnn.training.changed(epochs=500)
    engine = Engine()
    assert engine.state == "idle"
    engine.start(Job(cnn, RunFolder.create(tmp_path / "run", cnn)))
    with pytest.raises(RuntimeError, match="running already"):
        engine.start(Job(cnn))
    _until(engine, "running")
    engine.pause()
    _until(engine, "paused")
    steps = engine.telemetry.step_count
    engine.step()
    time.sleep(0.1)
    _until(engine, "paused")
    assert engine.telemetry.step_count == steps + 1
    assert RunFolder.open(tmp_path / "run").state == "paused"
    engine.stop()
    assert engine.join(30)
    assert engine.state == "stopped"
    assert RunFolder.open(tmp_path / "run").state == "stopped"


def test_steering_a_paused_run_leaves_it_paused(cnn: Project) -> None:
    cnn.training = cnn.training.changed(epochs=500)
    engine = Engine()
    engine.start(Job(cnn))
    _until(engine, "running")
    engine.pause()
    _until(engine, "paused")
    engine.control.set(lr=0.002)
    states = set()
    end = time.monotonic() + 30
    while engine.telemetry.recipe is None or engine.telemetry.recipe.lr != 0.002:
        states.add(engine.state)
        assert time.monotonic() < end
    time.sleep(0.05)
    assert states | {engine.state} == {"paused"}
    engine.resume()
    _until(engine, "running")
    engine.stop()
    assert engine.join(30)
    assert float(engine.telemetry.column("lr")[-1]) == pytest.approx(0.002)


def test_a_project_that_cannot_run_fails_with_a_sentence(cnn: Project) -> None:
    engine = Engine()
    engine.start(Job(Project()))
    assert engine.join(30)
    assert engine.state == "failed"
    assert engine.error and not engine.details


def test_control_refuses_what_it_cannot_take() -> None:
    control = Control()
    with pytest.raises(UsageError, match="epochs"):
        control.set(epochs=3)
    with pytest.raises(ProjectError, match="lr"):
        control.set(lr=-1.0)
    assert control.take_changes() == {}


def test_control_gives_one_step_at_a_time() -> None:
    control = Control()
    assert not control.attention and control.admit() == "go"
    control.step_once()
    assert (control.admit(), control.admit()) == ("go", "pause")
    control.epoch_once()
    assert (control.admit(), control.admit()) == ("go", "go")
    control.epoch_ended()
    assert control.admit() == "pause"
    control.stop()
    control.resume()
    assert control.admit() == "stop"


def test_overfit_probe(cnn: Project) -> None:
    random = torch.get_rng_state()
    result = overfit_one_batch(cnn, steps=60)
    assert torch.equal(random, torch.get_rng_state())
    assert result.passed and result.sentence.startswith("Learns one batch of 32 by heart")
    cnn.training = cnn.training.changed(lr=0.0)
    result = overfit_one_batch(cnn, steps=20)
    assert not result.passed and result.sentence.startswith("Does not learn")


def test_smoothing_is_bias_corrected() -> None:
    values = np.random.default_rng(0).normal(size=2000)
    mean, expected = 0.0, []
    for number, value in enumerate(values, 1):
        mean = 0.9 * mean + 0.1 * value
        expected.append(mean / (1 - 0.9**number))
    assert smoothed(values) == pytest.approx(np.array(expected), rel=1e-9, abs=1e-9)
    assert smoothed(np.full(50, 3.0)) == pytest.approx(np.full(50, 3.0))
    gap = smoothed(np.array([1.0, np.nan, 1.0]))
    assert np.isnan(gap[1]) and gap[2] == pytest.approx(1.0)
