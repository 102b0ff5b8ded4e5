"""What a drawing's Inputs and Targets ask for, and the data set's arrays in that shape. Works without torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.data.dataset import Array, Dataset
from app.data.statistics import Moments, Statistics
from app.errors import DataError


class InputBinding(NamedTuple):
    """An Input of the drawing: ``sample_shape`` without the batch axis, ``dtype`` float32 or int64."""

    name: str
    field: str
    sample_shape: tuple[int, ...]
    dtype: str


class TargetBinding(NamedTuple):
    """A Target of the drawing: ``classes`` 0 for numbers."""

    name: str
    field: str
    classes: int
    sample_shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bindings:
    """What a drawing wants from its data, in document order."""

    inputs: tuple[InputBinding, ...]
    targets: tuple[TargetBinding, ...]


def input_array(dataset: Dataset, statistics: Statistics, wanted: InputBinding) -> Array:
    """All samples of one Input, (n, *sample_shape).

    Raises:
        DataError: the field is unknown, or its samples have another size or type.
    """
    check_input(dataset, wanted)
    field = dataset.input_name(wanted.field)
    return input_rows(statistics, field, dataset.inputs[field], wanted, dataset.title)


def input_rows(statistics: Statistics, field: str, rows: Array, wanted: InputBinding, title: str) -> Array:
    """Raw samples (k, ...) of an input field, standardised and shaped for the Input; int64 keeps the raw numbers.

    Raises:
        DataError: another number of values a sample, or fractions where whole numbers are wanted.
    """
    _check_size(rows.shape[1:], wanted.sample_shape, f"Input {wanted.name}", title)
    shaped = rows.reshape(len(rows), *wanted.sample_shape)
    if wanted.dtype == "int64":
        _check_whole(shaped, wanted.name, title)
        return np.ascontiguousarray(shaped, dtype=np.int64)
    values = statistics.apply(field, rows).reshape(len(rows), *wanted.sample_shape)
    return np.ascontiguousarray(values, dtype=np.float32)


def target_array(dataset: Dataset, statistics: Statistics, wanted: TargetBinding) -> Array:
    """All answers of one Target: int64 classes or float32 numbers, (n, *sample_shape).

    A Target of numbers takes two classes as 0.0 and 1.0, and an input field by its name (autoencoders).

    Raises:
        DataError: the field is unknown, or another number of classes or values.
    """
    check_target(dataset, wanted)
    if wants_input(dataset, wanted):
        values = statistics.apply(wanted.field, dataset.inputs[wanted.field])
    else:
        field = dataset.target_name(wanted.field)
        values = statistics.apply_target(field, dataset.targets[field])
    values = values.reshape(len(values), *wanted.sample_shape)
    return np.ascontiguousarray(values, dtype=np.int64 if wanted.classes else np.float32)


def target_units(dataset: Dataset, statistics: Statistics, wanted: TargetBinding) -> Moments | None:
    """What takes a Target's standardised numbers back to the source's units; None where nothing was changed."""
    if wanted.classes or not statistics.standardize or wants_input(dataset, wanted):
        return None
    return statistics.targets.get(dataset.target_name(wanted.field))


def check_input(dataset: Dataset, wanted: InputBinding) -> None:
    """Raise `DataError` where the data set's field does not fit the Input."""
    values = dataset.input(wanted.field)
    _check_size(values.shape[1:], wanted.sample_shape, f"Input {wanted.name}", dataset.title)
    if wanted.dtype == "int64":
        _check_whole(values, wanted.name, dataset.title)


def check_target(dataset: Dataset, wanted: TargetBinding) -> None:
    """Raise `DataError` where the data set's field does not fit the Target."""
    owner = f"Target {wanted.name}"
    if wants_input(dataset, wanted):
        if wanted.classes:
            raise DataError(f"{owner} expects {wanted.classes} classes, the field {wanted.field} holds measurements")
        given = dataset.inputs[wanted.field].shape[1:]
    else:
        field = dataset.target_name(wanted.field)
        classes = len(dataset.classes.get(field, ()))
        if wanted.classes != classes and not (wanted.classes == 0 and classes == 2):
            raise DataError(f"{owner} expects {_what(wanted.classes)}, {dataset.title} gives {_what(classes)}")
        given = dataset.targets[field].shape[1:]
    _check_size(given, wanted.sample_shape, owner, dataset.title)


def wants_input(dataset: Dataset, wanted: TargetBinding) -> bool:
    """Whether the answers of a Target are an input field, as of an autoencoder."""
    return wanted.field in dataset.inputs and wanted.field not in dataset.targets


def _check_whole(values: Array, name: str, title: str) -> None:
    if values.dtype.kind == "f" and not np.array_equal(values, np.round(values)):
        raise DataError(f"Input {name} takes whole numbers (int64), {title} gives fractions: set its dtype to float32")


def _check_size(given: tuple[int, ...], wanted: tuple[int, ...], owner: str, title: str) -> None:
    if math.prod(given) != math.prod(wanted):
        raise DataError(f"{owner} takes {_sizes(wanted)}, {title} gives {_sizes(given)}")


def _what(classes: int) -> str:
    return f"{classes} classes" if classes else "numbers"


def _sizes(shape: tuple[int, ...]) -> str:
    count = math.prod(shape)
    numbers = f"{count:,} number{'s' if count != 1 else ''}"
    return f"{'×'.join(map(str, shape))} ({numbers})" if len(shape) > 1 else numbers
