"""A table of one's own: CSV or Parquet, one row a sample, one column the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from app.data.columns import MISSING, Column, category_text, days
from app.data.dataset import Array, Dataset
from app.data.paths import locate
from app.data.source import Source, option
from app.data.table_file import Encoding, Separator, Table, TableColumn, read_table
from app.errors import DataError
from app.graph.section import Section

MAX_CATEGORIES = 100
MAX_CLASSES = 1000
MAX_FEATURES = 100_000
_FEW = 20


class CsvOptions(Section):
    """How a table file becomes samples."""

    path: str = option("", "File", "CSV or Parquet file with one sample a row", "file", max_length=1000)
    target: str = option("", "Target column", "what the network learns to say; empty for the last", "column")
    task: Literal["auto", "classes", "numbers"] = option(
        "auto", "Task", f"auto: classes for text and for up to {_FEW} different whole numbers, else numbers"
    )
    columns: list[str] = option([], "Feature columns", "columns that enter the network; none named: all", "columns")
    categorical: Literal["one-hot", "codes"] = option(
        "one-hot", "Text columns", "one-hot: a feature per category; codes: one feature with the category's number"
    )
    categories: list[str] = option([], "Read as categories", "columns of numbers that are names", "columns")
    missing: Literal["training mean", "drop rows"] = option(
        "training mean", "Missing numbers", "mean of the training part, or leave the row out"
    )
    group: str = option("", "Group column", "rows of one group stay in one part (split: group)", "column")
    time: str = option("", "Time column", "order of the rows (split: time); empty for the file's order", "column")
    separator: Separator = option("auto", "Separator", "what stands between two fields")
    encoding: Encoding = option("auto", "Encoding", "how letters are stored")
    header: bool = option(True, "Header", "the first line holds column names")


def load_csv(options: CsvOptions, base: Path | None) -> Dataset:
    """Read, choose columns, encode; every decision becomes a note.

    Raises:
        DataError: one sentence, with the line or column.
    """
    path = locate(options.path, base)
    table = read_table(path, options.separator, options.encoding, options.header)
    return table_dataset(table, options, path.name)


def table_dataset(table: Table, options: CsvOptions, title: str) -> Dataset:
    """The data set of a table that is read already."""
    notes: list[str] = []
    target = _target_column(table, options, notes)
    features = _feature_columns(table, options, target.name, notes)
    rows = _kept_rows(target, features, options, notes)
    answers, classes = _answers(target, rows, options.task, notes)
    columns = tuple(_declared(column, options, rows) for column in features)
    if sum(len(column.feature_names) for column in columns) > MAX_FEATURES:
        raise DataError(f"{title} would give more than {MAX_FEATURES:,} features: choose codes or fewer columns")
    encoded = [
        column.encode([found.cells[row] for row in rows]) for column, found in zip(columns, features, strict=True)
    ]
    return Dataset(
        "csv",
        title,
        {"features": np.ascontiguousarray(np.concatenate(encoded, axis=1))},
        {target.name: answers},
        {target.name: classes} if classes else {},
        tuple(name for column in columns for name in column.feature_names),
        _side_column(table, options.group, rows),
        _side_column(table, options.time, rows),
        tuple(notes),
        columns,
    )


def _named(table: Table, name: str, what: str) -> TableColumn:
    if name not in table.columns:
        known = ", ".join(list(table.columns)[:12]) + (", ..." if len(table.columns) > 12 else "")
        raise DataError(f"there is no {what} {name[:60]!r}; the file has {known}")
    return table.columns[name]


def _target_column(table: Table, options: CsvOptions, notes: list[str]) -> TableColumn:
    if len(table.columns) < 2:
        raise DataError("the file has one column only: check the separator")
    if options.target:
        return _named(table, options.target, "target column")
    last = list(table.columns)[-1]
    notes.append(f"No target column chosen: the last one, {last}, is taken.")
    return table.columns[last]


def _feature_columns(table: Table, options: CsvOptions, target: str, notes: list[str]) -> list[TableColumn]:
    if target in options.columns:
        raise DataError(f"{target} is the target and cannot be a feature too")
    for name in options.categories:
        _named(table, name, "column")
    aside = {target, options.group, options.time}
    chosen = [_named(table, name, "feature column") for name in dict.fromkeys(options.columns)]
    kept = []
    for column in chosen or [column for name, column in table.columns.items() if name not in aside]:
        reason = _unfit(column, options)
        if reason and chosen:
            raise DataError(f"{column.name} {reason}: leave it out of the feature columns")
        if reason:
            notes.append(f"{column.name} {reason} and is left out.")
        else:
            kept.append(column)
            notes.extend([column.note] if column.note else [])
    if not kept:
        raise DataError("no feature column is left: choose columns of numbers or of few categories")
    return kept


def _unfit(column: TableColumn, options: CsvOptions) -> str:
    if column.missing == len(column.cells):
        return "is empty"
    if column.type == "text" or column.name in options.categories:
        different = len({cell for cell in column.cells if cell is not None})
        if different > MAX_CATEGORIES:
            return f"has {different:,} different texts (at most {MAX_CATEGORIES} make categories)"
    return ""


def _kept_rows(target: TableColumn, features: list[TableColumn], options: CsvOptions, notes: list[str]) -> list[int]:
    """Rows with an answer and, by the rule "drop rows", without a gap. Missing cells are reported."""
    rows = [row for row, cell in enumerate(target.cells) if cell is not None]
    without = len(target.cells) - len(rows)
    if without:
        notes.append(f"{without:,} row{'s' if without > 1 else ''} without {target.name} left out.")
    holes = {column.name: column.missing for column in features if column.missing}
    if not holes:
        return _some(rows, target)
    named = ", ".join(f"{name} {count:,}" for name, count in list(holes.items())[:6]) + (
        ", ..." if len(holes) > 6 else ""
    )
    if options.missing == "drop rows":
        full = [row for row in rows if all(column.cells[row] is not None for column in features)]
        notes.append(f"Missing cells ({named}): {len(rows) - len(full):,} rows left out.")
        return _some(full, target)
    notes.append(f"Missing cells ({named}): numbers become the training part's mean, texts the category {MISSING}.")
    return _some(rows, target)


def _some(rows: list[int], target: TableColumn) -> list[int]:
    if not rows:
        raise DataError(f"no row is left that has {target.name} and all features")
    return rows


def _answers(target: TableColumn, rows: list[int], task: str, notes: list[str]) -> tuple[Array, tuple[str, ...]]:
    """int64 (n,) with class names, or float32 (n, 1) and ()."""
    cells = [target.cells[row] for row in rows]
    different = set(cells)
    whole = target.type == "number" and all(float(cell).is_integer() for cell in different)
    few = whole and len(different) <= min(_FEW, max(2, len(cells) // 5))
    if task == "numbers" or (task == "auto" and not few and target.type in ("number", "date")):
        if target.type not in ("number", "date"):
            raise DataError(f"the target {target.name} holds texts, not numbers: choose the task classes")
        notes.append(f"{target.name} is read as a number to predict.")
        return Column(target.name, target.type).encode(cells), ()
    if len(different) > MAX_CLASSES:
        raise DataError(f"{target.name} has {len(different):,} different values, at most {MAX_CLASSES:,} make classes")
    classes = _categories(cells)
    if len(classes) < 2:
        raise DataError(f"{target.name} is {classes[0]} in every row: there is nothing to learn")
    notes.append(f"{target.name} is read as {len(classes)} classes.")
    index = {name: code for code, name in enumerate(classes)}
    return np.array([index[category_text(cell)] for cell in cells], dtype=np.int64), classes


def _categories(cells: list[object]) -> tuple[str, ...]:
    """Names in order: numbers by size, texts by letters."""
    different = {cell for cell in cells if cell is not None}
    return tuple(dict.fromkeys(category_text(cell) for cell in sorted(different)))  # type: ignore[type-var]


def _declared(column: TableColumn, options: CsvOptions, rows: list[int]) -> Column:
    if column.type == "boolean":
        return Column(column.name, "codes", _with_missing(column, ("false", "true"), rows))
    if column.type == "text" or column.name in options.categories:
        names = _categories([column.cells[row] for row in rows])
        return Column(column.name, options.categorical, _with_missing(column, names, rows))
    return Column(column.name, "date" if column.type == "date" else "number")


def _with_missing(column: TableColumn, names: tuple[str, ...], rows: list[int]) -> tuple[str, ...]:
    return (*names, MISSING) if any(column.cells[row] is None for row in rows) else names


def _side_column(table: Table, name: str, rows: list[int]) -> Array | None:
    """Group or time of each row, as sortable values."""
    if not name:
        return None
    column = _named(table, name, "column")
    if any(column.cells[row] is None for row in rows):
        raise DataError(f"{name} has empty cells and cannot sort or group the rows")
    if column.type == "date":
        return np.array([days(column.cells[row]) for row in rows], dtype=np.float64)
    return np.array([column.cells[row] for row in rows])


SOURCES = (
    Source(
        "csv",
        "Table file",
        "CSV or Parquet, one sample a row",
        "Your own",
        load_csv,
        CsvOptions,
        (".csv", ".tsv", ".txt", ".parquet", ".pq"),
    ),
)
