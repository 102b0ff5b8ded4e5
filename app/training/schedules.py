"""The learning rate as a pure function of the step, so that it can be plotted before one trains."""

from __future__ import annotations

import math

from app.graph.recipe import Recipe

ONE_CYCLE_RISE = 0.3  # share of the steps that rise; 1/25 of the peak at the start: torch.optim's defaults
ONE_CYCLE_START = 1 / 25


def lr_at(recipe: Recipe, step: int, total_steps: int, steps_per_epoch: int) -> float:
    """Learning rate of update number ``step`` (from 0).

    ``warmup`` steps rise linearly to lr, the schedule runs over the steps that remain. Step, exponential, cosine
    and one-cycle agree with torch.optim.lr_scheduler's StepLR, ExponentialLR (at epoch ends), CosineAnnealingLR
    and OneCycleLR.
    """
    return recipe.lr * factor_at(recipe, step, total_steps, steps_per_epoch)


def factor_at(recipe: Recipe, step: int, total_steps: int, steps_per_epoch: int) -> float:
    """What `lr_at` multiplies the recipe's learning rate with, as torch's LambdaLR does."""
    if step < recipe.warmup:
        return (step + 1) / (recipe.warmup + 1)
    at, length = step - recipe.warmup, max(1, total_steps - recipe.warmup)
    return _factor(recipe, at, length, steps_per_epoch)


def _factor(recipe: Recipe, at: int, length: int, steps_per_epoch: int) -> float:
    match recipe.schedule:
        case "step":
            return math.pow(recipe.gamma, at // (recipe.step_epochs * steps_per_epoch))
        case "exponential":
            return math.pow(recipe.gamma, at / steps_per_epoch)
        case "cosine":
            return _between(1.0, recipe.final_factor, min(1.0, at / length))
        case "one-cycle":
            return _one_cycle(recipe, at, length)
        case _:
            return 1.0


def _one_cycle(recipe: Recipe, at: int, length: int) -> float:
    peak = ONE_CYCLE_RISE * length - 1
    if at < peak:
        return _between(ONE_CYCLE_START, 1.0, at / peak)
    return _between(1.0, recipe.final_factor, min(1.0, (at - peak) / max(1.0, length - 1 - peak)))


def _between(start: float, end: float, share: float) -> float:
    """Half a cosine from start (share 0) to end (share 1)."""
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2
