"""Read a CSV or Parquet file into typed columns; every complaint names the line."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from app.data.columns import days, is_missing, plain_numbers
from app.data.paths import limit_size
from app.errors import DataError

MAX_TEXT_BYTES = 200 * 2**20
MAX_PARQUET_BYTES = 1000 * 2**20
MAX_CELLS = 100_000_000
MAX_COLUMNS = 10_000
_SEPARATORS = (",", ";", "\t", "|")
_MOSTLY = 0.95
LARGEST = 3e38

Separator = Literal["auto", ",", ";", "tab", "|"]
Encoding = Literal["auto", "utf-8", "utf-16", "cp1252", "latin-1"]
ColumnType = Literal["number", "boolean", "date", "text"]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: its type, its cells (None where missing), and a note where something was decided."""

    name: str
    type: ColumnType
    cells: list[Any]
    note: str = ""

    @property
    def missing(self) -> int:
        return sum(cell is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length by name, in the file's order."""

    columns: dict[str, TableColumn]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())).cells)


def read_table(path: Path, separator: Separator = "auto", encoding: Encoding = "auto", header: bool = True) -> Table:
    """Read by the file's ending: ``.parquet``, else separated text.

    Raises:
        DataError: one sentence with the line.
    """
    if path.suffix.lower() in (".parquet", ".pq"):
        return _read_parquet(path)
    limit_size(path, MAX_TEXT_BYTES)
    return parse_table(_decoded(path.read_bytes(), path.name, encoding), path.name, separator, header)


def parse_table(text: str, name: str, separator: Separator = "auto", header: bool = True) -> Table:
    """Read separated text; ``name`` is for messages (`DataError`)."""
    mark = _mark(separator, text)
    rows = _rows(text, mark, name)
    first_line, first = next(rows, (0, []))
    if not first:
        raise DataError(f"{name} is empty: expected a line of column names and a line a sample")
    titles = _titles(first, name, first_line) if header else [f"column_{rank + 1}" for rank in range(len(first))]
    lines, cells = ([], []) if header else ([first_line], [first])
    for line, row in rows:
        if len(row) != len(titles):
            raise DataError(
                f"{name} line {line} has {len(row)} fields, the lines above have {len(titles)}: "
                "check the separator and quotes there"
            )
        lines.append(line)
        cells.append(row)
    if not cells:
        raise DataError(f"{name} has a header and no rows: expected a line a sample below it")
    if len(cells) * len(titles) > MAX_CELLS:
        raise DataError(f"{name} has more than {MAX_CELLS:,} cells")
    return Table(
        {
            title: _typed(title, list(column), lines)
            for title, column in zip(titles, zip(*cells, strict=True), strict=True)
        }
    )


def column_names(raw: bytes, name: str, separator: Separator, encoding: Encoding, header: bool) -> tuple[str, ...]:
    """Names of the columns by the first lines of a file (`DataError`)."""
    text = _decoded(raw, name, encoding)
    mark = _mark(separator, text)
    line, first = next(_rows(text, mark, name), (0, []))
    return tuple(_titles(first, name, line) if header else [f"column_{rank + 1}" for rank in range(len(first))])


def _mark(separator: Separator, text: str) -> str:
    return {"auto": "", "tab": "\t"}.get(separator, separator) or _sniff(text)


def _decoded(raw: bytes, name: str, encoding: Encoding) -> str:
    if encoding == "auto":
        encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    if b"\0" in raw[:4096] and encoding != "utf-16":
        raise DataError(f"{name} is not a text file: export the table again as CSV, or as Parquet")
    try:
        return raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{name} line {line} is not {encoding}: choose the file's encoding (often cp1252 or latin-1)"
        ) from None


def _sniff(text: str) -> str:
    """The separator that cuts the first lines into the most fields, equally many on nearly every line."""
    sample = text[:65536].splitlines()[:30]
    best, most = ",", 1.0
    for mark in _SEPARATORS:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=mark) if row)
        width, times = widths.most_common(1)[0] if widths else (0, 0)
        score = width * (times / max(1, widths.total())) ** 4
        if width > 1 and score > most:
            best, most = mark, score
    return best


def _rows(text: str, mark: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """(line, fields) of every line that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise DataError(f"{name} line {reader.line_num}: {error}") from None


def _titles(cells: list[str], name: str, line: int) -> list[str]:
    titles = [cell.strip() or f"column_{rank + 1}" for rank, cell in enumerate(cells)]
    if len(titles) > MAX_COLUMNS:
        raise DataError(f"{name} has {len(titles):,} columns, at most {MAX_COLUMNS:,} are read")
    twice = [title for title, times in Counter(titles).items() if times > 1]
    if twice:
        raise DataError(f"{name} line {line}: the column name {twice[0][:60]!r} appears twice")
    if all(_number(title) is not None for title in titles):
        raise DataError(f"{name} line {line} holds numbers where column names are expected: switch the header off")
    return titles


def _typed(name: str, cells: list[str], lines: list[int]) -> TableColumn:
    """The narrowest type that takes all cells; a few odd cells in a column of numbers count as missing."""
    quick = plain_numbers(cells)
    if quick is not None and np.isfinite(quick).all() and np.abs(quick).max() <= LARGEST:
        return TableColumn(name, "number", quick.tolist())
    kept: list[str | None] = [None if is_missing(cell) else cell.strip() for cell in cells]
    present = [cell for cell in kept if cell is not None]
    if present and all(cell.lower() in ("true", "false") for cell in present):
        return TableColumn(name, "boolean", [None if cell is None else cell.lower() == "true" for cell in kept])
    numbers = [None if cell is None else _number(cell) for cell in kept]
    odd = [rank for rank, cell in enumerate(kept) if cell is not None and numbers[rank] is None]
    if len(odd) <= (1 - _MOSTLY) * len(present) and len(odd) < len(present):
        return TableColumn(name, "number", numbers, _odd_note(name, odd, kept, lines))
    if present and all(days(cell) is not None for cell in present):
        return TableColumn(name, "date", kept)
    return TableColumn(name, "text", kept)


def _odd_note(name: str, odd: list[int], cells: list[str | None], lines: list[int]) -> str:
    if not odd:
        return ""
    shown = f"line {lines[odd[0]]}: {(cells[odd[0]] or '')[:30]!r}"
    return f"{name}: {len(odd)} cell{'s are' if len(odd) > 1 else ' is'} no number ({shown}) and counted as missing."


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None
    return value if abs(value) <= LARGEST and "_" not in text else None


def _read_parquet(path: Path) -> Table:
    import polars as pl

    limit_size(path, MAX_PARQUET_BYTES)
    try:
        lazy = pl.scan_parquet(path)
        rows = int(lazy.select(pl.len()).collect().item())
        schema = lazy.collect_schema()
        if rows * len(schema) > MAX_CELLS or len(schema) > MAX_COLUMNS:
            raise DataError(f"{path.name} has {rows:,} rows and {len(schema):,} columns, more than can be read")
        frame = lazy.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise DataError(f"{path.name} is no readable Parquet file: {str(error).splitlines()[0][:120]}") from None
    if not rows or not len(schema):
        raise DataError(f"{path.name} has no rows")
    return Table({name: _from_series(frame[name], path.name) for name in frame.columns})


def _from_series(series: Any, file: str) -> TableColumn:
    import polars as pl

    if series.dtype.is_numeric():
        cells = series.cast(pl.Float64).to_list()
        return TableColumn(
            series.name, "number", [cell if cell is not None and math.isfinite(cell) else None for cell in cells]
        )
    if series.dtype == pl.Boolean:
        return TableColumn(series.name, "boolean", series.to_list())
    if series.dtype in (pl.Date, pl.Datetime):
        cells = [None if cell is None else cell.isoformat() for cell in series.to_list()]
        return TableColumn(series.name, "date", cells)
    if series.dtype in (pl.String, pl.Categorical, pl.Enum):
        cells = series.cast(pl.String).to_list()
        return TableColumn(series.name, "text", [None if is_missing(cell) else cell.strip() for cell in cells])
    if series.dtype == pl.Null:
        return TableColumn(series.name, "number", [None] * len(series))
    raise DataError(f"{file}: the column {series.name} holds {series.dtype}, which is neither number, text nor date")
