"""Several optimisers on one test function from one start: fast in plain floats, or with torch.optim itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.landscape.arithmetic import EXACT, Arithmetic
from app.landscape.functions import Floats, Point, TestFunction
from app.landscape.twins import OptimizerName, Racer, updater

__all__ = ["OptimizerName", "Path", "Penalty", "Racer", "race", "race_torch"]


@dataclass(frozen=True)
class Penalty:
    """strength * (|x|^power + |y|^power), added to the function: power 1 is L1, 2 is L2."""

    strength: float = 0.0
    power: float = 2.0

    def value(self, x: Any, y: Any) -> Any:
        """The penalty at numpy arrays or numbers."""
        return self.strength * (np.abs(x) ** self.power + np.abs(y) ** self.power)

    def slope(self, weight: float) -> float:
        """Derivative by one weight; 0 at 0, where L1 has a kink (torch.abs does the same)."""
        if weight == 0.0 or not self.strength:
            return 0.0
        return math.copysign(self.strength * self.power * abs(weight) ** (self.power - 1.0), weight)


@dataclass(frozen=True)
class Path:
    """Where one optimiser went.

    Attributes:
        racer: who.
        points: (steps + 1, 2) float64, the start first; NaN after the weights left the finite numbers.
        values: (steps + 1,) value of function and penalty there.
        diverged: first step with a weight that is not finite, or None.
    """

    racer: Racer
    points: Floats
    values: Floats
    diverged: int | None


def race(
    function: TestFunction,
    start: Point,
    racers: Sequence[Racer],
    steps: int = 500,
    noise: float = 0.0,
    penalty: Penalty | None = None,
    seed: int = 0,
    arithmetic: Arithmetic = EXACT,
) -> list[Path]:
    """Run every optimiser; nothing is tuned or clipped.

    Args:
        function: what is minimised.
        start: first weights.
        racers: optimisers; each meets the same noise.
        steps: updates.
        noise: standard deviation of Gaussian noise added to each gradient entry.
        penalty: added to the function.
        seed: of the noise.
        arithmetic: how sums and roots are rounded; `arithmetic_of_torch` gives torch.optim bit for bit.
    """
    penalty = penalty or Penalty()
    shaken = _noise(steps, noise, seed)
    return [_run(function, start, racer, shaken, penalty, arithmetic) for racer in racers]


def _noise(steps: int, noise: float, seed: int) -> list[list[float]]:
    if not noise:
        return [[0.0, 0.0]] * steps
    drawn: list[list[float]] = (np.random.default_rng(seed).standard_normal((steps, 2)) * noise).tolist()
    return drawn


def _run(
    function: TestFunction,
    start: Point,
    racer: Racer,
    shaken: list[list[float]],
    penalty: Penalty,
    arithmetic: Arithmetic,
) -> Path:
    move_x, move_y = updater(racer, arithmetic), updater(racer, arithmetic)
    x, y = float(start[0]), float(start[1])
    points = [(x, y)]
    diverged = None
    try:
        for shake_x, shake_y in shaken:
            slope_x, slope_y = _slope(function, penalty, x, y)
            x, y = move_x(x, slope_x + shake_x), move_y(y, slope_y + shake_y)
            if not (math.isfinite(x) and math.isfinite(y)):
                diverged = len(points)
                break
            points.append((x, y))
    except (OverflowError, ValueError, ZeroDivisionError):  # math refuses what numpy would call inf
        diverged = len(points)
    return _path(function, racer, points, len(shaken) + 1, penalty, diverged)


def _slope(function: TestFunction, penalty: Penalty, x: float, y: float) -> Point:
    slope_x, slope_y = function.gradient(x, y)
    if penalty.strength:
        return slope_x + penalty.slope(x), slope_y + penalty.slope(y)
    return slope_x, slope_y


def _path(
    function: TestFunction, racer: Racer, points: list[Point], length: int, penalty: Penalty, diverged: int | None
) -> Path:
    table = np.full((length, 2), np.nan)
    table[: len(points)] = points
    x, y = table.T
    with np.errstate(all="ignore"):
        values = np.asarray(function.value(x, y) + penalty.value(x, y))
    return Path(racer, table, values, diverged)


def race_torch(
    function: TestFunction,
    start: Point,
    racers: Sequence[Racer],
    steps: int = 500,
    noise: float = 0.0,
    penalty: Penalty | None = None,
    seed: int = 0,
) -> list[Path]:
    """The same race with torch.optim in float64; gradients from the function's own formula."""
    penalty = penalty or Penalty()
    shaken = _noise(steps, noise, seed)
    return [_run_torch(function, start, racer, shaken, penalty) for racer in racers]


def _run_torch(function: TestFunction, start: Point, racer: Racer, shaken: list[list[float]], penalty: Penalty) -> Path:
    import torch

    weights = torch.nn.Parameter(torch.tensor([float(start[0]), float(start[1])], dtype=torch.float64))
    optimizer = torch_optimizer(racer, [weights])
    points: list[Point] = [(float(start[0]), float(start[1]))]
    diverged = None
    for shake_x, shake_y in shaken:
        try:
            slope_x, slope_y = _slope(function, penalty, *points[-1])
        except (OverflowError, ValueError):
            diverged = len(points)
            break
        weights.grad = torch.tensor([slope_x + shake_x, slope_y + shake_y], dtype=torch.float64)
        optimizer.step()
        x, y = weights.tolist()
        if not (math.isfinite(x) and math.isfinite(y)):
            diverged = len(points)
            break
        points.append((x, y))
    return _path(function, racer, points, len(shaken) + 1, penalty, diverged)


def torch_optimizer(racer: Racer, weights: list[Any]) -> Any:
    """The optimiser of torch.optim with a racer's settings."""
    from torch import optim

    common: dict[str, Any] = {"lr": racer.lr, "weight_decay": racer.weight_decay, "foreach": False}
    if racer.optimizer == "SGD":
        return optim.SGD(weights, momentum=racer.momentum, nesterov=racer.nesterov, **common)
    if racer.optimizer == "Adagrad":
        return optim.Adagrad(weights, eps=racer.eps, **common)
    if racer.optimizer == "RMSprop":
        return optim.RMSprop(weights, alpha=racer.alpha, eps=racer.eps, momentum=racer.momentum, **common)
    kind = optim.Adam if racer.optimizer == "Adam" else optim.AdamW
    return kind(weights, betas=(racer.beta1, racer.beta2), eps=racer.eps, **common)
