"""What a run reports, as arrays that grow: one writer (the loop), any number of readers, no lock.

Readers pull whenever they like. A row is written first and counted afterwards, and an array that grows is
published whole, so a reader sees complete rows only. Nothing here knows torch.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.graph.recipe import Recipe
from app.training.records.layer_history import LayerHistory

COLUMNS: dict[str, type[np.generic]] = {
    "step": np.int64,
    "epoch": np.int64,
    "loss": np.float64,
    "lr": np.float64,
    "grad_norm": np.float64,
    "seconds": np.float64,
}

RATE_WINDOW = 5.0


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """A full pass over both parts at the end of an epoch, in evaluation mode.

    Attributes:
        epoch: epochs done, from 1.
        step: updates done.
        val_loss, val_accuracy: None without a validation part; accuracies are None for regression.
        seconds: running time so far, pauses left out.
        metrics: more figures by name, for example ``val_r2``, ``val_mae``, ``val_loss.aux_head``.
    """

    epoch: int
    step: int
    train_loss: float
    val_loss: float | None
    train_accuracy: float | None
    val_accuracy: float | None
    seconds: float
    metrics: dict[str, float] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """Losses, accuracies and further metrics that there are, by name."""
        fixed = {name: getattr(self, name) for name in ("train_loss", "val_loss", "train_accuracy", "val_accuracy")}
        return {name: value for name, value in fixed.items() if value is not None} | self.metrics


@dataclass(frozen=True, slots=True)
class Event:
    """Something a person did or should know, at a step."""

    step: int
    text: str


class Telemetry:
    """Everything the loop reports about one run.

    Attributes:
        layer_names: rows of the gradient heat map, document order.
        epochs, events: append-only lists.
        total_steps: updates of the whole run as planned now; 0 before it starts.
        device: what it runs on, in words.
        threads: CPU threads in use.
        recipe: with the settings steered so far; None before the run begins.
    """

    def __init__(self, capacity: int = 1024) -> None:
        self.layer_names: tuple[str, ...] = ()
        self.epochs: list[EpochRecord] = []
        self.events: list[Event] = []
        self.total_steps = 0
        self.total_epochs = 0
        self.steps_per_epoch = 0
        self.device = ""
        self.threads = 0
        self.recipe: Recipe | None = None
        self._columns: dict[str, NDArray[Any]] = {name: np.zeros(capacity, kind) for name, kind in COLUMNS.items()}
        self._count = 0
        self._layers = LayerHistory(0, capacity=2)
        self._pace: deque[tuple[float, int]] = deque([(0.0, 0)])

    # reading

    @property
    def step_count(self) -> int:
        """Rows of the step columns."""
        return self._count

    def column(self, name: str) -> NDArray[Any]:
        """One step column (step, epoch, loss, lr, grad_norm, seconds), a view of length `step_count`."""
        count = self._count
        return self._columns[name][:count]

    def latest(self, name: str) -> float | None:
        """The newest value of a step column, or None before the first step."""
        count = self._count
        return float(self._columns[name][count - 1]) if count else None

    def layers(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Gradient norms per layer: steps (count,), norms (count, layers); rows may stand for several steps."""
        return self._layers.view()

    @property
    def layer_stride(self) -> int:
        """Steps that one row of `layers` stands for."""
        return self._layers.stride

    @property
    def layer_steps(self) -> NDArray[np.int64]:
        return self._layers.view()[0]

    @property
    def layer_norms(self) -> NDArray[np.float32]:
        return self._layers.view()[1]

    @property
    def steps_per_second(self) -> float:
        """Pace over the last seconds, evaluations included; 0 before it is known."""
        (began, first), (now, last) = self._pace[0], self._pace[-1]
        return (last - first) / (now - began) if now > began else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimated running time to the end, or None while the pace is unknown."""
        pace = self.steps_per_second
        done = self.latest("step")
        if not pace or done is None:
            return None
        return max(0.0, (self.total_steps - done) / pace)

    # writing, by the loop only

    def begin(self, layer_names: Sequence[str], device: str, threads: int, capacity: int = 8192) -> None:
        """Fix what does not change during a run; called once before the first row."""
        self.layer_names = tuple(layer_names)
        self.device, self.threads = device, threads
        self._layers = LayerHistory(len(self.layer_names), capacity)

    def plan(self, total_steps: int, steps_per_epoch: int, recipe: Recipe) -> None:
        """Say how long the run will be and by which settings; changes when it is steered."""
        self.total_steps, self.total_epochs, self.steps_per_epoch = total_steps, recipe.epochs, steps_per_epoch
        self.recipe = recipe

    def append_norms(self, steps: NDArray[np.int64], norms: NDArray[np.float32]) -> None:
        """Add gradient norms per layer (n, layers) of these steps (n,), which need not be all."""
        if norms.size:
            self._layers.append(steps, norms)

    def append(self, rows: Mapping[str, NDArray[Any]]) -> None:
        """Add step rows, every column of the same length; a gradient norm that was not measured is NaN."""
        added = len(rows["step"])
        self._reserve(self._count + added)
        for name, values in rows.items():
            self._columns[name][self._count : self._count + added] = values
        self._count += added
        self._keep_pace()

    def _reserve(self, size: int) -> None:
        for name, column in self._columns.items():
            if size > len(column):
                grown = np.zeros(max(size, 2 * len(column)), column.dtype)
                grown[: self._count] = column[: self._count]
                self._columns[name] = grown

    def _keep_pace(self) -> None:
        seconds, step = self.latest("seconds"), self.latest("step")
        if seconds is None or step is None:
            return
        self._pace.append((seconds, int(step)))
        while len(self._pace) > 2 and seconds - self._pace[0][0] > RATE_WINDOW:
            self._pace.popleft()

    def restore(self, earlier: Telemetry) -> None:
        """Take over the columns, epochs, events and layer norms of an earlier session of the run."""
        self.append({name: earlier.column(name) for name in COLUMNS})
        self.epochs.extend(earlier.epochs)
        self.events.extend(earlier.events)
        steps, norms = earlier.layers()
        if norms.shape[1] == len(self.layer_names):
            self._layers.restore(steps, norms, earlier.layer_stride)
        if self._count:
            self._pace = deque([(self.latest("seconds") or 0.0, int(self.latest("step") or 0))])
