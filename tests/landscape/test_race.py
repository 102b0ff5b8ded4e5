"""The plain-float twins equal torch.optim bit for bit, and a race tunes and clips nothing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from app.landscape.arithmetic import arithmetic_of_torch, fused
from app.landscape.functions import FUNCTIONS
from app.landscape.race import Penalty, Racer, race, race_torch

RACERS = (
    Racer("SGD", lr=1e-3, label="SGD"),
    Racer("SGD", lr=1e-3, momentum=0.9, label="momentum"),
    Racer("SGD", lr=1e-3, momentum=0.9, nesterov=True, label="Nesterov"),
    Racer("Adagrad", lr=0.3, label="Adagrad"),
    Racer("RMSprop", lr=0.01, label="RMSprop"),
    Racer("RMSprop", lr=0.01, momentum=0.5, label="RMSprop momentum"),
    Racer("Adam", lr=0.05, label="Adam"),
    Racer("Adam", lr=0.05, beta1=0.3, label="Adam, short memory"),
    Racer("AdamW", lr=0.05, weight_decay=0.01, label="AdamW"),
)
BY_LABEL = pytest.mark.parametrize("racer", RACERS, ids=[racer.label for racer in RACERS])


@BY_LABEL
@pytest.mark.parametrize("name", FUNCTIONS)
def test_twin_equals_torch_exactly(name: str, racer: Racer) -> None:
    function = FUNCTIONS[name]
    ours = race(function, function.start, [racer], steps=400, arithmetic=arithmetic_of_torch())[0]
    theirs = race_torch(function, function.start, [racer], steps=400)[0]
    assert ours.diverged == theirs.diverged
    assert np.array_equal(ours.points, theirs.points, equal_nan=True)


@BY_LABEL
def test_fast_roots_differ_from_torch_by_rounding_only(racer: Racer) -> None:
    function = FUNCTIONS["valley"]
    ours = race(function, function.start, [racer], steps=400)[0]
    theirs = race_torch(function, function.start, [racer], steps=400)[0]
    assert np.abs(ours.points - theirs.points).max() < 1e-12


@BY_LABEL
def test_twin_equals_torch_with_noise_penalty_and_decay(racer: Racer) -> None:
    function, racer = FUNCTIONS["himmelblau"], replace(racer, weight_decay=0.02)
    settings = {"steps": 300, "noise": 3.0, "penalty": Penalty(0.1, 1.0), "seed": 5}
    ours = race(function, (1.0, -2.0), [racer], arithmetic=arithmetic_of_torch(), **settings)[0]
    theirs = race_torch(function, (1.0, -2.0), [racer], **settings)[0]
    assert np.array_equal(ours.points, theirs.points)


def test_fused_rounds_once() -> None:
    draws = np.random.default_rng(1).standard_normal((3000, 3)) * 10 ** np.random.default_rng(2).uniform(
        -8, 3, (3000, 3)
    )
    for a, b, c in draws.tolist():
        assert fused(a, b, c) == float(Fraction(a) * Fraction(b) + Fraction(c))
    assert fused(1e200, 1e200, 1.0) == float("inf")


def test_divergence_is_told_and_not_clipped() -> None:
    path = race(FUNCTIONS["rosenbrock"], (-1.5, 2.0), [Racer("SGD", lr=1.0)], steps=50)[0]
    assert path.diverged is not None and path.diverged < 50
    assert np.isfinite(path.points[: path.diverged]).all() and np.isnan(path.points[path.diverged :]).all()
    assert np.abs(path.points[path.diverged - 1]).max() > 1e30


def test_noise_is_seeded_and_shared() -> None:
    function, racers = FUNCTIONS["rastrigin"], [Racer("SGD", lr=1e-3), Racer("SGD", lr=1e-3)]
    first, second = race(function, (1.0, 1.0), racers, steps=30, noise=1.0, seed=3)
    again = race(function, (1.0, 1.0), racers, steps=30, noise=1.0, seed=3)[0]
    other = race(function, (1.0, 1.0), racers, steps=30, noise=1.0, seed=4)[0]
    assert np.array_equal(first.points, second.points) and np.array_equal(first.points, again.points)
    assert not np.array_equal(first.points, other.points)


def test_penalty_moves_the_minimum_and_counts_in_the_value() -> None:
    bowl = FUNCTIONS["quadratic"]
    path = race(bowl, (-3.0, 1.0), [Racer("SGD", lr=0.01)], steps=3000, penalty=Penalty(1.0, 1.0))[0]
    assert np.abs(path.points[-1]).max() < 0.05
    assert path.values[0] == pytest.approx(bowl.value(-3.0, 1.0) + 4.0)


def test_descent_on_the_quadratic_is_the_closed_form() -> None:
    path = race(FUNCTIONS["quadratic"], (2.0, 1.0), [Racer("SGD", lr=0.03)], steps=100)[0]
    count = np.arange(101)
    assert np.allclose(path.points[:, 0], 2.0 * 0.97**count)
    assert np.allclose(path.points[:, 1], (1.0 - 0.03 * 50.0) ** count)
