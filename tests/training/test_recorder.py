"""Recorded norms against norms taken by hand, and how telemetry grows."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from app.compile.module import compile_project
from app.graph.project import Project
from app.graph.recipe import Recipe
from app.training.recorder import Recorder
from app.training.telemetry import LayerHistory, Telemetry


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
