"""Line 3: one fixed, class-stratified subset; no dropout; the same point twice gives the same value, else a warning."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from networks import digits_cnn, iris_mlp, ready

from app.data.prepare import Part
from app.landscape.layout import flat_weights
from app.landscape.objective import Objective
from app.landscape.planes import random_plane
from app.landscape.subset import subset
from app.landscape.surface import evaluate


def part(classes: list[int]) -> Part:
    count = len(classes)
    return Part((torch.arange(count, dtype=torch.float32)[:, None],), (torch.tensor(classes),), np.arange(count) + 100)


def test_classes_keep_their_shares() -> None:
    given = part([0] * 500 + [1] * 300 + [2] * 200)
    sample = subset(given, 100, seed=0)
    assert np.bincount(sample.part.targets[0]).tolist() == [50, 30, 20]
    assert len(np.unique(sample.positions)) == 100 and (np.diff(sample.positions) > 0).all()
    assert (sample.part.inputs[0][:, 0].numpy() == sample.positions).all()
    assert (sample.part.rows == sample.positions + 100).all()
    assert np.bincount(subset(part([0] * 7 + [1] * 7 + [2] * 7), 10).part.targets[0]).sum() == 10


def test_same_seed_same_samples() -> None:
    given = part([0, 1] * 300)
    first, again, other = subset(given, 64, 5), subset(given, 64, 5), subset(given, 64, 6)
    assert (first.positions == again.positions).all() and not (first.positions == other.positions).all()


def test_a_small_part_is_taken_whole_and_numbers_are_drawn_at_random() -> None:
    assert len(subset(part([0, 1, 1]), 512)) == 3
    numbers = Part((torch.zeros(50, 2),), (torch.zeros(50),), np.arange(50))
    sample = subset(numbers, 20)
    assert len(sample) == 20 and not sample.stratified and "stratified" not in sample.label


def test_size_and_seed_are_told() -> None:
    compiled, prepared = ready(iris_mlp())
    surface = evaluate(Objective(compiled, subset(prepared.train, 60, seed=9)), random_plane(compiled), [0.0], [0.0])
    assert (surface.facts.sample_size, surface.facts.sample_seed) == (60, 9)
    assert "60" in surface.facts.sample and "seed 9" in surface.facts.sample


def test_dropout_is_off_and_points_repeat() -> None:
    compiled, prepared = ready(digits_cnn())
    compiled.train()
    objective = Objective(compiled, subset(prepared.train, 64))
    weights = flat_weights(compiled)
    assert len({objective.value(weights + shift) for shift in (0.0, 0.0, 0.0)}) == 1
    assert evaluate(objective, random_plane(compiled), [0.0], [0.0]).facts.warning == ""


def test_a_random_network_gets_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, prepared = ready(iris_mlp())
    objective = Objective(compiled, subset(prepared.train, 30))
    values = iter(torch.tensor([[1.0, 0.5], [1.1, 0.5], [1.0, 0.5]], dtype=torch.float64))
    monkeypatch.setattr(objective, "measure", lambda _: next(values))
    warning = evaluate(objective, random_plane(compiled), [0.0], [0.0]).facts.warning
    assert "1.1" in warning and "random" in warning
