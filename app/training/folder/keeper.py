"""What a run leaves on disk while it goes on: checkpoints in good time, state and results."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import nn, optim

from app.errors import RunError
from app.graph.recipe import Recipe
from app.training.control import STEERABLE
from app.training.folder import checkpoints
from app.training.folder.checkpoints import Best
from app.training.folder.position import Position
from app.training.folder.run_folder import RunFolder
from app.training.job import Outcome
from app.training.records.history import write_gradients
from app.training.records.telemetry import Telemetry
from app.training.starts.start_file import began_with, write_start
from app.training.starts.warm_start import Carried, WarmStart

SHORTEST_GAP = 2.0  # seconds between two checkpoints at least,
COST_GAP = 30  # and this many times what the last one took: about 3 % of the time at most


class Keeper:
    """Writes the run folder, or nothing where there is none."""

    def __init__(self, run: RunFolder | None, telemetry: Telemetry, note: Callable[[str], None]) -> None:
        self._run, self._telemetry, self._note = run, telemetry, note
        self._next = time.perf_counter() + SHORTEST_GAP

    @property
    def due(self) -> bool:
        """Whether it is time for a checkpoint."""
        return self._run is not None and time.perf_counter() >= self._next

    def save(
        self, root: nn.Module, optimizer: optim.Optimizer, position: Position, best: Best, facts: dict[str, Any]
    ) -> None:
        """Write a checkpoint; a full disk is noted and training goes on."""
        if self._run is None:
            return
        began = time.perf_counter()
        try:
            checkpoints.write(self._run, root, optimizer, position, best, facts)
            write_gradients(self._run.gradients, self._telemetry)
        except OSError as error:
            self._note(f"the checkpoint could not be written: {error.strerror or error}")
        now = time.perf_counter()
        self._next = now + max(SHORTEST_GAP, COST_GAP * (now - began))

    def begun(self, start: WarmStart, carried: Carried, root: nn.Module) -> None:
        """Say what the run began with, and keep that: another may want to begin there too."""
        self._note(carried.sentence)
        if self._run is None:
            return
        self._run.update(start=carried.facts)
        try:
            write_start(began_with(self._run), start.flat(root.state_dict()))
        except RunError as error:  # a full disk is noted and training goes on
            self._note(str(error))

    def state(self, state: str, **fields: Any) -> None:
        """Say in run.json what the run is doing."""
        if self._run:
            self._run.update(state=state, **fields)

    def close(self, outcome: Outcome, seconds: float) -> None:
        """Write how the run ended."""
        if self._run is None:
            return
        with contextlib.suppress(OSError, RunError):  # the figures in run.json matter more than this picture
            write_gradients(self._run.gradients, self._telemetry)
        metrics = {name: value for name, value in outcome.metrics.items() if math.isfinite(value)}
        results = {
            "epoch": outcome.epoch,
            "step": outcome.step,
            "best_epoch": outcome.best_epoch,
            "seconds": round(seconds, 3),
            "error": outcome.error,
        }
        self._run.update(state=outcome.state, results=results | metrics)


def facts(recipe: Recipe, seconds: float, threads: int, device: torch.device) -> dict[str, Any]:
    """Settings and surroundings of a checkpoint."""
    return {
        "settings": {name: getattr(recipe, name) for name in STEERABLE},
        "seconds": seconds,
        "threads": threads,
        "device": device.type,
        "torch": torch.__version__,
    }
