"""How weights start: the initialisations one can choose per node, made and printed from one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Generator, Tensor, nn


@dataclass(frozen=True, slots=True)
class Initialization:
    """One way to fill weight matrices (tensors of two axes or more). Biases become zero.

    Attributes:
        name: public name; title: as shown; formula: the distribution.
        function: name in torch.nn.init; options: its keyword arguments.
        random: draws random numbers.
    """

    name: str
    title: str
    formula: str
    function: str
    options: tuple[tuple[str, Any], ...] = ()
    random: bool = True


_ALL = (
    Initialization("xavier_uniform", "Xavier uniform", "U(−a, a), a = √(6 / (in + out))", "xavier_uniform_"),
    Initialization("xavier_normal", "Xavier normal", "N(0, 2 / (in + out))", "xavier_normal_"),
    Initialization(
        "kaiming_uniform",
        "Kaiming uniform",
        "U(−a, a), a = √(6 / in)",
        "kaiming_uniform_",
        (("nonlinearity", "relu"),),
    ),
    Initialization("kaiming_normal", "Kaiming normal", "N(0, 2 / in)", "kaiming_normal_", (("nonlinearity", "relu"),)),
    Initialization("lecun_normal", "LeCun normal", "N(0, 1 / in)", "kaiming_normal_", (("nonlinearity", "linear"),)),
    Initialization("orthogonal", "Orthogonal", "W Wᵀ = 1", "orthogonal_"),
    Initialization("normal", "Normal", "N(0, 0.02²)", "normal_", (("std", 0.02),)),
    Initialization("uniform", "Uniform", "U(−0.05, 0.05)", "uniform_", (("a", -0.05), ("b", 0.05))),
    Initialization("zeros", "Zeros", "0", "zeros_", random=False),
)

INITIALIZATIONS: dict[str, Initialization] = {each.name: each for each in _ALL}

NAMES: tuple[str, ...] = ("", *INITIALIZATIONS)
"""Every name a node may carry; "" keeps PyTorch's own."""


def apply(module: nn.Module, name: str, generator: Generator | None = None) -> None:
    """Fill a module's weights again.

    Args:
        module: tensors of two axes or more are weights, those named ``bias...`` become zero; scales of
            normalisations stay as they are.
        name: one of `NAMES`; "" does nothing.
        generator: source of randomness; None takes torch's global one.

    Raises:
        KeyError: no such initialisation.
    """
    if not name:
        return
    chosen = INITIALIZATIONS[name]
    fill: Callable[..., Tensor] = getattr(nn.init, chosen.function)
    options: dict[str, Any] = dict(chosen.options) | ({"generator": generator} if chosen.random else {})
    for parameter, is_weight in _parts(module):
        if is_weight:
            fill(parameter, **options)
        else:
            nn.init.zeros_(parameter)


def source_lines(expression: str, module: nn.Module, name: str) -> list[str]:
    """What `apply` does with torch's global randomness, as Python statements on ``expression`` (``self.conv_1``)."""
    if not name:
        return []
    chosen = INITIALIZATIONS[name]
    options = "".join(f", {key}={_text(value)}" for key, value in chosen.options)
    names = {id(parameter): key for key, parameter in module.named_parameters()}
    return [
        f"nn.init.{chosen.function}({expression}.{names[id(parameter)]}{options})"
        if is_weight
        else f"nn.init.zeros_({expression}.{names[id(parameter)]})"
        for parameter, is_weight in _parts(module)
    ]


def _parts(module: nn.Module) -> list[tuple[torch.nn.Parameter, bool]]:
    """Parameters that an initialisation touches, in order, and whether each is a weight (else a bias)."""
    return [
        (parameter, parameter.dim() >= 2)
        for key, parameter in module.named_parameters()
        if parameter.dim() >= 2 or "bias" in key.rsplit(".", 1)[-1]
    ]


def _text(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
