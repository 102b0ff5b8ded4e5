"""Reading separated text and Parquet: types, and complaints with a line number."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.data.table_file import Table, parse_table, read_table
from app.errors import DataError


def parse(text: str, **options: object) -> Table:
    return parse_table(text, "t.csv", **options)  # type: ignore[arg-type]


def test_types() -> None:
    table = parse("n,b,d,t\n1,true,2024-01-31,red\n2.5,False,2024-02-01 12:00,blue\n,,,\n-1e3,true,1970-01-01,red\n")
    assert {name: column.type for name, column in table.columns.items()} == {
        "n": "number",
        "b": "boolean",
        "d": "date",
        "t": "text",
    }
    assert table.columns["n"].cells == [1, 2.5, -1000]
    assert table.columns["b"].cells == [True, False, True]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_separator_is_found(mark: str) -> None:
    text = "\n".join(mark.join(row) for row in [["a", "b c", "d"], ["1", "x, y" if mark != "," else "x", "3"]] * 1)
    assert list(parse(text + "\n" + text.splitlines()[1]).columns) == ["a", "b c", "d"]


def test_decimal_comma_behind_semicolons() -> None:
    assert parse("a;b\n1,5;2\n2,25;3\n").columns["a"].cells == [1.5, 2.25]


def test_quotes_line_breaks_and_blank_lines() -> None:
    table = parse('a,b\n"x, ""y""\nz",1\n\n   \nw,2\n')
    assert table.columns["a"].cells == ['x, "y"\nz', "w"]
    assert len(table) == 2


@pytest.mark.parametrize("word", ["", " ", "NA", "n/a", "NaN", "null", "None", "?"])
def test_usual_words_for_missing(word: str) -> None:
    column = parse(f"a,b\n{word},1\n2,2\n").columns["a"]
    assert column.cells == [None, 2.0]
    assert column.missing == 1


def test_few_odd_cells_in_a_column_of_numbers_are_reported_and_missing() -> None:
    rows = "\n".join(f"{index},{index}" for index in range(40))
    column = parse(f"a,b\n{rows}\nabout 7,1\n").columns["a"]
    assert column.type == "number"
    assert column.cells[-1] is None
    assert "line 42: 'about 7'" in column.note


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("  \n\n", "is empty"),
        ("a,b\n", "has a header and no rows"),
        ("a,b\n1,2\n3\n", "line 3 has 1 fields, the lines above have 2"),
        ("a,b\n1,2\n3,4,5\n", "line 3 has 3 fields, the lines above have 2"),
        ("a,a\n1,2\n", "line 1: the column name 'a' appears twice"),
        ("1,2\n3,4\n", "line 1 holds numbers where column names are expected"),
        ('a,b\n1,"2\n3,4\n', "line 3: unexpected end of data"),
    ],
)
def test_complaints_name_the_line(text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse(text, separator=",")


def test_no_header() -> None:
    assert list(parse("1,2\n3,4\n", header=False).columns) == ["column_1", "column_2"]
    assert len(parse("1,2\n3,4\n", header=False)) == 2


def test_encodings(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        file.write_text("größe,b\n1,x\n2,y\n", encoding=encoding)
        assert list(read_table(file).columns) == ["größe", "b"]
    file.write_text("a,b\n1,x\n2,größe\n", encoding="cp1252")
    with pytest.raises(DataError, match=r"t\.csv line 3 is not utf-8: choose the file's encoding"):
        read_table(file)
    assert read_table(file, encoding="cp1252").columns["b"].cells == ["x", "größe"]
    file.write_bytes(b"PK\x03\x04\0\0\0")
    with pytest.raises(DataError, match="not a text file"):
        read_table(file)


def test_parquet(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    frame = pl.DataFrame(
        {"a": [1, None, 3], "f": [0.5, math.inf, math.nan], "c": ["x", "", "z"], "b": [True, None, False]}
    )
    frame.with_columns(d=pl.date(2024, 1, 1)).write_parquet(file)
    table = read_table(file)
    assert table.columns["a"].cells == [1, None, 3]
    assert table.columns["f"].cells == [0.5, None, None]
    assert table.columns["c"].cells == ["x", None, "z"]
    assert table.columns["d"].type == "date"
    pl.DataFrame({"a": [[1], [2]]}).write_parquet(file)
    with pytest.raises(DataError, match="the column a holds List"):
        read_table(file)
    file.write_bytes(b"PAR1 nothing")
    with pytest.raises(DataError, match="no readable Parquet file"):
        read_table(file)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from('ab1,;"\n\r\t |.-é\0'), max_size=120))
def test_any_text_gives_a_table_or_a_data_error(text: str) -> None:
    try:
        table = parse(text)
    except DataError:
        return
    assert len({len(column.cells) for column in table.columns.values()}) == 1
