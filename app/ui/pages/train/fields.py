"""Which fields of the recipe matter, in what order, and what edits them."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt

from app.graph.recipe import Recipe
from app.ui.widgets import ChoiceField, NumberField, SwitchField

TITLES = {
    "lr": "learning rate",
    "batch_size": "batch size",
    "weight_decay": "weight decay",
    "clip_norm": "clip norm",
    "warmup": "warm-up steps",
    "step_epochs": "drop every",
    "final_factor": "final share",
    "beta1": "β₁",
    "beta2": "β₂",
    "alpha": "α",
    "gamma": "γ",
    "eps": "ε",
}
ALWAYS = ("epochs", "batch_size", "optimizer", "lr", "weight_decay", "schedule", "warmup", "clip_norm", "seed")
ORDER = (
    *("epochs", "batch_size", "optimizer", "lr", "momentum", "nesterov", "alpha", "beta1", "beta2", "eps"),
    *("weight_decay", "schedule", "step_epochs", "gamma", "final_factor", "warmup", "clip_norm", "seed"),
    *("device", "threads", "deterministic"),
)
BY_OPTIMIZER = {
    "SGD": ("momentum", "nesterov"),
    "Adagrad": ("eps",),
    "RMSprop": ("alpha", "momentum", "eps"),
    "Adam": ("beta1", "beta2", "eps"),
    "AdamW": ("beta1", "beta2", "eps"),
}
BY_SCHEDULE = {
    "step": ("step_epochs", "gamma"),
    "exponential": ("gamma",),
    "cosine": ("final_factor",),
    "one-cycle": ("final_factor",),
}
UNITS = {"step_epochs": "epochs"}


def shown(recipe: Recipe) -> set[str]:
    """The fields that change what this recipe does."""
    own = BY_OPTIMIZER.get(recipe.optimizer, ()) + BY_SCHEDULE.get(recipe.schedule, ())
    machine = ("device", "threads") if recipe.device == "cpu" else ("device", "threads", "deterministic")
    return {*ALWAYS, *own, *machine}


def field_for(name: str, recipe: Recipe) -> ChoiceField | SwitchField | NumberField:
    """A widget with the limits of the declaration."""
    info = Recipe.model_fields[name]
    value, kind = getattr(recipe, name), info.annotation
    if str(get_origin(kind)) == "typing.Literal":
        return ChoiceField(list(get_args(kind)), value)
    if kind is bool:
        return SwitchField(value)
    limits = {type(limit): limit for limit in info.metadata}
    options: dict[str, Any] = {"integer": int in (kind, *get_args(kind)), "optional": type(None) in get_args(kind)}
    low = limits[Ge].ge if Ge in limits else (limits[Gt].gt if Gt in limits else None)
    high = limits[Le].le if Le in limits else (limits[Lt].lt if Lt in limits else None)
    empty = "auto" if name == "threads" else "off"
    return NumberField(value, low, high, unit=UNITS.get(name, ""), empty=empty, **options)
