"""Initialisations are torch's, deterministic, and printed as they are made."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from app.compile.initialization import INITIALIZATIONS, NAMES, apply, source_lines


def module() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.LSTM(4, 5))


@pytest.mark.parametrize("name", NAMES)
def test_printed_lines_do_what_apply_does(name: str) -> None:
    made, printed = module(), module()
    torch.manual_seed(7)
    apply(made, name)
    torch.manual_seed(7)
    for line in source_lines("printed", printed, name):
        path, _, _ = line.partition("(")
        function, _, rest = line.partition("(printed.")
        assert path.startswith("nn.init.") and rest, line
        target, _, options = rest.rstrip(")").partition(", ")
        arguments = dict(part.split("=") for part in options.split(", ") if part)
        values = {key: value.strip('"') if '"' in value else float(value) for key, value in arguments.items()}
        getattr(nn.init, function.removeprefix("nn.init."))(printed.get_parameter(target), **values)
    for one, other in zip(made.parameters(), printed.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_private_generator_leaves_the_global_one_alone() -> None:
    made = module()
    before = torch.get_rng_state()
    apply(made, "xavier_uniform", torch.Generator().manual_seed(1))
    assert torch.equal(before, torch.get_rng_state())


def test_spread_is_that_of_the_method() -> None:
    layer = nn.Linear(400, 300)
    apply(layer, "kaiming_normal", torch.Generator().manual_seed(1))
    assert layer.weight.std().item() == pytest.approx((2 / 400) ** 0.5, rel=0.02)
    apply(layer, "xavier_normal", torch.Generator().manual_seed(1))
    assert layer.weight.std().item() == pytest.approx((2 / 700) ** 0.5, rel=0.02)
    assert not layer.bias.any()


def test_scales_of_normalisations_stay() -> None:
    norm = nn.BatchNorm2d(4)
    for name in INITIALIZATIONS:
        apply(norm, name)
    assert torch.equal(norm.weight, torch.ones(4))


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        apply(module(), "best")
