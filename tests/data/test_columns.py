"""Cells to numbers, for the data set and for new rows alike."""

from __future__ import annotations

import numpy as np
import pytest

from app.data.columns import MISSING, Column, days
from app.errors import DataError


def test_numbers_and_gaps() -> None:
    found = Column("a").encode(["1.5", 2, None, "NA"])
    assert found.shape == (4, 1)
    assert np.array_equal(found[:, 0], [1.5, 2, np.nan, np.nan], equal_nan=True)


def test_one_hot_and_codes() -> None:
    categories = ("blue", "red", MISSING)
    assert Column("c", "one-hot", categories).encode(["red", None]).tolist() == [[0, 1, 0], [0, 0, 1]]
    assert Column("c", "codes", categories).encode(["red", "blue"]).tolist() == [[1], [0]]
    assert Column("c", "one-hot", categories).feature_names == ("c = blue", "c = red", "c = (missing)")


def test_truth_values_and_whole_numbers_are_named_alike_in_text_and_memory() -> None:
    assert Column("b", "codes", ("false", "true")).encode([True, "false"]).tolist() == [[1], [0]]
    assert Column("k", "codes", ("1", "2")).encode([2.0, "1"]).tolist() == [[1], [0]]


def test_days() -> None:
    assert days("1970-01-02") == 1
    assert days("1970-01-01T12:00:00") == 0.5
    assert days("1970-01-01T12:00:00+06:00") == 0.25
    assert days("soon") is None


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        (Column("a"), "abc", "row 1: a expects a number, got 'abc'"),
        (Column("d", "date"), "abc", "row 1: d expects a date, got 'abc'"),
        (Column("c", "codes", ("x", "y")), "z", "row 1: c expects one of x, y, got 'z'"),
        (Column("c", "codes", ("x", "y")), None, "row 1: c expects one of x, y"),
    ],
)
def test_what_cannot_be_read(column: Column, cell: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        column.encode([cell])


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (Column("a"), 1.5),
        (Column("a"), None),
        (Column("d", "date"), "2024-02-29"),
        (Column("c", "one-hot", ("x", "y", MISSING)), "y"),
        (Column("c", "codes", ("x", "y", MISSING)), None),
    ],
)
def test_decoding_takes_encoding_back(column: Column, cell: object) -> None:
    assert column.decode(column.encode([cell])[0]) == cell
