"""Test functions: minima, gradients, and one formula for numpy, math and torch."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from app.landscape.functions import FUNCTIONS, TestFunction, quadratic

EACH = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS.keys())


def _inside(function: TestFunction, count: int = 200) -> np.ndarray:
    left, right, bottom, top = function.window
    return np.random.default_rng(0).uniform((left, bottom), (right, top), (count, 2))


@EACH
def test_minima_have_the_lowest_value_and_no_slope(function: TestFunction) -> None:
    for x, y in function.minima:
        assert function.value(x, y) == pytest.approx(function.lowest, abs=1e-12)
        assert np.allclose(function.gradient(x, y), 0.0, atol=1e-8)
    points = _inside(function, 20_000)
    assert function.value(*points.T).min() >= function.lowest


@EACH
def test_gradient_is_autograds(function: TestFunction) -> None:
    for x, y in _inside(function):
        place = torch.tensor([x, y], dtype=torch.float64, requires_grad=True)
        function.torch_value(place[0], place[1]).backward()
        assert np.allclose(function.gradient(float(x), float(y)), place.grad.numpy(), rtol=1e-9, atol=1e-11)


@EACH
def test_numpy_and_torch_agree(function: TestFunction) -> None:
    points = _inside(function)
    told = function.torch_value(*torch.tensor(points.T))
    assert np.allclose(function.value(*points.T), told.numpy(), rtol=1e-12, atol=1e-13)


@EACH
def test_start_and_minima_lie_in_the_window(function: TestFunction) -> None:
    left, right, bottom, top = function.window
    for x, y in (function.start, *function.minima):
        assert left < x < right and bottom < y < top


def test_known_values() -> None:
    assert FUNCTIONS["rosenbrock"].value(-1.2, 1.0) == pytest.approx(24.2)
    assert FUNCTIONS["himmelblau"].value(0.0, 0.0) == 170.0
    assert FUNCTIONS["beale"].value(0.0, 0.0) == pytest.approx(14.203125)
    assert FUNCTIONS["rastrigin"].value(0.5, 0.0) == pytest.approx(20.25)
    assert FUNCTIONS["ackley"].gradient(0.0, 0.0) == (0.0, 0.0)


def test_quadratic_has_the_condition_number() -> None:
    bowl = quadratic(400.0)
    by_x, by_y = bowl.gradient(1.0, 1.0)
    assert by_y / by_x == 400.0
    with pytest.raises(ValueError, match="at least 1"):
        quadratic(0.5)


def test_distance_is_to_the_nearest_minimum() -> None:
    saddle = FUNCTIONS["saddle"]
    assert saddle.distance(np.array([[0.0, 1.0], [3.0, -math.sqrt(2)]])) == pytest.approx([math.sqrt(2) - 1, 3.0])
