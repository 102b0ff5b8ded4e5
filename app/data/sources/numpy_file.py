"""Arrays of one's own in a NumPy archive (.npz); never pickled objects."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Literal

import numpy as np

from app.data.dataset import Array, Dataset, as_float
from app.data.paths import limit_size, locate
from app.data.source import Source, option
from app.errors import DataError
from app.graph.section import Section

MAX_BYTES = 2 * 2**30
MAX_CLASSES = 10_000
_INPUT_KEYS = ("x", "X", "inputs", "data", "images", "features")
_TARGET_KEYS = ("y", "Y", "targets", "labels", "label", "target")


class NumpyOptions(Section):
    """Which arrays of the archive."""

    path: str = option("", "File", "archive made by numpy.savez", "file", max_length=1000)
    input: str = option("", "Input array", "samples on the first axis; empty for x, data, images ...", "key")
    target: str = option("", "Target array", "one answer a sample; empty for y, labels, targets ...", "key")
    layout: Literal["as stored", "pictures (N, H, W)", "pictures (N, H, W, C)"] = option(
        "as stored", "Axes", "pictures get their channels in front: (N, C, H, W)"
    )
    task: Literal["auto", "classes", "numbers"] = option("auto", "Task", "auto: classes for whole numbers (integers)")
    whole: bool = option(False, "Keep integers", "inputs stay int64, for token or category numbers")


def load_numpy(options: NumpyOptions, base: Path | None) -> Dataset:
    """Read two arrays of an archive.

    Raises:
        DataError: no archive, pickled objects, unknown key, or arrays that do not fit each other.
    """
    path = locate(options.path, base)
    limit_size(path, MAX_BYTES)
    arrays = read_arrays(path)
    inputs = _chosen(arrays, options.input, _INPUT_KEYS, "input", path.name)
    targets = _chosen(arrays, options.target, _TARGET_KEYS, "target", path.name)
    if arrays[inputs].ndim < 2 or arrays[targets].ndim < 1:
        raise DataError(f"{path.name}: {inputs} needs samples on its first axis and features behind it")
    if len(arrays[inputs]) != len(arrays[targets]):
        raise DataError(
            f"{path.name}: {inputs} has {len(arrays[inputs]):,} samples and {targets} {len(arrays[targets]):,}"
        )
    answers, classes = _answers(arrays[targets], options.task, targets)
    values = arranged(arrays[inputs], options.layout, options.whole, inputs)
    return Dataset("numpy", path.name, {inputs: values}, {targets: answers}, {targets: classes} if classes else {})


def read_arrays(path: Path) -> dict[str, Array]:
    """All arrays of an .npz, or the one of an .npy under the name ``x`` (`DataError`)."""
    try:
        _refuse_bombs(path)
        loaded = np.load(path, allow_pickle=False)
        return {"x": loaded} if isinstance(loaded, np.ndarray) else {key: loaded[key] for key in loaded.files}
    except (ValueError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError) as error:
        reason = "it holds pickled objects, which are never loaded" if "pickle" in str(error) else str(error)
        raise DataError(f"{path.name} is no readable NumPy archive: {reason[:160]}") from None


def _refuse_bombs(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > MAX_BYTES:
        raise DataError(f"{path.name} unpacks to {size / 2**20:,.0f} MB, at most {MAX_BYTES / 2**20:,.0f} MB are read")


def _chosen(arrays: dict[str, Array], name: str, usual: tuple[str, ...], what: str, file: str) -> str:
    known = ", ".join(list(arrays)[:12]) or "nothing"
    if name:
        if name not in arrays:
            raise DataError(f"{file} has no array {name[:60]!r}; it has {known}")
        return name
    for key in usual:
        if key in arrays:
            return key
    raise DataError(f"choose the {what} array of {file}: it has {known}")


def arranged(array: Array, layout: str, whole: bool, name: str) -> Array:
    """float32 (or int64) with channels in front (`DataError` where the axes do not fit)."""
    if array.dtype.kind not in "fiub":
        raise DataError(f"{name} holds {array.dtype}, not numbers")
    if array.dtype.kind == "f" and np.isinf(array).any():
        raise DataError(f"{name} holds infinite numbers (sample {int(np.argwhere(np.isinf(array))[0][0])})")
    if layout != "as stored" and array.ndim != (3 if layout == "pictures (N, H, W)" else 4):
        raise DataError(f"{name} has the axes {array.shape}, which are no {layout}")
    if layout == "pictures (N, H, W)":
        array = array[:, None]
    elif layout == "pictures (N, H, W, C)":
        array = array.transpose(0, 3, 1, 2)
    if whole:
        if array.dtype.kind == "f":
            raise DataError(f"{name} holds fractions ({array.dtype}): switch off keeping integers")
        return np.ascontiguousarray(array, dtype=np.int64)
    scale = 255 if array.dtype == np.uint8 and array.ndim >= 3 else 1
    return as_float(array) / np.float32(scale)


def _answers(array: Array, task: str, name: str) -> tuple[Array, tuple[str, ...]]:
    if array.dtype.kind == "U":
        found, codes = np.unique(array.reshape(len(array)), return_inverse=True)
        return codes.astype(np.int64), tuple(str(entry) for entry in found)
    if array.dtype.kind not in "fiub":
        raise DataError(f"{name} holds {array.dtype}, neither classes nor numbers")
    whole = array.dtype.kind in "iub" or bool(np.isfinite(array).all() and (array == np.round(array)).all())
    if task == "numbers" or (task == "auto" and array.dtype.kind == "f"):
        if not np.isfinite(array).all():
            raise DataError(f"{name} has missing or infinite numbers")
        return as_float(array.reshape(len(array), -1)), ()
    if not whole or array.ndim > 2 or (array.ndim == 2 and array.shape[1] != 1):
        raise DataError(f"{name} needs one whole number a sample to be classes, it has {array.dtype} {array.shape}")
    labels = array.reshape(len(array)).astype(np.int64)
    if labels.min() < 0 or labels.max() >= MAX_CLASSES:
        raise DataError(
            f"{name} holds class numbers from {labels.min()} to {labels.max()}, expected 0 to {MAX_CLASSES - 1}"
        )
    return labels, tuple(str(index) for index in range(int(labels.max()) + 1))


SOURCES = (
    Source(
        "numpy",
        "NumPy archive",
        ".npz: samples and answers",
        "Your own",
        load_numpy,
        NumpyOptions,
        (".npz",),
    ),
)
