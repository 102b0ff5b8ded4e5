"""Functions that are told whether training is on: `F.dropout(x, 0.5, self.training)`."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import torch

from app.importing.tracing.steps import Step

_FLAGS = ("training", "train")


def named_arguments(step: Step) -> dict[str, Any]:
    """The arguments of a function by name, as far as Python or the operation's schema tells them."""
    names = _names(step.target)
    found = dict(zip(names, step.args, strict=False)) if names else {}
    found |= {f"argument_{place}": value for place, value in enumerate(step.args[len(names) :])}
    return found | dict(step.kwargs)


def while_training(step: Step) -> tuple[tuple[Any, ...], Mapping[str, Any]] | None:
    """The arguments with the flag switched on, where there is one that is off."""
    names = _names(step.target)
    for flag in _FLAGS:
        if step.kwargs.get(flag) is False:
            return step.args, {**step.kwargs, flag: True}
        if flag in names and names.index(flag) < len(step.args) and step.args[names.index(flag)] is False:
            place = names.index(flag)
            return (*step.args[:place], True, *step.args[place + 1 :]), step.kwargs
    return None


def _names(target: Any) -> list[str]:
    if isinstance(target, torch._ops.OpOverload):
        return [argument.name for argument in target._schema.arguments]
    try:
        parameters = inspect.signature(target).parameters.values()
    except (TypeError, ValueError):
        return []
    return [each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
