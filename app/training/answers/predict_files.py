"""New samples from outside, as arrays in the units of the data set a network was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.data.dataset import Dataset, as_float
from app.data.sources.image_folder import MAX_FILES, SUFFIXES, read_picture
from app.data.sources.numpy_file import read_arrays
from app.data.table_file import Table, read_table
from app.errors import DataError

Array = NDArray[Any]
TABLES = (".csv", ".tsv", ".txt", ".parquet", ".pq")
ARRAYS = (".npz", ".npy")
TEXT = ".txt"
LONGEST_TEXT = 1 << 20  # bytes


def from_file(dataset: Dataset, path: Path) -> Array:
    """Samples (n, ...) of a table, an archive, a picture or a folder of pictures.

    Raises:
        DataError: one sentence: what the network takes and what the file holds.
    """
    if not path.exists():
        raise DataError(f"{path} does not exist")
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)[:MAX_FILES]
        if not files:
            raise DataError(f"{path} holds no pictures")
        return from_pictures(dataset, files)
    ending = path.suffix.lower()
    try:
        if ending in TABLES:
            return from_table(dataset, read_table(path), path.name)
        if ending in ARRAYS:
            return from_arrays(dataset, path)
        if ending in SUFFIXES:
            return from_pictures(dataset, [path])
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from None
    known = ", ".join((*TABLES, *ARRAYS, *SUFFIXES))
    raise DataError(f"{path.name}: expected a file ending in {known}")


def read_prompt(path: Path) -> str:
    """A text file that a network goes on with.

    Raises:
        DataError: it is no UTF-8 text, too long, or cannot be read.
    """
    try:
        if path.stat().st_size > LONGEST_TEXT:
            raise DataError(f"{path.name} is larger than {LONGEST_TEXT:,} bytes; give its end only")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is no UTF-8 text (byte {error.start:,}): save it as UTF-8") from None
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror or error}") from None


def from_rows(dataset: Dataset, rows: Sequence[Sequence[Any]]) -> Array:
    """Rows of cells in the order of the data set's columns (of its features where it has no columns)."""
    if not rows:
        raise DataError("there are no samples to predict")
    expected = len(dataset.columns) or int(np.prod(dataset.input().shape[1:]))
    for number, row in enumerate(rows, start=1):
        if len(row) != expected:
            names = _names(dataset)
            raise DataError(f"row {number} has {len(row)} values, expected {expected}{f': {names}' if names else ''}")
    if dataset.columns:
        cells = zip(*rows, strict=True)
        encoded = [column.encode(list(found)) for column, found in zip(dataset.columns, cells, strict=True)]
        return np.concatenate(encoded, axis=1)
    try:
        return as_float([[float(cell) for cell in row] for row in rows]).reshape(len(rows), expected)
    except (TypeError, ValueError):
        raise DataError("expected numbers only in every row") from None


def cells_of(dataset: Dataset, row: int) -> list[Any]:
    """A row of the data set as `from_rows` takes it; None for a missing number."""
    values = dataset.input()[row].ravel()
    if not dataset.columns:
        return [float(value) for value in values]
    cells, place = [], 0
    for column in dataset.columns:
        width = len(column.feature_names)
        cells.append(column.decode(values[place : place + width]))
        place += width
    return cells


def from_table(dataset: Dataset, table: Table, name: str) -> Array:
    """Columns by name where the data set has names, else by position."""
    if dataset.columns:
        wanted = [column.name for column in dataset.columns]
    elif set(dataset.feature_names) <= set(table.columns) and dataset.feature_names:
        wanted = list(dataset.feature_names)
    else:
        wanted = [title for title in table.columns if title not in dataset.targets]
    absent = [title for title in wanted if title not in table.columns]
    if absent:
        raise DataError(f"{name} has no column {absent[0]!r}; the network was trained on {_names(dataset)}")
    return from_rows(dataset, list(zip(*(table.columns[title].cells for title in wanted), strict=True)))


def from_arrays(dataset: Dataset, path: Path) -> Array:
    """The array named as the data set's input, or the only one; or ``x``."""
    arrays = read_arrays(path)
    field = dataset.input_name()
    for key in (field, "x", "X", *(list(arrays) if len(arrays) == 1 else [])):
        if key in arrays:
            return arrays[key]
    raise DataError(f"{path.name} holds {', '.join(arrays)}; expected an array named {field}")


def from_pictures(dataset: Dataset, paths: Sequence[Path]) -> Array:
    """Picture files, scaled to the size that the network was trained on, values 0..1.

    A set of light ink on a dark ground takes dark ink on a light ground turned round.
    """
    if not dataset.is_pictures():
        raise DataError(f"the network takes {dataset.title}, not pictures")
    channels, height, width = dataset.input().shape[1:]
    if channels not in (1, 3):
        raise DataError(f"the network takes pictures of {channels} channels, files give 1 or 3")
    found = np.stack([read_picture(path, (height, width), channels) for path in paths])
    if dataset.name == "digits":
        found = np.stack([1 - picture if _border(picture) > 0.5 else picture for picture in found])
    return found


def from_ink(ink: Array, shape: tuple[int, ...]) -> Array:
    """A drawing (H, W) of ink 0..1 as one sample (1, channels, height, width), placed as in the usual digit sets.

    The ink's bounding box is scaled to the picture by area, its proportions kept, and centred: to the full picture
    where that is small (UCI digits, 8 x 8), to 20/28 of it where it is larger (as MNIST).
    """
    channels, height, width = shape
    picture = np.zeros((height, width), dtype=np.float32)
    rows, columns = np.flatnonzero(ink.max(axis=1) > 0.1), np.flatnonzero(ink.max(axis=0) > 0.1)
    if rows.size:
        from PIL import Image

        box = np.ascontiguousarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], dtype=np.float32)
        share = 1.0 if max(height, width) <= 16 else 20 / 28
        scale = min(share * height / box.shape[0], share * width / box.shape[1])
        size = (max(1, round(box.shape[1] * scale)), max(1, round(box.shape[0] * scale)))
        small = np.asarray(Image.fromarray(box).resize(size, Image.Resampling.BOX))
        top, left = (height - size[1]) // 2, (width - size[0]) // 2
        picture[top : top + size[1], left : left + size[0]] = small
    return np.repeat(picture[None, None], channels, axis=1)


def _border(picture: Array) -> float:
    sides = (picture[:, 0], picture[:, -1], picture[:, :, 0], picture[:, :, -1])
    return float(np.concatenate([side.ravel() for side in sides]).mean())


def _names(dataset: Dataset) -> str:
    names = [column.name for column in dataset.columns] or list(dataset.feature_names)
    return ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
