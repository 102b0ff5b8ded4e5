"""What a layer is called that does some calls: after what is called."""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from app.importing.tracing.steps import Step

_MOST = 2
_WORD = re.compile(r"[A-Za-z0-9]+")
_HOMES = ("fft_", "linalg_", "special_")


def title_of(steps: Sequence[Step]) -> str:
    """``Rfft``, ``FftReal``, ``RfftToIrfft``."""
    words = list(dict.fromkeys(_word(step) for step in steps))
    if len(words) <= _MOST:
        return "".join(words)
    return f"{words[0]}To{words[-1]}"


def _word(step: Step) -> str:
    if step.target is operator.getitem:
        return "Part"
    return called(step) if isinstance(step.target, nn.Module) else _camel(called(step))


def called(step: Step) -> str:
    """The plain name of a function, method or attribute: ``rfft``."""
    target: Any = step.target
    if target is getattr:
        return str(step.args[1])
    if isinstance(target, nn.Module):
        return type(target).__name__
    if isinstance(target, torch._ops.OpOverload):
        name = str(target._schema.name).rpartition("::")[2]
    else:
        name = target if isinstance(target, str) else str(getattr(target, "__name__", "call"))
    name = name.removesuffix(".apply").rpartition(".")[2]
    for home in _HOMES:
        name = name.removeprefix(home)
    return name


def _camel(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for part in name.split("_") for word in _WORD.findall(part))
