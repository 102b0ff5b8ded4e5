"""Means and spreads of the training part; nothing else ever enters them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.data.dataset import Array, Dataset, as_float
from app.errors import DataError


@dataclass(frozen=True, eq=False, slots=True)
class Moments:
    """Mean and standard deviation per feature, or per channel of pictures; float64, shaped to broadcast over samples.

    A spread of zero is kept as 1, so that a constant feature becomes zero (as in scikit-learn's StandardScaler).
    """

    mean: Array
    std: Array

    @classmethod
    def fit(cls, array: Array) -> Moments:
        """Of (n, features), or (n, channels, ...) over samples and the axes behind the channels; NaN is left out."""
        axes = (0, *range(2, array.ndim))
        values = array.astype(np.float64)
        present = ~np.isnan(values)
        count = np.maximum(present.sum(axis=axes, keepdims=True), 1)
        mean = np.where(present, values, 0).sum(axis=axes, keepdims=True) / count
        variance = (np.where(present, values - mean, 0) ** 2).sum(axis=axes, keepdims=True) / count
        std = np.sqrt(variance)
        # Rounding leaves a constant feature a spread of about 1e-16 of its size, which must count as none.
        std[std <= 1e-12 * np.abs(mean)] = 0
        return cls(mean[0], np.where(std == 0, 1.0, std)[0])

    def apply(self, array: Array) -> Array:
        """Zero mean, unit spread, float32; a missing number becomes the mean, 0."""
        return as_float(np.nan_to_num((array - self.mean) / self.std, nan=0.0))

    def undo(self, array: Array) -> Array:
        """Back to the source's units, float32."""
        return as_float(array * self.std + self.mean)

    def fill(self, array: Array) -> Array:
        """The array with missing numbers replaced by the mean, float32."""
        return as_float(np.where(np.isnan(array), self.mean, array))

    def to_json(self) -> dict[str, Any]:
        return {"mean": self.mean.tolist(), "std": self.std.tolist()}

    @classmethod
    def from_json(cls, value: Any) -> Moments:
        mean, std = np.asarray(value["mean"], dtype=np.float64), np.asarray(value["std"], dtype=np.float64)
        if mean.shape != std.shape or not np.isfinite(mean).all() or not (std > 0).all():
            raise ValueError("mean and std do not fit each other")
        return cls(mean, std)


def yes_or_no(answers: Array) -> bool:
    """Whether the answers of a target are all 0 or 1, one or several a sample."""
    return bool(((answers == 0) | (answers == 1)).all())


@dataclass(frozen=True, eq=False, slots=True)
class Statistics:
    """What the training part says about every field of numbers.

    ``standardize`` off leaves numbers in the source's units; missing inputs still become the training mean.
    Targets that are numbers are standardised like inputs; `undo` gives predictions in the source's units. Answers that
    are yes or no stay 0 and 1: losses that judge them take nothing else.
    """

    inputs: Mapping[str, Moments] = field(default_factory=dict)
    targets: Mapping[str, Moments] = field(default_factory=dict)
    standardize: bool = True

    @classmethod
    def fit(cls, dataset: Dataset, train: Array, standardize: bool = True) -> Statistics:
        """Measure the rows ``train`` of every float field."""
        measured = {
            name: Moments.fit(array[train]) for name, array in dataset.inputs.items() if array.dtype.kind == "f"
        }
        numbers = {
            name: array
            for name, array in dataset.targets.items()
            if name not in dataset.classes and not yes_or_no(array)
        }
        return cls(measured, {name: Moments.fit(array[train]) for name, array in numbers.items()}, standardize)

    def apply(self, name: str, array: Array) -> Array:
        """An input field's rows (n, ...), ready for the network; int64 fields pass through."""
        moments = self.inputs.get(name)
        if moments is None:
            return array
        return moments.apply(array) if self.standardize else moments.fill(array)

    def apply_target(self, name: str, array: Array) -> Array:
        """A target field's rows; class indices pass through."""
        moments = self.targets.get(name)
        return moments.apply(array) if moments is not None and self.standardize else array

    def undo(self, name: str, array: Array) -> Array:
        """Predictions (n, k) of a target field in the source's units."""
        moments = self.targets.get(name)
        return moments.undo(array) if moments is not None and self.standardize else array

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data for a run folder."""
        return {
            "standardize": self.standardize,
            "inputs": {name: moments.to_json() for name, moments in self.inputs.items()},
            "targets": {name: moments.to_json() for name, moments in self.targets.items()},
        }

    @classmethod
    def from_json(cls, value: Any) -> Statistics:
        """Read what `to_json` gave.

        Raises:
            DataError: it is something else.
        """
        try:
            fields = [{name: Moments.from_json(entry) for name, entry in value[key].items()} for key in _FIELDS]
            return cls(fields[0], fields[1], bool(value["standardize"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(f"these are no data statistics: {error}") from None


_FIELDS = ("inputs", "targets")
