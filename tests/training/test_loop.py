"""The loop: same bits every time, however a run was interrupted."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from app.errors import RunError
from app.graph.project import Project
from app.training.control import Control
from app.training.folder import checkpoints
from app.training.job import Live, Watcher
from app.training.records.history import RunHistory
from tests.training.conftest import CNN, chain, run_once, weights_hash


class At(Watcher):
    """Does something at one step."""

    def __init__(self, step: int, action: object) -> None:
        self._step, self._action = step, action

    def after_step(self, live: Live) -> None:
        if live.step == self._step:
            self._action()


class Look(Watcher):
    """Collects what the loop shows, and sleeps to disturb its timing."""

    def __init__(self) -> None:
        self.rates: list[float] = []

    def after_step(self, live: Live) -> None:
        time.sleep(0.002)
        live.flat()
        self.rates.append(live.optimizer.param_groups[0]["lr"])


def test_same_seed_gives_the_same_bits(cnn: Project, tmp_path: Path) -> None:
    first, outcome, telemetry = run_once(cnn, tmp_path / "a")
    second, _, again = run_once(cnn, tmp_path / "b", watchers=(Look(),))
    assert outcome.state == "finished"
    assert outcome.step == 48 == telemetry.step_count
    assert weights_hash(first) == weights_hash(second)
    assert np.array_equal(telemetry.column("loss"), again.column("loss"))
    norms = np.stack([telemetry.column("grad_norm"), again.column("grad_norm")])
    both = np.isfinite(norms).all(axis=0)
    assert both.any() and np.array_equal(norms[0, both], norms[1, both])


def test_another_seed_gives_other_bits(cnn: Project, tmp_path: Path) -> None:
    first, _, _ = run_once(cnn, tmp_path / "a")
    cnn.training = cnn.training.changed(seed=1)
    second, _, _ = run_once(cnn, tmp_path / "b")
    assert weights_hash(first) != weights_hash(second)


@pytest.mark.parametrize("optimizer", ["SGD", "Adagrad", "RMSprop", "Adam", "AdamW"])
def test_stop_in_an_epoch_and_resume_is_exact(cnn: Project, tmp_path: Path, optimizer: str) -> None:
    cnn.training = cnn.training.changed(optimizer=optimizer, schedule="cosine", warmup=5, weight_decay=0.01)
    whole, _, complete = run_once(cnn, tmp_path / "whole")
    for stop_at in (17, 31):
        control = Control()
        folder = tmp_path / f"parts-{stop_at}"
        _, outcome, _ = run_once(cnn, folder, control, (At(stop_at, control.stop),))
        assert (outcome.state, outcome.step) == ("stopped", stop_at)
        parts, outcome, telemetry = run_once(cnn, folder, resume=True)
        assert (outcome.state, outcome.step) == ("finished", 48)
        assert weights_hash(parts) == weights_hash(whole)
        assert weights_hash(parts, "best") == weights_hash(whole, "best")
        assert np.array_equal(telemetry.column("loss"), complete.column("loss"))
        assert [record.val_loss for record in telemetry.epochs] == [record.val_loss for record in complete.epochs]
        assert np.array_equal(RunHistory.read(folder).column("step"), np.arange(1, 49))


def test_pausing_changes_no_bit(cnn: Project, tmp_path: Path) -> None:
    whole, _, _ = run_once(cnn, tmp_path / "whole")
    control = Control("step")
    worker: list[object] = []
    thread = threading.Thread(target=lambda: worker.append(run_once(cnn, tmp_path / "paused", control)))
    thread.start()
    for request in (control.step_once, control.step_once, control.epoch_once, control.resume):
        _until(lambda: control.state == "paused")
        request()
    thread.join(60)
    paused, outcome, telemetry = worker[0]  # type: ignore[misc]
    assert outcome.state == "finished"
    assert weights_hash(paused) == weights_hash(whole)
    assert telemetry.step_count == 48


KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from app.training.folder import checkpoints
from app.training.folder.run_folder import RunFolder
from app.training.job import Watcher
import app.graph.files.storage, app.training.folder.keeper as keeper
from tests.training.conftest import chain, run_once, CNN
keeper.SHORTEST_GAP = 0.0
keeper.COST_GAP = 0
class Kill(Watcher):
    def after_step(self, live):
        if live.step == {step}:
            os._exit(9)
writes = []
real = checkpoints.write_atomic
def counted(target, content):
    writes.append(target.name)
    if len(writes) == {write}:
        os._exit(9)
    real(target, content)
checkpoints.write_atomic = counted
path = Path({path!r})
project = chain(CNN, "digits", epochs=4)
run_once(project, path, watchers=(Kill(),))
"""


@pytest.mark.parametrize(("step", "write"), [(60, 0), (0, 3), (0, 5)])
def test_killed_and_resumed_is_exact(tmp_path: Path, step: int, write: int) -> None:
    """Killed between two steps, and between the files of one checkpoint."""
    project = chain(CNN, "digits", epochs=4)
    whole, _, _ = run_once(project, tmp_path / "whole")
    root = str(Path(__file__).parents[2])
    script = KILLED.format(root=root, step=step, write=write, path=str(tmp_path / "killed"))
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {"OMP_NUM_THREADS": "1"}, capture_output=True, timeout=120
    )
    assert done.returncode == 9, done.stderr.decode()
    resumed, outcome, _ = run_once(project, tmp_path / "killed", resume=True)
    assert outcome.state == "finished"
    assert weights_hash(resumed) == weights_hash(whole)
    assert weights_hash(resumed, "best") == weights_hash(whole, "best")


def test_without_the_random_state_resuming_would_differ(
    cnn: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _, _ = run_once(cnn, tmp_path / "whole")
    control = Control()
    run_once(cnn, tmp_path / "parts", control, (At(17, control.stop),))
    monkeypatch.setattr(checkpoints, "_restore_random", lambda tensors: None)
    parts, _, _ = run_once(cnn, tmp_path / "parts", resume=True)
    assert weights_hash(parts) != weights_hash(whole)


def test_a_broken_loss_ends_the_run_and_names_the_step(regression: Project, tmp_path: Path) -> None:
    regression.training = regression.training.changed(optimizer="SGD", lr=1000.0, epochs=40)
    run, outcome, telemetry = run_once(regression, tmp_path / "run")
    assert outcome.state == "failed"
    assert run.state == "failed"
    assert not math.isfinite(telemetry.column("loss")[-1])
    step = telemetry.column("step")[-1]
    assert f"at step {step};" in outcome.error
    assert telemetry.events[-1].text == outcome.error
    lines = [json.loads(line) for line in run.metrics.read_text(encoding="utf-8").splitlines()]
    broken = [line for line in lines if line["kind"] == "step" and line["loss"] is None]
    assert [line["step"] for line in broken] == [step]
    assert broken[0]["nonfinite"] is True


def test_steering_changes_what_follows_and_is_noted(cnn: Project, tmp_path: Path) -> None:
    control, look = Control(), Look()
    change = At(10, lambda: control.set(lr=0.0005, batch_size=128, clip_norm=1.0, weight_decay=0.1))
    run, outcome, telemetry = run_once(cnn, tmp_path / "run", control, (change, look))
    assert look.rates[9] == 0.003
    assert look.rates[10] == 0.0005
    assert [event.text for event in telemetry.events] == [
        "lr 0.003 → 0.0005",
        "batch size 64 → 128",
        "clip norm off → 1",
        "weight decay 0 → 0.1",
    ]
    # 10 steps of 64 leave 887 of 1527 samples: 7 more batches of 128; then 12 for the second epoch
    assert outcome.step == telemetry.total_steps == 10 + 7 + 12
    assert '"kind": "event", "step": 10, "text": "lr 0.003' in run.metrics.read_text(encoding="utf-8")


def test_steered_settings_survive_a_resume(cnn: Project, tmp_path: Path) -> None:
    def steered(folder: Path, stop: int | None) -> str:
        control = Control()
        watchers = [At(10, lambda: control.set(lr=0.0005, weight_decay=0.1))]
        if stop:
            watchers.append(At(stop, control.stop))
        run, _, _ = run_once(cnn, folder, control, tuple(watchers))
        if stop:
            run, _, _ = run_once(cnn, folder, resume=True)
        return weights_hash(run)

    assert steered(tmp_path / "whole", None) == steered(tmp_path / "parts", 20)


def test_frozen_layers_stay_and_factors_scale(cnn: Project, tmp_path: Path) -> None:
    from dataclasses import replace

    from app.training.optimizers import groups_of

    graph = cnn.graph
    graph.put_instance(replace(graph["conv_1"], frozen=True))
    graph.put_instance(replace(graph["linear_1"], lr_factor=0.1))
    seen: dict[str, torch.Tensor] = {}

    class First(Watcher):
        def started(self, live: Live) -> None:
            seen["conv"] = live.compiled.root.conv_1.weight.clone()
            seen["factors"] = [group["factor"] for group in groups_of(live.compiled)]

        def finished(self, live: Live) -> None:
            seen["after"] = live.compiled.root.conv_1.weight.clone()

    _, _, telemetry = run_once(cnn, tmp_path / "run", watchers=(First(),))
    assert torch.equal(seen["conv"], seen["after"])
    assert seen["factors"] == [1.0, 0.1]
    assert telemetry.layer_names == ("norm_1", "linear_1")


def test_a_watcher_that_breaks_is_left_out(cnn: Project, tmp_path: Path) -> None:
    def fail() -> None:
        raise ValueError("broken picture")

    _, outcome, telemetry = run_once(cnn, tmp_path / "a", watchers=(At(3, fail),))
    assert outcome.state == "finished"
    assert "At stopped: ValueError: broken picture" in telemetry.events[0].text


def test_resume_needs_a_checkpoint(cnn: Project, tmp_path: Path) -> None:
    from app.training.folder.run_folder import RunFolder

    RunFolder.create(tmp_path / "run", cnn)
    with pytest.raises(RunError, match="has no checkpoint to resume from"):
        run_once(cnn, tmp_path / "run", resume=True)


def test_regression_reports_r2_and_mae(regression: Project, tmp_path: Path) -> None:
    _, outcome, telemetry = run_once(regression, tmp_path / "run")
    record = telemetry.epochs[-1]
    assert record.val_accuracy is None
    assert {"train_r2", "val_r2", "train_mae", "val_mae"} <= set(record.metrics)
    assert outcome.metrics["val_r2"] == record.metrics["val_r2"]


def _until(true: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.005)
