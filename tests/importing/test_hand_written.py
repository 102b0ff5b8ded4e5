"""Modules as people write them: all readings give the very bits. In twelve every call finds its node."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from app.compile.empty import compile_with_weights
from app.importing.checking import flat
from tests.importing.samples import KEPT, SIZES, batch, imported, model, readings

BATCHES = (1, 2, 5)


def _answers(made: nn.Module, name: str) -> list[list[Tensor]]:
    with torch.inference_mode():
        return [flat(made(*batch(name, samples))) for samples in BATCHES]


def _same_bits(expected: list[list[Tensor]], given: list[list[Tensor]]) -> bool:
    return all(
        len(one) == len(other) and all(torch.equal(a, b) for a, b in zip(one, other, strict=True))
        for one, other in zip(expected, given, strict=True)
    )


def test_there_are_twelve() -> None:
    for folder, names, count in (("modules", SIZES, 12), ("kept_modules", KEPT, 5)):
        files = {path.stem for path in (Path(__file__).parent / folder).glob("*.py")} - {"__init__"}
        assert files == set(names)
        assert len(files) == count


@pytest.mark.parametrize("name", [*SIZES, *KEPT])
def test_every_reading_gives_the_bits_of_the_original(name: str, tmp_path: Path) -> None:
    found, expected = imported(name), _answers(model(name), name)
    for reading, made in readings(found, tmp_path):
        assert _same_bits(expected, _answers(made, name)), reading
    assert found.checked.exact


@pytest.mark.parametrize("name", [*SIZES, *KEPT])
def test_no_weight_is_left_behind_or_doubled(name: str) -> None:
    found = imported(name)
    assert not found.left
    learned = compile_with_weights(found.project, found.weights).root.parameters()
    assert sum(each.numel() for each in learned) == sum(each.numel() for each in model(name).parameters())


@pytest.mark.parametrize(("name", "fixed"), [("resnet", False), ("unet", True), ("gpt", False), ("fourier", True)])
def test_it_is_told_where_larger_samples_would_not_follow(name: str, fixed: bool) -> None:
    assert imported(name).fixed is fixed


def test_the_check_sees_other_numbers() -> None:
    from app.importing.checking import check

    found = imported("joining")
    other = {name: value + 1e-3 for name, value in found.weights.items()}
    compiled = compile_with_weights(found.project, other)
    result = check(model("joining"), {"x": batch("joining")[0]}, found.project, compiled, other)
    assert min(result.live, result.loaded, result.source) > 1e-5
    assert "max difference" in result.sentence
