"""Recorded norms against norms taken by hand, and how telemetry grows."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
import torch

from app.compile.module import compile_project
from app.graph.project import Project
from app.graph.recipe import Recipe
from app.training.records.layer_history import LayerHistory
from app.training.records.metrics_file import step_lines
from app.training.records.recorder import Recorder, grouping
from app.training.records.telemetry import Telemetry


def test_norms_by_layer_and_in_all(cnn: Project) -> None:
    compiled, telemetry = compile_project(cnn, seed=0), Telemetry()
    recorder = Recorder(compiled, telemetry, None, torch.device("cpu"), 0.0)
    telemetry.begin(recorder.layer_names, "cpu", 1)
    assert recorder.layer_names == ("conv_1", "norm_1", "linear_1")
    torch.manual_seed(0)
    expected, total = [], []
    for step in range(1, 4):
        loss = compiled.loss([torch.randn(8, 1, 8, 8)], [torch.randint(0, 10, (8,))])
        loss.backward()
        recorder.gradients(False)
        expected.append(
            [
                torch.cat([weight.grad.flatten() for weight in layer.module.parameters()]).norm().item()
                for layer in compiled.layers
            ]
        )
        total.append(torch.nn.utils.get_total_norm([p.grad for p in compiled.parameters()]).item())
        recorder.step(step, 1, loss.detach(), 0.1)
    recorder.flush()
    assert telemetry.layer_norms == pytest.approx(np.array(expected), rel=1e-5)
    assert telemetry.column("grad_norm") == pytest.approx(np.array(total), rel=1e-5)
    assert list(telemetry.column("step")) == [1, 2, 3]


def test_gradients_are_grouped_by_their_layer() -> None:
    order, present, starts = grouping(np.array([2, -1, 0, 2, 0, -1]))
    assert list(present) == [0, 2]
    norms = np.array([1.0, 100.0, 2.0, 4.0, 8.0, 100.0])
    assert list(np.add.reduceat(norms[order], starts)) == [10.0, 5.0]


def test_norms_that_are_not_measured_are_unknown_and_the_others_stay_in_place(cnn: Project) -> None:
    compiled, telemetry = compile_project(cnn, seed=0), Telemetry()
    recorder = Recorder(compiled, telemetry, None, torch.device("cpu"), 0.0)
    telemetry.begin(recorder.layer_names, "cpu", 1)
    compiled.loss([torch.randn(8, 1, 8, 8)], [torch.randint(0, 10, (8,))]).backward()
    recorder._next, recorder._count, recorder._every = float("inf"), 64, 3
    for step in range(1, 10):
        recorder.gradients(False)
        recorder.step(step, 1, torch.tensor(1.0), 0.1)
    recorder.flush()
    known = np.isfinite(telemetry.column("grad_norm"))
    assert list(telemetry.column("step")[known]) == list(telemetry.layer_steps) == [2, 5, 8]
    assert np.sqrt((telemetry.layer_norms**2).sum(axis=1)) == pytest.approx(telemetry.column("grad_norm")[known])


def test_the_end_of_an_epoch_is_no_part_of_a_steps_time(cnn: Project) -> None:
    """Else norms would be measured too often where the pass over the data takes longer than the steps."""
    recorder = Recorder(compile_project(cnn, seed=0), Telemetry(), None, torch.device("cpu"), 0.0)
    recorder._cheapest, recorder._window = 1e-3, recorder._window - 1000.0
    recorder._pace(1, 1)
    assert recorder._every == 1
    recorder._cheapest, recorder._window = 1e-3, recorder._window - 1000.0
    recorder.resume()
    recorder._pace(1, 1)
    assert recorder._every > 1


def test_one_measurement_that_had_to_wait_does_not_stop_the_others(cnn: Project) -> None:
    recorder = Recorder(compile_project(cnn, seed=0), Telemetry(), None, torch.device("cpu"), 0.0)
    for cheapest in (1e-5, 5.0):
        recorder._cheapest, recorder._window = cheapest, time.perf_counter() - 1.0
        recorder._pace(1000, 1)
        assert recorder._every <= 4


def test_lines_of_steps() -> None:
    nan, inf = float("nan"), float("inf")
    columns = {
        "step": np.arange(4), "epoch": np.ones(4, np.int64), "loss": np.array([0.5, 0.25, nan, 0.125]),
        "lr": np.full(4, 0.01), "grad_norm": np.array([1.5, nan, nan, inf]), "seconds": np.arange(4) / 8,
    }  # fmt: skip
    lines = [json.loads(line) for line in step_lines(columns)]
    assert lines[0] == {
        "kind": "step", "step": 0, "epoch": 1, "loss": 0.5, "lr": 0.01, "grad_norm": 1.5, "seconds": 0.0
    }  # fmt: skip
    assert "grad_norm" not in lines[1] and "nonfinite" not in lines[1]
    assert lines[2]["loss"] is None and lines[2]["nonfinite"]
    assert lines[3]["grad_norm"] is None and lines[3]["nonfinite"]


def test_a_broken_loss_is_found_and_nothing_after_it_kept(cnn: Project) -> None:
    compiled, telemetry = compile_project(cnn, seed=0), Telemetry()
    recorder = Recorder(compiled, telemetry, None, torch.device("cpu"), 0.0)
    telemetry.begin(recorder.layer_names, "cpu", 1)
    recorder._next = float("inf")
    for step, loss in enumerate((1.0, float("inf"), float("nan")), 1):
        recorder.step(step, 1, torch.tensor(loss), 0.1)
    assert recorder.flush() == (2, float("inf"))
    assert list(telemetry.column("loss")) == [1.0, float("inf")]


def test_layer_history_keeps_spikes_in_bounded_memory() -> None:
    history = LayerHistory(2, capacity=16)
    norms = np.ones((1000, 2), np.float32)
    norms[501, 1] = 99
    history.append(np.arange(1000), norms)
    steps, kept = history.view()
    assert len(steps) < 16
    assert kept[:, 1].max() == 99
    assert steps[kept[:, 1].argmax()] <= 501 < steps[kept[:, 1].argmax()] + history.stride
    assert (np.diff(steps) == history.stride).all()


def test_columns_grow_and_a_view_stays_whole() -> None:
    telemetry = Telemetry(capacity=2)
    rows = {name: np.arange(3) for name in ("step", "epoch", "loss", "lr", "grad_norm", "seconds")}
    telemetry.append(rows)
    view = telemetry.column("loss")
    for _ in range(10):
        telemetry.append(rows)
    assert list(view) == [0, 1, 2]
    assert telemetry.step_count == 33 == len(telemetry.column("seconds"))


def test_pace_and_time_left() -> None:
    telemetry = Telemetry()
    telemetry.plan(100, 50, Recipe())
    assert telemetry.seconds_left is None
    steps = np.arange(1, 11)
    telemetry.append(
        {"step": steps, "epoch": steps, "loss": steps, "lr": steps, "grad_norm": steps, "seconds": steps / 20}
    )
    assert telemetry.steps_per_second == pytest.approx(20)
    assert telemetry.seconds_left == pytest.approx(90 / 20)
