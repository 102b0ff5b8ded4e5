"""Bundled and made-up sets, against scikit-learn's own arrays."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import datasets

from app.data import load
from app.data.dataset import Dataset
from app.data.sources import source, sources
from app.errors import DataError
from app.graph.data_choice import DataChoice

OWN = [found.name for found in sources() if found.group != "Your own"]


def test_the_list() -> None:
    assert {found.name for found in sources()} == {
        *("digits", "iris", "wine", "breast-cancer", "diabetes", "moons", "circles", "spirals", "blobs", "xor"),
        *("digit-pairs", "sonnets", "text", "csv", "numpy", "images"),
    }
    with pytest.raises(DataError, match="unknown data source 'digit'; did you mean digits"):
        source("digit")


@pytest.mark.parametrize("name", OWN)
def test_every_source_gives_sound_arrays(name: str) -> None:
    data = load(DataChoice(source=name))
    assert isinstance(data, Dataset)
    wanted = np.int64 if data.vocabulary else np.float32
    assert all(array.dtype == wanted and np.isfinite(array).all() for array in data.inputs.values())
    for field, values in data.targets.items():
        if field in data.classes:
            assert values.dtype == np.int64
            assert set(values.ravel().tolist()) == set(range(len(data.classes[field])))
        else:
            assert values.dtype == np.float32 and values.ndim == 2
    if data.is_table():
        assert len(data.feature_names) == data.input().shape[1]


def test_digits_are_those_of_scikit_learn() -> None:
    data, theirs = load(DataChoice()), datasets.load_digits()
    assert np.array_equal(data.inputs["image"][:, 0] * 16, theirs.images)
    assert np.array_equal(data.targets["digit"], theirs.target)


@pytest.mark.parametrize(("name", "loader"), [("iris", "load_iris"), ("diabetes", "load_diabetes")])
def test_tables_are_those_of_scikit_learn(name: str, loader: str) -> None:
    data, theirs = load(DataChoice(source=name)), getattr(datasets, loader)()
    assert np.allclose(data.input(), theirs.data)
    assert np.allclose(next(iter(data.targets.values())).ravel(), theirs.target)


def test_options_reach_the_made_up_sets() -> None:
    choice = DataChoice(source="moons", options={"samples": 200, "noise": 0.1, "seed": 3})
    points, labels = datasets.make_moons(200, noise=0.1, random_state=3)
    data = load(choice)
    assert np.allclose(data.input(), points, atol=1e-6)
    assert np.array_equal(data.targets["class"], labels)
    assert len(load(DataChoice(source="spirals", options={"arms": 5})).classes["class"]) == 5
    with pytest.raises(DataError, match=r"data.options \(moons\).samples: expected greater than or equal to 10"):
        load(DataChoice(source="moons", options={"samples": 2}))


def test_xor_and_spirals_without_noise() -> None:
    data = load(DataChoice(source="xor", options={"noise": 0.0}))
    x, y = data.input().T
    assert np.array_equal(data.targets["class"], (x * y < 0).astype(np.int64))
    radius = np.hypot(*load(DataChoice(source="spirals", options={"noise": 0.0})).input().T)
    assert radius.max() <= 1 + 1e-6
