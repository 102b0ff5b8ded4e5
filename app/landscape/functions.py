"""Test functions of two weights: the same formula for floats, numpy arrays and torch tensors.

Every formula takes the namespace its `sin`, `exp` and so on come from (`math`, `numpy`, `torch`), so the twins
cannot differ. Gradients are written out and checked against autograd in the tests. Sources: Rosenbrock 1960,
Beale 1958, Himmelblau 1972, Rastrigin 1974, Ackley 1987 in their usual two-dimensional form.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Formula = Callable[[Any, Any, Any], Any]
Slope = Callable[[Any, Any, Any], tuple[Any, Any]]
Point = tuple[float, float]


@dataclass(frozen=True)
class TestFunction:
    """A surface over two weights with everything known about it.

    Attributes:
        name: public name; title: as shown; formula: as text; says: what it teaches, one line.
        minima: places of the lowest value; lowest: that value.
        window: (left, right, bottom, top) that is worth drawing; start: a telling first point.
        rule: the formula, slope: its gradient; both take (x, y, namespace).
    """

    __test__ = False  # not a test class, whatever pytest thinks of the name

    name: str
    title: str
    formula: str
    says: str
    minima: tuple[Point, ...]
    lowest: float
    window: tuple[float, float, float, float]
    start: Point
    rule: Formula
    slope: Slope

    def value(self, x: Any, y: Any) -> Any:
        """The value at numpy arrays (or numbers) x and y, elementwise in float64."""
        with np.errstate(all="ignore"):
            return self.rule(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64), np)

    def gradient(self, x: float, y: float) -> Point:
        """The gradient at one point, plain floats.

        Raises:
            OverflowError, ValueError: the point is so far out that `math` refuses it.
        """
        return self.slope(x, y, math)

    def torch_value(self, x: Any, y: Any) -> Any:
        """The value of torch tensors, differentiable."""
        import torch

        return self.rule(x, y, torch)

    def distance(self, points: Floats) -> Floats:
        """Distance of points (n, 2) to the nearest minimum, (n,)."""
        nearest = [np.hypot(points[:, 0] - x, points[:, 1] - y) for x, y in self.minima]
        return np.asarray(np.min(nearest, axis=0))


def quadratic(condition: float = 50.0) -> TestFunction:
    """A bowl whose curvatures are 1 and ``condition``; gradient descent is stable below lr = 2 / condition.

    Raises:
        ValueError: the condition number is not at least 1.
    """
    if not condition >= 1:
        raise ValueError(f"expected a condition number of at least 1, got {condition}")
    steep = float(condition)
    return TestFunction(
        name="quadratic",
        title="Quadratic",
        formula=f"½·(x² + {steep:g}·y²)",
        says="Curvatures differ by the condition number: plain descent zigzags or crawls.",
        minima=((0.0, 0.0),),
        lowest=0.0,
        window=(-4.0, 4.0, -3.0, 3.0),
        start=(-3.5, 2.0),
        rule=lambda x, y, _: 0.5 * (x * x + steep * y * y),
        slope=lambda x, y, _: (x, steep * y),
    )


_INPUTS = (-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0)
_ANSWERS = tuple(1.5 * math.tanh(1.2 * value) for value in _INPUTS)


def _regression(a: Any, b: Any, m: Any) -> Any:
    total = 0.0
    for value, answer in zip(_INPUTS, _ANSWERS, strict=True):
        miss = b * m.tanh(a * value) - answer
        total = total + miss * miss
    return total / len(_INPUTS)


def _regression_slope(a: Any, b: Any, m: Any) -> tuple[Any, Any]:
    by_a = by_b = 0.0
    for value, answer in zip(_INPUTS, _ANSWERS, strict=True):
        bent = m.tanh(a * value)
        miss = 2.0 * (b * bent - answer) / len(_INPUTS)
        by_a = by_a + miss * b * (1.0 - bent * bent) * value
        by_b = by_b + miss * bent
    return by_a, by_b


def _beale(x: Any, y: Any, _: Any) -> Any:
    first, second, third = 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y
    return first * first + second * second + third * third


def _beale_slope(x: Any, y: Any, _: Any) -> tuple[Any, Any]:
    first, second, third = 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y
    by_x = 2.0 * (first * (y - 1.0) + second * (y * y - 1.0) + third * (y * y * y - 1.0))
    by_y = 2.0 * (first * x + second * 2.0 * x * y + third * 3.0 * x * y * y)
    return by_x, by_y


def _himmelblau(x: Any, y: Any, _: Any) -> Any:
    first, second = x * x + y - 11.0, x + y * y - 7.0
    return first * first + second * second


def _himmelblau_slope(x: Any, y: Any, _: Any) -> tuple[Any, Any]:
    first, second = x * x + y - 11.0, x + y * y - 7.0
    return 4.0 * x * first + 2.0 * second, 2.0 * first + 4.0 * y * second


_TURN = 2.0 * math.pi


def _rastrigin(x: Any, y: Any, m: Any) -> Any:
    return 20.0 + x * x + y * y - 10.0 * (m.cos(_TURN * x) + m.cos(_TURN * y))


def _rastrigin_slope(x: Any, y: Any, m: Any) -> tuple[Any, Any]:
    return 2.0 * x + 10.0 * _TURN * m.sin(_TURN * x), 2.0 * y + 10.0 * _TURN * m.sin(_TURN * y)


def _ackley(x: Any, y: Any, m: Any) -> Any:
    cone = -20.0 * m.exp(-0.2 * m.sqrt(0.5 * (x * x + y * y)))
    return cone - m.exp(0.5 * (m.cos(_TURN * x) + m.cos(_TURN * y))) + 20.0 + math.e


def _ackley_slope(x: Any, y: Any, m: Any) -> tuple[Any, Any]:
    radius = m.sqrt(0.5 * (x * x + y * y))
    # At the tip of the cone the gradient has no value; 0 keeps an optimiser there, as autograd's NaN would not.
    cone = 2.0 * m.exp(-0.2 * radius) / radius if radius > 0.0 else 0.0
    waves = math.pi * m.exp(0.5 * (m.cos(_TURN * x) + m.cos(_TURN * y)))
    return cone * x + waves * m.sin(_TURN * x), cone * y + waves * m.sin(_TURN * y)


def _rosenbrock(x: Any, y: Any, _: Any) -> Any:
    across, along = y - x * x, 1.0 - x
    return along * along + 100.0 * across * across


def _rosenbrock_slope(x: Any, y: Any, _: Any) -> tuple[Any, Any]:
    across = y - x * x
    return -2.0 * (1.0 - x) - 400.0 * x * across, 200.0 * across


def _valley(x: Any, y: Any, m: Any) -> Any:
    across = y - m.sin(x)
    return 0.02 * x * x + 2.0 * across * across


def _valley_slope(x: Any, y: Any, m: Any) -> tuple[Any, Any]:
    across = y - m.sin(x)
    return 0.04 * x - 4.0 * across * m.cos(x), 4.0 * across


_ROOT = math.sqrt(2.0)

FUNCTIONS: dict[str, TestFunction] = {
    function.name: function
    for function in (
        TestFunction(
            "rosenbrock", "Rosenbrock", "(1 - x)² + 100·(y - x²)²",
            "A curved valley: entering it is easy, following it is not.",
            ((1.0, 1.0),), 0.0, (-2.0, 2.0, -1.0, 3.0), (-1.5, 2.0), _rosenbrock, _rosenbrock_slope,
        ),
        TestFunction(
            "beale", "Beale", "(1.5 - x + x·y)² + (2.25 - x + x·y²)² + (2.625 - x + x·y³)²",
            "Plateaus and steep walls: one learning rate cannot suit both.",
            ((3.0, 0.5),), 0.0, (-4.5, 4.5, -4.5, 4.5), (1.0, 1.5), _beale, _beale_slope,
        ),
        TestFunction(
            "himmelblau", "Himmelblau", "(x² + y - 11)² + (x + y² - 7)²",
            "Four equal minima: the start and the momentum decide which one is found.",
            (
                (3.0, 2.0),
                (-2.805118086952745, 3.131312518250573),
                (-3.779310253377747, -3.283185991286170),
                (3.584428340330492, -1.848126526964404),
            ),
            0.0, (-5.0, 5.0, -5.0, 5.0), (-0.5, -1.0), _himmelblau, _himmelblau_slope,
        ),
        TestFunction(
            "rastrigin", "Rastrigin", "20 + x² + y² - 10·(cos 2πx + cos 2πy)",
            "A bowl full of traps: noise and momentum help out of them.",
            ((0.0, 0.0),), 0.0, (-5.12, 5.12, -5.12, 5.12), (-3.3, 2.6), _rastrigin, _rastrigin_slope,
        ),
        TestFunction(
            "ackley", "Ackley", "-20·exp(-0.2·√(½(x² + y²))) - exp(½(cos 2πx + cos 2πy)) + 20 + e",
            "Nearly flat far out, rippled all over, steep only close to the minimum.",
            ((0.0, 0.0),), 0.0, (-4.0, 4.0, -4.0, 4.0), (-2.7, 2.2), _ackley, _ackley_slope,
        ),
        TestFunction(
            "saddle", "Saddle", "x² - y² + ¼·y⁴",
            "The gradient almost vanishes at (0, 0), which is no minimum; the two minima lie at y = ±√2.",
            ((0.0, _ROOT), (0.0, -_ROOT)), -1.0, (-2.5, 2.5, -2.5, 2.5), (-2.0, 0.02),
            lambda x, y, _: x * x - y * y + 0.25 * y * y * y * y,
            lambda x, y, _: (2.0 * x, y * y * y - 2.0 * y),
        ),
        TestFunction(
            "valley", "Long valley", "0.02·x² + 2·(y - sin x)²",
            "A winding river bed that falls so gently that plain descent hardly moves along it.",
            ((0.0, 0.0),), 0.0, (-8.0, 8.0, -4.0, 4.0), (-7.0, 2.5), _valley, _valley_slope,
        ),
        quadratic(),
        TestFunction(
            "regression", "Two-weight regression", "mean of (b·tanh(a·t) - 1.5·tanh(1.2·t))² over 8 points t",
            "A real loss: one hidden unit. Both signs fit equally well, between them lies a saddle.",
            ((1.2, 1.5), (-1.2, -1.5)), 0.0, (-4.0, 4.0, -4.0, 4.0), (-0.6, 3.0), _regression, _regression_slope,
        ),
    )
}  # fmt: skip
