"""The preview's facts."""

from __future__ import annotations

import numpy as np
import pytest

from app.data import load, split
from app.data.dataset import Dataset
from app.data.describe import describe
from app.graph.data_choice import DataChoice


def test_digits() -> None:
    choice = DataChoice(test=0.1)
    data = load(choice)
    parts = split(data, choice)
    found = describe(data, parts, samples=30)
    assert found.sizes == {"train": 1347, "validation": 270, "test": 180}
    assert sum(counts.sum() for counts in found.histogram.counts.values()) == 1797
    assert [facts.name for facts in found.features] == ["gray"]
    assert data.targets["digit"][found.samples[:10]].tolist() == list(range(10))
    assert len(set(found.samples.tolist())) == 30


def test_features_are_measured_on_the_training_part() -> None:
    data = load(DataChoice(source="wine"))
    parts = split(data, DataChoice(source="wine"))
    facts = describe(data, parts).features[0]
    column = data.input()[parts.train, 0]
    assert facts.mean == pytest.approx(column.mean())
    assert (facts.minimum, facts.maximum) == (column.min(), column.max())


def test_histogram_of_numbers_covers_all() -> None:
    data = load(DataChoice(source="diabetes"))
    found = describe(data, split(data, DataChoice(test=0.1))).histogram
    assert len(found.edges) == len(found.names) + 1 == 21
    assert sum(int(counts.sum()) for counts in found.counts.values()) == 442


def test_missing_numbers_are_counted_and_kept_out_of_the_mean() -> None:
    values = np.array([[1, np.nan], [3, np.nan], [np.nan, np.nan], [5, np.nan]] * 5, dtype=np.float32)
    data = Dataset("t", "T", {"x": values}, {"y": np.arange(20, dtype=np.float32)[:, None]})
    first, second = describe(data, split(data, DataChoice(split="time", validation=0.2))).features
    assert (first.missing, first.mean) == (5, 3)
    assert second.missing == 20 and np.isnan(second.mean)


def test_leaks_are_named() -> None:
    values = np.random.RandomState(0).randn(20, 2).astype(np.float32)
    values[18] = values[4]
    labels = np.arange(20) % 2
    values[:, 1] = labels
    values[18, 1] = values[4, 1]
    data = Dataset("t", "T", {"x": values}, {"y": labels}, {"y": ("a", "b")}, ("left", "right"))
    warnings = describe(data, split(data, DataChoice(split="time", validation=0.2))).warnings
    assert any("row 19 equals row 5" in warning for warning in warnings)
    assert any("The feature right equals the answer y" in warning for warning in warnings)
    clean = load(DataChoice())
    assert describe(clean, split(clean, DataChoice())).warnings == ()


def test_a_text_counts_every_answer_and_has_no_features() -> None:
    choice = DataChoice(source="sonnets", options={"steps": 50}, split="time", validation=0.1)
    data = load(choice)
    found = describe(data, split(data, choice))
    assert sum(int(counts.sum()) for counts in found.histogram.counts.values()) == len(data) * 50
    assert found.histogram.unit == "answers"
    assert (found.features, found.feature_count) == ((), 0)
    assert found.samples.tolist() == list(range(60))


def test_masks_and_texts_are_split_at_random_where_classes_are_asked_for() -> None:
    choice = DataChoice(source="sonnets", options={"steps": 50}, validation=0.1)
    data = load(choice)
    parts = split(data, choice)
    assert len(parts.validation) == round(0.1 * len(data))
    assert parts.validation.min() < len(data) / 2 < parts.validation.max()
