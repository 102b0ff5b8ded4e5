"""New rows, files and pictures through a trained network: classes with probabilities, or numbers in their own units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.compile.heads import Head, classes_second
from app.compile.module import Compiled
from app.compile.own_draws import draws_apart
from app.data.bindings import InputBinding, TargetBinding, input_rows
from app.data.dataset import as_float
from app.data.prepare import Prepared
from app.errors import DataError
from app.training.answers.predict_files import from_file, from_pictures, from_rows
from app.training.answers.prediction import Prediction, prediction
from app.training.folder.opening import Weights, open_run

if TYPE_CHECKING:
    from app.training.folder.run_folder import RunFolder

BATCH = 1024
Array = NDArray[Any]

__all__ = ["Prediction", "Predictor", "predict"]


class Predictor:
    """A trained network with what it needs to read new samples: statistics, columns and class names.

    Owns its modules: use it from one thread, while a run trains with modules of its own.
    """

    def __init__(self, compiled: Compiled, prepared: Prepared) -> None:
        compiled.train(False)
        self.compiled = compiled
        self.prepared = prepared

    @classmethod
    def from_run(cls, run: RunFolder, which: Weights = "best", base: Path | None = None) -> Predictor:
        """Bring a run's network back.

        Raises:
            RunError, DataError, ProjectError: weights or data are missing or do not fit.
        """
        _, compiled, prepared = open_run(None, run, which, base)
        return cls(compiled, prepared)

    @property
    def inputs(self) -> tuple[InputBinding, ...]:
        return tuple(InputBinding(*each) for each in self.prepared.bindings.inputs)

    def predict(self, data: Array | Mapping[str, Array]) -> tuple[Prediction, ...]:
        """Judge samples as the source gives them, not yet standardised.

        Args:
            data: (n, ...) of the only input field, or one array per field of the data set.

        Raises:
            DataError: no samples, a field is missing, or samples of another size.
        """
        tensors = self._tensors(data)
        starts = range(0, len(tensors[0]), BATCH)
        with torch.inference_mode(), draws_apart(self.compiled.root):
            collected = [self._answers([tensor[start : start + BATCH] for tensor in tensors]) for start in starts]
        columns = [torch.cat(list(column)).numpy() for column in zip(*collected, strict=True)]
        if not self.compiled.heads:
            named = zip(self.compiled.outputs, columns, strict=True)
            return tuple(Prediction(name, "regression", (), values, None) for name, values in named)
        return tuple(self._named(head, values) for head, values in zip(self.compiled.heads, columns, strict=True))

    def rows(self, rows: Sequence[Sequence[Any]]) -> tuple[Prediction, ...]:
        """Judge rows of a table: cells in the order of the data set's columns (`DataError`)."""
        return self.predict(from_rows(self.prepared.dataset, rows))

    def file(self, path: Path) -> tuple[Prediction, ...]:
        """Judge a CSV or Parquet table, a NumPy archive, a picture, or a folder of pictures (`DataError`)."""
        return self.predict(from_file(self.prepared.dataset, path))

    def pictures(self, paths: Sequence[Path]) -> tuple[Prediction, ...]:
        """Judge picture files (`DataError`)."""
        return self.predict(from_pictures(self.prepared.dataset, paths))

    def _answers(self, batch: list[Tensor]) -> list[Tensor]:
        """What each head says; where no loss judges answers (vectors that are compared), what the Outputs give."""
        if not self.compiled.heads:
            given = self.compiled.model(*batch)
            return [given] if isinstance(given, Tensor) else list(given)
        taps = self.compiled.forward(*batch)
        return [_squashed(head, classes_second(head, taps[head.tap])) for head in self.compiled.heads]

    def _tensors(self, data: Array | Mapping[str, Array]) -> list[Tensor]:
        dataset, statistics = self.prepared.dataset, self.prepared.statistics
        fields = data if isinstance(data, Mapping) else {dataset.input_name(): data}
        tensors = []
        for wanted in self.inputs:
            field = dataset.input_name(wanted.field)
            if field not in fields:
                raise DataError(f"there is no {field} for the Input {wanted.name}")
            rows = np.asarray(fields[field])
            if rows.ndim < 1 or not len(rows):
                raise DataError("there are no samples to predict")
            rows = rows if dataset.inputs[field].dtype.kind == "i" else as_float(rows)
            tensors.append(torch.from_numpy(input_rows(statistics, field, rows, wanted, "the new data")))
        if len({len(tensor) for tensor in tensors}) != 1:
            raise DataError("all inputs need the same number of samples")
        return tensors

    def _named(self, head: Head, values: Array) -> Prediction:
        if head.target is None:
            return Prediction(head.loss, "regression", (), values, None)
        wanted = TargetBinding(*self.prepared.bindings.targets[head.target])
        if head.task == "regression":
            return Prediction(wanted.name, head.task, (), self.prepared.train.in_units(head.target, values), None)
        names = self.prepared.dataset.class_names(wanted.field)
        return prediction(wanted.name, head.task, names, values)


def predict(
    run: RunFolder | Predictor, data: Array | Path | Sequence[Path] | Sequence[Sequence[Any]], which: Weights = "best"
) -> tuple[Prediction, ...]:
    """Judge new samples: an array, a file, picture files, or rows of cells. One prediction per head.

    Raises:
        RunError, DataError, ProjectError: the run cannot be brought back, or the samples do not fit.
    """
    found = run if isinstance(run, Predictor) else Predictor.from_run(run, which)
    if isinstance(data, np.ndarray):
        return found.predict(data)
    if isinstance(data, Path):
        return found.file(data)
    paths = [entry for entry in data if isinstance(entry, Path)]
    if paths and len(paths) == len(data):
        return found.pictures(paths)
    return found.rows([entry for entry in data if not isinstance(entry, Path)])


def _squashed(head: Head, tap: Tensor) -> Tensor:
    """Probabilities (n, classes, ...) of a classifying head, of yes (n, ...) of a binary one; numbers as they are."""
    if head.task == "regression":
        return tap.exp() if head.logarithms else tap
    if head.probabilities:
        return tap
    return tap.softmax(dim=1) if head.task == "classification" else tap.sigmoid()
