"""Standardisation against scikit-learn, and that nothing but the training part enters."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler

from app.data.dataset import Dataset
from app.data.statistics import Moments, Statistics
from app.errors import DataError


def table(rows: int = 50) -> Dataset:
    random = np.random.RandomState(0)
    features = (random.randn(rows, 4) * [1, 100, 1e-3, 0] + [0, 1e4, 5, 0.1]).astype(np.float32)
    return Dataset("test", "Test", {"x": features}, {"y": (random.randn(rows, 1) * 30 + 500).astype(np.float32)})


def test_equals_the_standard_scaler() -> None:
    data, train = table(), np.arange(30)
    statistics = Statistics.fit(data, train)
    scaler = StandardScaler().fit(data.inputs["x"][train].astype(np.float64))
    assert np.allclose(statistics.inputs["x"].mean, scaler.mean_, rtol=1e-12)
    assert np.allclose(statistics.inputs["x"].std, scaler.scale_, rtol=1e-9)
    expected = scaler.transform(data.inputs["x"].astype(np.float64))
    assert np.allclose(statistics.apply("x", data.inputs["x"]), expected, atol=1e-5)


def test_missing_numbers_become_the_training_mean() -> None:
    data, train = table(), np.arange(30)
    holed = data.inputs["x"].copy()
    holed[3, 0] = holed[40, 1] = np.nan
    data = Dataset("test", "Test", {"x": holed}, data.targets)
    filled = SimpleImputer().fit(holed[train]).transform(holed)
    assert np.allclose(Statistics.fit(data, train, standardize=False).apply("x", holed), filled, rtol=1e-6)
    standardised = Statistics.fit(data, train).apply("x", holed)
    assert standardised[3, 0] == standardised[40, 1] == 0


def test_held_out_rows_leave_the_statistics_alone() -> None:
    """The leak test: whatever happens to validation and test rows, the numbers stay the same to the bit."""
    data, train = table(), np.arange(30)
    before = Statistics.fit(data, train).to_json()
    changed = data.inputs["x"].copy()
    changed[30:] = 1e6
    other = Dataset("test", "Test", {"x": changed}, {"y": np.where(np.arange(50)[:, None] < 30, data.targets["y"], -9)})
    assert Statistics.fit(other, train).to_json() == before
    changed[0] += 1
    assert Statistics.fit(Dataset("test", "Test", {"x": changed}, data.targets), train).to_json() != before


def test_pictures_are_measured_per_channel() -> None:
    pictures = np.random.RandomState(1).rand(20, 3, 4, 5).astype(np.float32) * [[[1]], [[10]], [[100]]]
    moments = Moments.fit(pictures)
    assert moments.mean.shape == (3, 1, 1)
    assert np.allclose(moments.mean.ravel(), pictures.mean(axis=(0, 2, 3)))
    standard = moments.apply(pictures)
    assert np.allclose(standard.std(axis=(0, 2, 3)), 1, atol=1e-5)
    assert standard.dtype == np.float32


def test_targets_of_numbers_can_be_taken_back() -> None:
    data = table()
    statistics = Statistics.fit(data, np.arange(50))
    standard = statistics.apply_target("y", data.targets["y"])
    assert abs(standard.mean()) < 1e-5
    assert np.allclose(statistics.undo("y", standard), data.targets["y"], rtol=1e-5)


def test_answers_that_are_yes_or_no_stay_so() -> None:
    answers = np.asarray([[0, 1], [0, 1], [0, 0], [1, 1]], np.float32)
    dataset = Dataset("own", "Own", {"x": answers.copy()}, {"y": answers})
    found = Statistics.fit(dataset, np.arange(4))
    assert np.array_equal(found.apply_target("y", answers), answers)
    assert not np.array_equal(found.apply("x", answers), answers)


def test_json_keeps_every_bit() -> None:
    statistics = Statistics.fit(table(), np.arange(20))
    text = json.dumps(statistics.to_json())
    again = Statistics.from_json(json.loads(text))
    assert np.array_equal(again.inputs["x"].mean, statistics.inputs["x"].mean)
    assert np.array_equal(again.targets["y"].std, statistics.targets["y"].std)


@pytest.mark.parametrize(
    "value", [None, {}, {"inputs": 3}, {"standardize": True, "targets": {}, "inputs": {"x": {"mean": [1], "std": [0]}}}]
)
def test_other_json_is_refused(value: object) -> None:
    with pytest.raises(DataError, match="no data statistics"):
        Statistics.from_json(value)
