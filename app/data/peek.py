"""What a file offers to choose from, before it is read as a whole."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.data.paths import locate
from app.data.table_file import MAX_COLUMNS, column_names
from app.errors import DataError

_HEAD = 2**18


def choices(source: str, options: Mapping[str, Any], base: Path | None = None) -> tuple[str, ...]:
    """Column names of a table file or keys of an archive; () where the source has none or they cannot be read."""
    try:
        path = locate(str(options.get("path", "")), base)
        if source == "csv":
            return _columns(path, options)
        if source == "numpy" and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return tuple(name.removesuffix(".npy") for name in archive.namelist()[:MAX_COLUMNS])
    except (DataError, OSError, zipfile.BadZipFile, csv.Error):
        return ()
    return ()


def _columns(path: Path, options: Mapping[str, Any]) -> tuple[str, ...]:
    if path.suffix.lower() in (".parquet", ".pq"):
        import polars as pl

        try:
            return tuple(pl.read_parquet_schema(path))[:MAX_COLUMNS]
        except pl.exceptions.PolarsError:
            return ()
    with path.open("rb") as file:
        head = file.read(_HEAD)
    whole_lines = head if len(head) < _HEAD else head[: head.rfind(b"\n") + 1]
    return column_names(
        whole_lines,
        path.name,
        options.get("separator", "auto"),
        options.get("encoding", "auto"),
        bool(options.get("header", True)),
    )
