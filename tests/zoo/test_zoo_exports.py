"""Every reference network, scaled down, leaves in every format with the live model's numbers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import torch

from app.export.any_size import enlarged
from app.export.cases import BATCHES, SEEDS, cases
from app.export.export import export
from app.export.formats import FORMATS
from app.export.trained import Trained
from app.zoo.catalogue import ENTRIES, entry
from tests.zoo.rousing import roused

LARGEST = 1e-4
ANY_SIZE = {each.name for each in ENTRIES} - {"gpt-2-small", "vit-b-16"}
"""Networks whose weights do not depend on the size of the pictures."""


@cache
def small(name: str) -> Trained:
    torch.set_num_threads(1)
    return roused(entry(name).scaled_down())


@pytest.mark.slow
@pytest.mark.usefixtures("one_isolated_python")
@pytest.mark.parametrize("format", [each.name for each in FORMATS])
@pytest.mark.parametrize("name", [each.name for each in ENTRIES])
def test_gives_the_live_models_numbers(name: str, format: str, tmp_path: Path) -> None:
    report = export(small(name), format, tmp_path / "model")
    assert report.difference <= LARGEST
    assert report.batches == (1, 2, 7)
    assert ("height and width are open" in report.sentence) == (name in ANY_SIZE)


@pytest.mark.parametrize("name", [each.name for each in ENTRIES])
def test_answers_depend_on_what_enters(name: str) -> None:
    """Else equal numbers would say nothing."""
    trained = small(name)
    (batch,) = cases(trained.project)[1].inputs
    with torch.inference_mode():
        answers = trained.compiled.model(batch)
    assert (answers[0] - answers[1]).abs().max() > 1e-3


def test_pictures_of_any_size_enter_where_no_weight_depends_on_them() -> None:
    assert {each.name for each in ENTRIES if enlarged(each.build()) is not None} == ANY_SIZE


def test_a_large_network_is_compared_with_one_seed_and_a_small_one_with_three() -> None:
    assert len(cases(entry("vit-b-16").build())) == len(BATCHES)
    assert len(cases(entry("vit-b-16").scaled_down())) == len(BATCHES) * len(SEEDS)
    assert len(cases(entry("resnet-50").scaled_down())) == len(BATCHES) * len(SEEDS) + 1


def test_tokens_of_the_whole_table_are_tried() -> None:
    largest = max(int(case.inputs[0].max()) for case in cases(entry("gpt-2-small").scaled_down()))
    assert 50 < largest < 100
