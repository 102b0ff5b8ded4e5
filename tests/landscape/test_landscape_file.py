"""Saved landscapes come back bit for bit and never execute anything."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from networks import iris_mlp, ready, steps

from app.errors import RunError
from app.landscape.full import Landscape, Source, Wish, full_surface
from app.landscape.landscape_file import load_landscape, save_landscape
from app.landscape.pictures import save_picture
from app.landscape.trajectory import trajectory_of


@pytest.fixture(scope="module")
def landscape() -> Landscape:
    compiled, prepared = ready(iris_mlp())
    vectors = torch.stack(steps(compiled, prepared, 6)).numpy()
    source = Source(compiled, prepared, trajectory_of(vectors, range(7), np.zeros(7)))
    return full_surface(source, Wish(columns=6, rows=5, sample_size=30))


def test_there_and_back(landscape: Landscape, tmp_path: Path) -> None:
    landscape.surface.loss[0, 0] = np.nan
    save_landscape(landscape, tmp_path / "l.npz")
    again = load_landscape(tmp_path / "l.npz")
    for name in ("xs", "ys", "loss", "accuracy", "exact"):
        assert np.array_equal(getattr(again.surface, name), getattr(landscape.surface, name), equal_nan=name != "exact")
    for name in ("anchor", "u", "v", "labels", "explained", "random_walk", "kind", "note"):
        assert np.array_equal(getattr(again.surface.plane, name), getattr(landscape.surface.plane, name))
    assert again.surface.facts == landscape.surface.facts and again.surface.centre == landscape.surface.centre
    assert np.array_equal(again.path.true, landscape.path.true) and (again.path.steps == landscape.path.steps).all()


def test_foreign_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "l.npz"
    for content in (b"", b"nonsense", pickle.dumps({"a": 1})):
        path.write_bytes(content)
        with pytest.raises(RunError, match="expected a landscape"):
            load_landscape(path)
    np.savez(path, facts=np.array([{"a": 1}], dtype=object))
    with pytest.raises(RunError, match="expected a landscape"):
        load_landscape(path)


@pytest.mark.parametrize("suffix", ["png", "svg"])
@pytest.mark.parametrize("layer", ["loss", "accuracy"])
def test_pictures_are_written(landscape: Landscape, tmp_path: Path, suffix: str, layer: str) -> None:
    path = tmp_path / "pictures" / f"surface.{suffix}"
    save_picture(landscape, path, layer, dark=layer == "accuracy")
    assert path.stat().st_size > 10_000
