"""From a data choice and what the drawing asks for to tensors ready to train on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from app.data.bindings import Bindings, InputBinding, TargetBinding, input_array, target_array, target_units
from app.data.dataset import Array, Dataset
from app.data.load import load
from app.data.split import PARTS, Split, split
from app.data.statistics import Moments, Statistics
from app.graph.data_choice import DataChoice


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """One part of the data as tensors, in the drawing's document order.

    Attributes:
        inputs: (n, *Input.shape) each, standardised.
        targets: int64 (n, *Target.shape) classes or float32 (n, *Target.shape) numbers; () means (n,).
        rows: (n,) indices into the data set.
        units: per target of standardised numbers what takes them back to the source's units, else None.
    """

    inputs: tuple[Tensor, ...]
    targets: tuple[Tensor, ...]
    rows: Array
    units: tuple[Moments | None, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def to(self, device: torch.device | str) -> Part:
        """The same part on a device."""
        return Part(
            tuple(tensor.to(device) for tensor in self.inputs),
            tuple(tensor.to(device) for tensor in self.targets),
            self.rows,
            self.units,
        )

    def subset(self, indices: Array | Tensor) -> Part:
        """These positions of the part, copied."""
        chosen = torch.as_tensor(np.asarray(indices), dtype=torch.int64)
        return Part(
            tuple(tensor[chosen.to(tensor.device)] for tensor in self.inputs),
            tuple(tensor[chosen.to(tensor.device)] for tensor in self.targets),
            self.rows[chosen.numpy()],
            self.units,
        )

    def in_units(self, target: int, values: Array) -> Array:
        """Truth or predictions (k, ...) of the numbered target in the source's own units; classes pass through."""
        moments = self.units[target] if target < len(self.units) else None
        return values if moments is None else moments.undo(values.reshape(len(values), -1)).reshape(values.shape)


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
    units = tuple(target_units(dataset, statistics, TargetBinding(*each)) for each in bindings.targets)
    made = [_part(inputs, targets, getattr(parts, name), units) for name in PARTS]
    return Prepared(dataset, parts, statistics, bindings, *made)


def _part(inputs: list[Tensor], targets: list[Tensor], rows: Array, units: tuple[Moments | None, ...]) -> Part:
    chosen = torch.from_numpy(rows.astype(np.int64))
    return Part(tuple(each[chosen] for each in inputs), tuple(each[chosen] for each in targets), rows, units)


__all__ = ["Bindings", "InputBinding", "Part", "Prepared", "TargetBinding", "prepare", "prepare_dataset"]
