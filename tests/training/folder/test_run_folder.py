"""Run folders: created once, read back, listed, renamed, deleted; pictures and snapshots beside."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from app.errors import RunError
from app.graph.project import Project
from app.training.folder.pictures import confusion, curves, gradient_norms
from app.training.folder.run_folder import RunFolder, load_weights, new_run_path, open_run, runs_of, user_runs_dir
from app.training.folder.snapshots import SnapshotWatcher, read_trajectory
from app.training.job import Live, Watcher
from app.training.records import metrics_file
from app.training.records.history import RunHistory
from app.training.records.telemetry import EpochRecord
from tests.training.conftest import run_once


def test_a_folder_in_use_is_refused(cnn: Project, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RunError, match="is not empty"):
        RunFolder.create(tmp_path, cnn)
    with pytest.raises(RunError, match="holds no run"):
        RunFolder.open(tmp_path)


def test_a_newer_run_is_refused(cnn: Project, tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path / "run", cnn)
    run.update(version=2)
    with pytest.raises(RunError, match="version 2"):
        RunFolder.open(run.path)


def test_runs_stand_beside_their_document(cnn: Project, tmp_path: Path) -> None:
    document = tmp_path / "net.netloom"
    first = RunFolder.create(new_run_path(document), cnn, name="first")
    second = RunFolder.create(new_run_path(document), cnn)
    assert first.path.parent == tmp_path / "net.runs"
    assert {run.path for run in runs_of(document)} == {first.path, second.path}
    first.rename("warm")
    assert RunFolder.open(first.path).name == "warm"
    second.delete()
    assert [run.name for run in runs_of(document)] == ["warm"]
    assert new_run_path(None, "Digits CNN").parent == user_runs_dir()
    assert new_run_path(None, "Digits CNN").name.endswith("-digits-cnn")


def test_what_a_run_leaves(cnn: Project, tmp_path: Path) -> None:
    run, outcome, telemetry = run_once(cnn, tmp_path / "run")
    assert (run.state, run.results["step"], run.results["best_epoch"]) == ("finished", 48, outcome.best_epoch)
    assert run.project().graph == cnn.graph
    lines = [json.loads(line) for line in run.metrics.read_text(encoding="utf-8").splitlines()]
    assert [line["kind"] for line in lines].count("step") == 48
    assert {"train_loss", "val_loss", "train_accuracy", "val_accuracy"} <= set(lines[-1])

    history = RunHistory.read(run.path)
    assert np.array_equal(history.column("loss"), telemetry.column("loss"))
    assert history.epochs == telemetry.epochs
    assert history.layer_names == telemetry.layer_names
    assert np.array_equal(history.layer_norms, telemetry.layer_norms)

    random = torch.get_rng_state()
    _, compiled, prepared = open_run(None, run, "last")
    assert torch.equal(random, torch.get_rng_state()), "opening an old run must not disturb a training"
    assert len(prepared.train) == 1527
    for name, value in load_weights(run, "last").items():
        assert torch.equal(compiled.root.state_dict()[name], value)

    from app.training.evaluate import evaluate

    again = evaluate(compiled, prepared.validation)
    assert again.loss == pytest.approx(telemetry.epochs[-1].val_loss, rel=1e-6)
    curves(history, run.pictures / "curves.png")
    gradient_norms(history, run.pictures / "gradients.png")
    confusion(again, prepared.dataset.classes[next(iter(prepared.dataset.classes))], run.pictures / "confusion.png")
    assert all(path.stat().st_size > 10_000 for path in run.pictures.iterdir())


def test_weights_of_another_drawing_are_named(cnn: Project, regression: Project, tmp_path: Path) -> None:
    run, _, _ = run_once(cnn, tmp_path / "run")
    with pytest.raises(RunError, match=r"conv_1\.weight: not in this drawing"):
        open_run(regression, run)


def test_lines_keep_what_json_cannot_say(tmp_path: Path) -> None:
    record = EpochRecord(1, 5, math.nan, None, None, None, 0.5, {"val_r2": -math.inf})
    values = json.loads(metrics_file.epoch_line(record))
    assert values["train_loss"] is None and values["nonfinite"] is True
    back = metrics_file.parse_epoch(values)
    assert math.isnan(back.train_loss) and math.isnan(back.metrics["val_r2"])


def test_a_line_cut_short_by_a_kill_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    path.write_text('{"kind": "event", "step": 1, "text": "a"}\n{"kind": "ev', encoding="utf-8")
    assert len(list(metrics_file.read_lines(path))) == 1
    path.write_text('{"kind": \n{"kind": "event", "step": 1, "text": "a"}\n', encoding="utf-8")
    with pytest.raises(RunError, match="line 1"):
        list(metrics_file.read_lines(path))


def test_snapshots_thin_out_and_are_kept(cnn: Project, tmp_path: Path) -> None:
    snapshots = SnapshotWatcher(most=16)
    truth: dict[int, torch.Tensor] = {}

    class Remember(Watcher):
        def after_step(self, live: Live) -> None:
            truth[live.step] = live.flat()

    run, _, _ = run_once(cnn, tmp_path / "run", watchers=(Remember(), snapshots))
    steps, vectors, losses = snapshots.view()
    assert len(steps) <= 17 and steps[0] == 0 and steps[-1] == 48
    assert len(set(np.diff(steps)[:-1])) == 1
    assert all(np.array_equal(vectors[row], truth[int(step)]) for row, step in enumerate(steps) if step)
    assert np.isnan(losses[0]) and np.isfinite(losses[1:]).all()
    stored = read_trajectory(run.trajectory)
    assert stored[1].shape[1] == vectors.shape[1]
