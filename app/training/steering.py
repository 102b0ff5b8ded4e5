"""Settings that change while a run trains."""

from __future__ import annotations

from typing import Any

from torch import optim

from app.graph.recipe import Recipe
from app.training import optimizers

_TITLES = {"lr": "lr", "batch_size": "batch size", "clip_norm": "clip norm", "weight_decay": "weight decay"}


def steer(recipe: Recipe, changes: dict[str, Any], optimizer: optim.Optimizer) -> tuple[Recipe, list[str]]:
    """The recipe with these changes, and a line for each, ``lr 0.01 → 0.003`` for example.

    ``lr`` is the one before the schedule, so that the shape of the schedule stays.
    """
    after = recipe.changed(**changes)
    texts = [
        f"{_TITLES[name]} {_shown(getattr(recipe, name))} → {_shown(getattr(after, name))}"
        for name in changes
        if getattr(recipe, name) != getattr(after, name)
    ]
    if recipe.weight_decay != after.weight_decay:
        optimizers.set_weight_decay(optimizer, after.weight_decay)
    return after, texts


def _shown(value: float | None) -> str:
    return "off" if value is None else f"{value:.4g}"
