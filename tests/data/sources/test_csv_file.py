"""A table of one's own as samples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.data import load, split
from app.data.dataset import Dataset
from app.data.prepare import Bindings, InputBinding, TargetBinding, prepare
from app.data.sources.csv_file import CsvOptions, table_dataset
from app.data.table_file import parse_table
from app.errors import DataError
from app.graph.data_choice import DataChoice

HOUSES = """size,rooms,area,garden,built,price
50,2,north,true,1990-01-01,200.5
80,3,south,false,2000-01-01,310.0
,4,north,true,2010-01-01,402.0
120,5,,false,2020-01-01,
60,2,south,true,1995-01-01,250.0
"""


def read(text: str, **options: object) -> Dataset:
    return table_dataset(parse_table(text, "t.csv"), CsvOptions(**options), "t.csv")  # type: ignore[arg-type]


def flowers(count: int = 40) -> str:
    return "a,b,kind\n" + "".join(f"{row},{row % 7},{'xyz'[row % 3]}\n" for row in range(count))


def test_columns_of_all_types() -> None:
    data = read(HOUSES, target="price", task="numbers")
    assert data.feature_names == ("size", "rooms", "area = north", "area = south", "garden", "built")
    assert data.inputs["features"].shape == (4, 6)
    assert data.inputs["features"][1].tolist() == [80, 3, 0, 1, 0, 10957]
    assert np.isnan(data.inputs["features"][2, 0])
    assert data.targets["price"].tolist() == [[200.5], [310], [402], [250]]
    assert "1 row without price left out." in data.notes
    assert any("size 1" in note and "mean" in note for note in data.notes)


def test_codes_and_chosen_columns() -> None:
    data = read(HOUSES, target="price", columns=["area", "rooms"], categorical="codes", categories=["rooms"])
    assert data.feature_names == ("area", "rooms")
    assert data.inputs["features"].tolist() == [[0, 0], [1, 1], [0, 2], [1, 0]]


def test_rows_with_gaps_can_be_left_out() -> None:
    data = read(HOUSES, target="price", missing="drop rows")
    assert len(data) == 3
    assert not np.isnan(data.inputs["features"]).any()


def test_missing_text_is_a_category_of_its_own() -> None:
    data = read("c,y\nred,1.5\n,2.5\nblue,3.5\n", task="numbers")
    assert data.feature_names == ("c = blue", "c = red", "c = (missing)")


def test_text_target_makes_classes_in_order() -> None:
    data = read(flowers())
    assert data.classes == {"kind": ("x", "y", "z")}
    assert data.targets["kind"][:4].tolist() == [0, 1, 2, 0]
    assert any("last one, kind" in note for note in data.notes)


def test_few_whole_numbers_make_classes_in_order_of_size() -> None:
    text = "a,y\n" + "".join(f"{row},{[10, 9, 100][row % 3]}\n" for row in range(30))
    assert read(text).classes == {"y": ("9", "10", "100")}
    assert read(text, task="numbers").classes == {}


def test_many_whole_numbers_are_numbers() -> None:
    text = "a,y\n" + "".join(f"{row},{row}\n" for row in range(30))
    assert read(text).targets["y"].shape == (30, 1)


def test_names_and_identifiers_are_left_out_with_a_note() -> None:
    text = "who,a,y\n" + "".join(f"person {row},{row},{'pq'[row % 2]}\n" for row in range(150))
    data = read(text)
    assert data.feature_names == ("a",)
    assert any(note.startswith("who has 150 different texts") for note in data.notes)
    with pytest.raises(DataError, match=r"who has 150 different texts .*: leave it out"):
        read(text, columns=["who", "a"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": "colour"}, "no target column 'colour'; the file has a, b, kind"),
        ({"columns": ["q"]}, "no feature column 'q'"),
        ({"columns": ["kind", "a"]}, "kind is the target and cannot be a feature"),
        ({"task": "numbers"}, "holds texts, not numbers"),
        ({"group": "nope"}, "no column 'nope'"),
    ],
)
def test_wrong_options(options: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(flowers(), **options)


def test_nothing_to_learn() -> None:
    with pytest.raises(DataError, match="is p in every row"):
        read("a,y\n1,p\n2,p\n")
    with pytest.raises(DataError, match="one column only"):
        read("a\n1\n2\n")
    with pytest.raises(DataError, match="no feature column is left"):
        read("a,y\n,p\n,q\n")


def test_groups_and_time() -> None:
    text = "day,who,a,y\n" + "".join(
        f"2024-01-{20 - row:02d},p{row % 4},{row},{'uv'[row // 2 % 2]}\n" for row in range(19)
    )
    data = read(text, group="who", time="day")
    assert data.feature_names == ("a",)
    parts = split(data, DataChoice(split="time", validation=0.2))
    assert data.inputs["features"][parts.validation, 0].tolist() == [3, 2, 1, 0]
    parts = split(data, DataChoice(split="group", validation=0.2))
    assert data.groups is not None
    assert not set(data.groups[parts.train]) & set(data.groups[parts.validation])


def test_through_a_project(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(flowers(), encoding="utf-8")
    choice = DataChoice(source="csv", options={"path": "f.csv", "target": "kind"})
    wanted = Bindings((InputBinding("x", "", (2,), "float32"),), (TargetBinding("y", "", 3, ()),))
    made = prepare(choice, wanted, tmp_path)
    assert made.train.inputs[0].shape == (34, 2)
    with pytest.raises(DataError, match=r"data.options \(csv\).sep: unknown field"):
        load(DataChoice(source="csv", options={"sep": 1}))
    with pytest.raises(DataError, match="expected 'auto'"):
        load(DataChoice(source="csv", options={"separator": "x"}))
