"""What curves are drawn of, kept per run and only ever extended: a redraw costs what is new, not what there is."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from app.training.records.smoothing import Smoother
from app.training.records.statistics import wilson
from app.training.records.telemetry import EpochRecord, Telemetry

Floats = NDArray[np.float64]


class Growing:
    """Rows of numbers in an array with room to spare."""

    def __init__(self, width: int = 1) -> None:
        self._rows = np.full((64, width), np.nan)
        self.count = 0

    def add(self, row: Any) -> None:
        """One more row."""
        if self.count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.full_like(self._rows, np.nan)])
        self._rows[self.count] = row
        self.count += 1

    @property
    def view(self) -> Floats:
        """The rows so far, (count, width)."""
        return self._rows[: self.count]


class RunColumns:
    """The epochs of one run as columns, and its smoothed loss. Read from one thread."""

    def __init__(self) -> None:
        self._steps = Growing()
        self._figures: dict[str, Growing] = {}
        self._intervals = {"train": Growing(2), "val": Growing(2)}
        self._smoother = Smoother()

    def __len__(self) -> int:
        return self._steps.count

    @property
    def steps(self) -> Floats:
        """Updates done at the end of each epoch."""
        return self._steps.view[:, 0]

    def figure(self, name: str) -> Floats:
        """A figure of `EpochRecord.figures` at each epoch; NaN where there was none."""
        found = self._figures.get(name)
        return np.full(len(self), np.nan) if found is None else found.view[:, 0]

    def interval(self, part: str) -> Floats:
        """Ends (epochs, 2) of Wilson's 95 % interval of the accuracy of a part, "train" or "val"; NaN without one."""
        return self._intervals[part].view

    def smoothed(self, losses: NDArray[np.floating]) -> Floats:
        """The training loss, smoothed; ``losses`` only ever grow."""
        return self._smoother.extended(losses)

    def follow(self, epochs: list[EpochRecord]) -> None:
        """Take in what is new."""
        for record in epochs[len(self) :]:
            figures = record.figures()
            for name in figures.keys() - self._figures.keys():
                self._figures[name] = fresh = Growing()
                for _ in range(len(self)):
                    fresh.add(np.nan)
            for name, column in self._figures.items():
                column.add(figures.get(name, np.nan))
            for part, ends in self._intervals.items():
                ends.add(interval_of(record, part) or np.nan)
            self._steps.add(record.step)


def interval_of(record: EpochRecord, part: str) -> tuple[float, float] | None:
    """Wilson's 95 % interval of an epoch's accuracy, that of `HeadResult.interval`; ``part`` is "train" or "val"."""
    share = record.train_accuracy if part == "train" else record.val_accuracy
    count = record.metrics.get(f"{part}_count")
    if share is None or not count:
        return None
    return wilson(share * count, count)


_known: WeakKeyDictionary[Telemetry, RunColumns] = WeakKeyDictionary()


def columns_of(telemetry: Telemetry) -> RunColumns:
    """The columns of a run, up to now."""
    columns = _known.get(telemetry)
    if columns is None or len(columns) > len(telemetry.epochs):
        columns = _known[telemetry] = RunColumns()
    columns.follow(telemetry.epochs)
    return columns
