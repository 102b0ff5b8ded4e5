"""When things happened in a run: learning rate and epoch of every step, for the path on the landscape."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.landscape.path import RunPath
from app.training.records.history import RunHistory
from app.training.records.telemetry import Telemetry

Floats = NDArray[np.float64]
Steps = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Timeline:
    """What a run noted at its steps.

    Attributes:
        steps: (n,) updates done, rising.
        lr: (n,) learning rate of the update that led there.
        epoch_ends: (E,) updates done at the end of each whole epoch, the first one first.
    """

    steps: Steps
    lr: Floats
    epoch_ends: Steps

    def lr_at(self, step: int) -> float:
        """Learning rate of the update that led to a step; before the first and after the last that of their nearest.

        NaN where none was noted. A live run notes its steps in pieces, so its newest moment may be a little ahead.
        """
        if not len(self.steps):
            return float("nan")
        return float(self.lr[min(int(np.searchsorted(self.steps, step)), len(self.steps) - 1)])

    def epoch_at(self, step: int) -> float:
        """Epochs done at a step, with their fraction; NaN before the end of the first one is known."""
        if not len(self.epoch_ends):
            return float("nan")
        ends = np.concatenate([[0], self.epoch_ends])
        whole = min(int(np.searchsorted(ends, step, side="right")) - 1, len(ends) - 2)
        return whole + float(step - ends[whole]) / float(ends[whole + 1] - ends[whole])


def timeline_of(telemetry: Telemetry) -> Timeline:
    """The timeline of a run, live or read back."""
    count = telemetry.step_count
    steps, epochs = telemetry.column("step")[:count], telemetry.column("epoch")[:count]
    ends = steps[:-1][np.diff(epochs) > 0]
    if telemetry.epochs and count and telemetry.epochs[-1].step == steps[-1]:
        ends = np.append(ends, steps[-1])
    return Timeline(steps, telemetry.column("lr")[:count], ends.astype(np.int64))


def read_timeline(folder: Path) -> Timeline:
    """The timeline of a run folder; an empty one where it noted nothing.

    Raises:
        RunError: a broken line in the middle of metrics.jsonl.
    """
    return timeline_of(RunHistory.read(folder))


def moments_at(path: RunPath, steps: Steps) -> Floats:
    """Where steps fall among the kept moments: 2.5 is halfway between the third and the fourth. Others are left out."""
    if not len(path):
        return np.zeros(0)
    inside = (steps >= path.steps[0]) & (steps <= path.steps[-1])
    return np.asarray(np.interp(steps[inside], path.steps, np.arange(len(path))))
