"""Rows measured now and then stand at their own steps."""

from __future__ import annotations

import numpy as np

from app.training.records.timeline import timeline


def test_every_step_is_a_column() -> None:
    values = np.arange(6, dtype=np.float32).reshape(3, 2)
    start, end, columns = timeline(np.array([1, 2, 3]), values, 100)
    assert (start, end) == (0, 3)
    assert np.array_equal(columns, values)


def test_rare_rows_take_the_room_until_the_next() -> None:
    """Dense at first, then every fourth step: the axis stays true, which equal columns a row would not be."""
    steps = np.array([1, 2, 3, 4, 8, 12])
    start, end, columns = timeline(steps, steps[:, None].astype(np.float32), 100)
    assert (start, end) == (0, 15)
    assert columns[:, 0].tolist() == [1, 2, 3, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12]


def test_spikes_stay_and_columns_are_few() -> None:
    steps = np.arange(1, 10_001)
    values = np.ones((10_000, 3), np.float32)
    values[6_500, 1] = 99
    start, end, columns = timeline(steps, values, 480)
    assert len(columns) <= 480
    place = int(columns[:, 1].argmax())
    width = (end - start) / len(columns)
    assert start + place * width <= 6_501 <= start + (place + 1) * width
    assert columns[:, 1].max() == 99


def test_old_columns_stay_while_rows_arrive() -> None:
    values = np.random.default_rng(0).random((900, 1)).astype(np.float32)
    fewer = timeline(np.arange(1, 801), values[:800], 480).values
    more = timeline(np.arange(1, 901), values, 480).values
    assert np.array_equal(more[: len(fewer)], fewer)


def test_gaps_stay_and_nothing_is_nothing() -> None:
    holed = np.array([[1.0], [np.nan], [2.0]], np.float32)
    assert np.isnan(timeline(np.array([1, 2, 3]), holed, 10).values[1, 0])
    assert timeline(np.zeros(0, np.int64), np.zeros((0, 2), np.float32), 10).values.size == 0
