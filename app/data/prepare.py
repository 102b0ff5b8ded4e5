"""From a data choice and what the drawing asks for to tensors ready to train on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from app.data.dataset import Array, Dataset
from app.data.load import load
from app.data.split import PARTS, Split, split
from app.data.statistics import Statistics
from app.errors import DataError
from app.graph.data_choice import DataChoice


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


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """One part of the data as tensors, in the drawing's document order.

    Attributes:
        inputs: (n, *Input.shape) each, standardised.
        targets: int64 (n, *Target.shape) classes or float32 (n, *Target.shape) numbers; () means (n,).
        rows: (n,) indices into the data set.
    """

    inputs: tuple[Tensor, ...]
    targets: tuple[Tensor, ...]
    rows: Array

    def __len__(self) -> int:
        return len(self.rows)

    def to(self, device: torch.device | str) -> Part:
        """The same part on a device."""
        return Part(
            tuple(tensor.to(device) for tensor in self.inputs),
            tuple(tensor.to(device) for tensor in self.targets),
            self.rows,
        )

    def subset(self, indices: Array | Tensor) -> Part:
        """These positions of the part, copied."""
        chosen = torch.as_tensor(np.asarray(indices), dtype=torch.int64)
        return Part(
            tuple(tensor[chosen.to(tensor.device)] for tensor in self.inputs),
            tuple(tensor[chosen.to(tensor.device)] for tensor in self.targets),
            self.rows[chosen.numpy()],
        )


@dataclass(frozen=True, eq=False, slots=True)
class Prepared:
    """A data set, split and standardised for one drawing; everything on the CPU."""

    dataset: Dataset
    split: Split
    statistics: Statistics
    bindings: Bindings
    train: Part
    validation: Part
    test: Part


def prepare(choice: DataChoice, bindings: Bindings, base: Path | None = None) -> Prepared:
    """Load, split, measure the training part, standardise, and shape as the drawing's Inputs and Targets ask.

    Raises:
        DataError: the source cannot be read, or does not fit the drawing.
    """
    return prepare_dataset(load(choice, base), choice, bindings)


def prepare_dataset(dataset: Dataset, choice: DataChoice, bindings: Bindings) -> Prepared:
    """As `prepare`, with a data set that is loaded already."""
    parts = split(dataset, choice)
    statistics = Statistics.fit(dataset, parts.train, choice.standardize)
    inputs = [torch.from_numpy(input_array(dataset, statistics, InputBinding(*each))) for each in bindings.inputs]
    targets = [torch.from_numpy(target_array(dataset, statistics, TargetBinding(*each))) for each in bindings.targets]
    made = [_part(inputs, targets, getattr(parts, name)) for name in PARTS]
    return Prepared(dataset, parts, statistics, bindings, *made)


def _part(inputs: list[Tensor], targets: list[Tensor], rows: Array) -> Part:
    chosen = torch.from_numpy(rows.astype(np.int64))
    return Part(tuple(each[chosen] for each in inputs), tuple(each[chosen] for each in targets), rows)


def input_array(dataset: Dataset, statistics: Statistics, wanted: InputBinding) -> Array:
    """All samples of one Input, (n, *sample_shape).

    Raises:
        DataError: the field is unknown or its samples have another size or type.
    """
    field = dataset.input_name(wanted.field)
    return shaped_input(statistics.apply(field, dataset.inputs[field]), wanted, dataset.title)


def shaped_input(values: Array, wanted: InputBinding, title: str) -> Array:
    """Standardised samples in the Input's shape and type (`DataError` where they do not fit)."""
    values = _reshaped(values, wanted.sample_shape, f"Input {wanted.name}", title)
    if wanted.dtype == "int64" and values.dtype.kind == "f":
        if not np.array_equal(values, np.round(values)):
            raise DataError(
                f"Input {wanted.name} takes whole numbers (int64), {title} gives fractions: set its dtype to float32, "
                "or switch standardisation off"
            )
        return values.astype(np.int64)
    return np.ascontiguousarray(values, dtype=np.int64 if wanted.dtype == "int64" else np.float32)


def target_array(dataset: Dataset, statistics: Statistics, wanted: TargetBinding) -> Array:
    """All answers of one Target: int64 classes or float32 numbers, (n, *sample_shape).

    A Target of numbers takes two classes as 0.0 and 1.0, and an input field by its name (autoencoders).

    Raises:
        DataError: the field is unknown, or another number of classes or values.
    """
    owner = f"Target {wanted.name}"
    if wanted.field in dataset.inputs and wanted.field not in dataset.targets:
        if wanted.classes:
            raise DataError(f"{owner} expects {wanted.classes} classes, the field {wanted.field} holds measurements")
        values = statistics.apply(wanted.field, dataset.inputs[wanted.field])
        return np.ascontiguousarray(_reshaped(values, wanted.sample_shape, owner, dataset.title), dtype=np.float32)
    field = dataset.target_name(wanted.field)
    classes = len(dataset.classes.get(field, ()))
    if wanted.classes != classes and not (wanted.classes == 0 and classes == 2):
        raise DataError(
            f"{owner} expects {_kind_of(wanted.classes)}, {dataset.title} gives {_kind_of(classes)} in {field}"
        )
    values = statistics.apply_target(field, dataset.targets[field])
    values = _reshaped(values, wanted.sample_shape, owner, dataset.title)
    return np.ascontiguousarray(values, dtype=np.int64 if wanted.classes else np.float32)


def _kind_of(classes: int) -> str:
    return f"{classes} classes" if classes else "numbers"


def _reshaped(values: Array, shape: tuple[int, ...], owner: str, title: str) -> Array:
    given = values.shape[1:]
    if math.prod(shape) != math.prod(given):
        raise DataError(f"{owner} takes {_sizes(shape)}, {title} gives {_sizes(given)}")
    return values.reshape(len(values), *shape)


def _sizes(shape: tuple[int, ...]) -> str:
    count = math.prod(shape)
    numbers = f"{count:,} number{'s' if count != 1 else ''}"
    return f"{'×'.join(map(str, shape))} ({numbers})" if len(shape) > 1 else numbers
