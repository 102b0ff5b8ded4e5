"""Every bundled example leaves in every format with the live model's numbers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from app.export.export import export
from app.export.formats import FORMATS
from app.export.trained import Trained
from app.graph.examples import FOLDER, resolve
from app.graph.files.storage import load
from tests.zoo.rousing import roused

LARGEST = 1e-4


@cache
def moved(name: str) -> Trained:
    return roused(load(resolve(name)))


@pytest.mark.slow
@pytest.mark.usefixtures("one_isolated_python")
@pytest.mark.parametrize("format", [each.name for each in FORMATS])
@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.netloom")))
def test_gives_the_live_models_numbers(name: str, format: str, tmp_path: Path) -> None:
    report = export(moved(name), format, tmp_path / "model")
    assert report.difference <= LARGEST
    assert report.batches == (1, 2, 7)
