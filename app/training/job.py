"""What a run is given, what it gives back, and what watches it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.training.folder.run_folder import RunFolder
from app.training.records.telemetry import EpochRecord, Telemetry

if TYPE_CHECKING:
    import torch

    from app.compile.module import Compiled
    from app.data.prepare import Prepared
    from app.training.starts.warm_start import WarmStart


State = Literal["finished", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """One training to do.

    Attributes:
        project: what to train; with ``resume`` the run's own snapshot wins.
        run: folder that keeps it, or None to keep nothing.
        base: folder that relative data paths start from.
        resume: go on from the last checkpoint in ``run``.
        start: weights to begin with instead of fresh ones, as far as they fit; a resumed run has its own.
    """

    project: Project
    run: RunFolder | None = None
    base: Path | None = None
    resume: bool = False
    start: WarmStart | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended.

    Attributes:
        state: finished, stopped (asked to) or failed.
        epoch, step: epochs and updates done.
        best_epoch: the epoch whose weights are in best.safetensors, 0 for none.
        metrics: figures of the last epoch by name.
        error: one sentence where it failed.
    """

    state: State
    epoch: int
    step: int
    best_epoch: int = 0
    metrics: dict[str, float] = field(default_factory=dict)
    error: str = ""


@dataclass(slots=True)
class Live:
    """The running training, as watchers see it, inside the training thread.

    Watchers read and copy; they change nothing, and draw no random numbers from the global generators.

    Attributes:
        recipe: with the settings steered so far.
        step, epoch: updates and epochs done.
        loss: of the newest step, on the device, without gradient; None before the first.
    """

    compiled: Compiled
    prepared: Prepared
    optimizer: torch.optim.Optimizer
    recipe: Recipe
    telemetry: Telemetry
    device: torch.device
    run: RunFolder | None = None
    step: int = 0
    epoch: int = 0
    loss: torch.Tensor | None = None
    _weights: list[torch.nn.Parameter] | None = None

    def flat(self) -> torch.Tensor:
        """A copy of the trainable weights in document order as one float32 vector (P,) on the CPU."""
        import torch

        if self._weights is None:  # walking the modules takes longer than copying a small net's weights
            self._weights = self.compiled.parameters()
        with torch.no_grad():
            pieces = [weight.reshape(-1) for weight in self._weights]
            return torch.cat(pieces).to("cpu", torch.float32) if pieces else torch.zeros(0)


class Watcher:
    """Something that looks on. Subclass it and override what is needed; every hook does nothing by default."""

    def started(self, live: Live) -> None:
        """Before the first step of this session."""

    def after_step(self, live: Live) -> None:
        """After every update; must cost next to nothing."""

    def after_epoch(self, live: Live, record: EpochRecord) -> None:
        """After the full pass at an epoch's end."""

    def paused(self, live: Live) -> None:
        """The loop is about to wait."""

    def finished(self, live: Live) -> None:
        """After the last step, however the run ended."""
