"""Schedules against torch.optim.lr_scheduler."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler

from app.graph.recipe import Recipe
from app.training.schedules import lr_at

STEPS, PER_EPOCH = 120, 24


def golden(make: Any, every: int = 1) -> list[float]:
    weight = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([weight], lr=0.1)
    schedule = make(optimizer)
    rates = []
    for step in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if (step + 1) % every == 0:
            schedule.step()
    return rates


def ours(**fields: Any) -> list[float]:
    recipe = Recipe(lr=0.1, **fields)
    return [lr_at(recipe, step, STEPS, PER_EPOCH) for step in range(STEPS)]


def test_constant() -> None:
    assert ours() == [0.1] * STEPS


def test_step() -> None:
    expected = golden(lambda o: lr_scheduler.StepLR(o, 2, 0.3), every=PER_EPOCH)
    assert ours(schedule="step", step_epochs=2, gamma=0.3) == pytest.approx(expected, rel=1e-12)


def test_exponential_agrees_at_epoch_starts() -> None:
    expected = golden(lambda o: lr_scheduler.ExponentialLR(o, 0.7), every=PER_EPOCH)[::PER_EPOCH]
    assert ours(schedule="exponential", gamma=0.7)[::PER_EPOCH] == pytest.approx(expected, rel=1e-12)


def test_cosine() -> None:
    expected = golden(lambda o: lr_scheduler.CosineAnnealingLR(o, STEPS, eta_min=0.01))
    assert ours(schedule="cosine", final_factor=0.1) == pytest.approx(expected, rel=1e-9)


def test_one_cycle() -> None:
    expected = golden(
        lambda o: lr_scheduler.OneCycleLR(o, 0.1, total_steps=STEPS + 1, final_div_factor=4.0, cycle_momentum=False)
    )
    expected = golden(lambda o: lr_scheduler.OneCycleLR(o, 0.1, STEPS + 1, cycle_momentum=False, final_div_factor=4.0))
    found = [
        lr_at(Recipe(lr=0.1, schedule="one-cycle", final_factor=0.01), s, STEPS + 1, PER_EPOCH) for s in range(STEPS)
    ]
    assert found == pytest.approx(expected, rel=1e-9)


def test_warm_up_rises_linearly_and_hands_over() -> None:
    rates = ours(warmup=9, schedule="cosine")
    assert rates[:9] == pytest.approx([0.01 * n for n in range(1, 10)])
    assert rates[9] == 0.1
    assert rates[-1] < 1e-3
