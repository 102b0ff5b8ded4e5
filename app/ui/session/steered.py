"""What was changed while a run trained, and its recipe does not know yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.graph.recipe import Recipe
    from app.ui.session.running import ActiveRun

TITLES = {"lr": "learning rate", "batch_size": "batch size", "clip_norm": "clip norm", "weight_decay": "weight decay"}


def unkept(run: ActiveRun | None, recipe: Recipe) -> dict[str, Any]:
    """Settings that a person steered in this run and that the recipe does not have."""
    from app.training.control import STEERABLE

    now = run.telemetry.recipe if run is not None else None
    if run is None or now is None:
        return {}
    began = run.project.training
    changed = [name for name in STEERABLE if getattr(now, name) != getattr(began, name)]
    return {name: getattr(now, name) for name in changed if getattr(now, name) != getattr(recipe, name)}


def in_words(values: dict[str, Any]) -> str:
    """``learning rate 0.0003, clip norm off``."""
    shown = {name: "off" if value is None else f"{value:.4g}" for name, value in values.items()}
    return ", ".join(f"{TITLES[name]} {text}" for name, text in shown.items())
