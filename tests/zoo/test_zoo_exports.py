"""Every reference network, scaled down, leaves in every format with the live model's numbers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import torch

from app.compile.module import compile_project
from app.export.export import export
from app.export.formats import FORMATS
from app.export.trained import Trained, trained_from
from app.export.verify import BATCHES, SEEDS, cases
from app.zoo.catalogue import ENTRIES, entry

LARGEST = 1e-4


@cache
def roused(name: str) -> Trained:
    """The small variant with every weight and running statistic moved, so that none is at its start."""
    torch.set_num_threads(1)
    project = entry(name).scaled_down()
    compiled = compile_project(project, seed=0)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for tensor in compiled.root.state_dict().values():
            if tensor.is_floating_point():
                tensor.mul_(1 + 0.1 * torch.rand(tensor.shape, generator=generator))
                tensor.add_(0.02 * torch.rand(tensor.shape, generator=generator))
    compiled.train(False)
    return trained_from(project, compiled, note="weights of a test")


@pytest.mark.slow
@pytest.mark.parametrize("format", [each.name for each in FORMATS])
@pytest.mark.parametrize("name", [each.name for each in ENTRIES])
def test_gives_the_live_models_numbers(name: str, format: str, tmp_path: Path) -> None:
    report = export(roused(name), format, tmp_path / "model")
    assert report.difference <= LARGEST
    assert report.batches == (1, 2, 7)


@pytest.mark.parametrize("name", [each.name for each in ENTRIES])
def test_answers_depend_on_what_enters(name: str) -> None:
    """Else equal numbers would say nothing."""
    trained = roused(name)
    (batch,) = cases(trained.project)[1]
    with torch.inference_mode():
        answers = trained.compiled.model(batch)
    assert (answers[0] - answers[1]).abs().max() > 1e-3


def test_a_large_network_is_compared_with_one_seed_and_a_small_one_with_three() -> None:
    assert len(cases(entry("resnet-50").build())) == len(BATCHES)
    assert len(cases(entry("resnet-50").scaled_down())) == len(BATCHES) * len(SEEDS)


def test_tokens_of_the_whole_table_are_tried() -> None:
    largest = max(int(tokens.max()) for (tokens,) in cases(entry("gpt-2-small").scaled_down()))
    assert 50 < largest < 100
