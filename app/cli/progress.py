"""Progress of a training: a bar on a terminal, a line an epoch in a pipe."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from app.cli.console import percent, terminal
from app.training.job import Live, Watcher
from app.training.records.telemetry import EpochRecord

EVERY = 0.1
"""Seconds between two looks at the run."""


@contextmanager
def training_progress() -> Iterator[Watcher]:
    """A watcher that shows the training it is given to."""
    if not terminal():
        yield Lines()
        return
    with _bar("{task.fields[figures]}") as bar:
        yield Bar(bar)


@contextmanager
def work_progress(title: str) -> Iterator[Progress]:
    """A bar for other work; a line in a pipe."""
    if not terminal():
        print(f"{title} ...", flush=True)
    with _bar("", disable=not terminal()) as bar:
        bar.add_task(title, total=1.0, figures="")
        yield bar


def _bar(tail: str, disable: bool = False) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    return Progress(*columns, TextColumn(tail), console=Console(), disable=disable, transient=True)


class Lines(Watcher):
    """A line an epoch."""

    def started(self, live: Live) -> None:
        telemetry, recipe = live.telemetry, live.recipe
        samples = len(live.prepared.train), len(live.prepared.validation)
        print(
            f"{telemetry.device}, {telemetry.threads} thread{'s' * (telemetry.threads != 1)}; "
            f"{samples[0]:,} samples train, {samples[1]:,} validate; {recipe.epochs} epochs, {recipe.optimizer}",
            flush=True,
        )

    def after_epoch(self, live: Live, record: EpochRecord) -> None:
        print(f"epoch {record.epoch}/{live.recipe.epochs}  {epoch_text(record)}  {record.seconds:.1f} s", flush=True)


class Bar(Watcher):
    """A bar that fills with the steps and shows the newest figures."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("training", total=None, figures="")
        self._looked = 0.0

    def started(self, live: Live) -> None:
        self._bar.update(self._task, total=live.telemetry.total_steps, completed=live.step)

    def after_step(self, live: Live) -> None:
        now = time.monotonic()
        if now - self._looked >= EVERY:
            self._looked = now
            self._bar.update(self._task, completed=live.step, total=live.telemetry.total_steps)

    def after_epoch(self, live: Live, record: EpochRecord) -> None:
        self._bar.update(
            self._task,
            completed=live.step,
            description=f"epoch {record.epoch}/{live.recipe.epochs}",
            figures=epoch_text(record),
        )


def epoch_text(record: EpochRecord) -> str:
    """Losses, and accuracies or R² where there are any."""
    parts = [f"loss {record.train_loss:.4g}"]
    if record.val_loss is not None:
        parts.append(f"val_loss {record.val_loss:.4g}")
    if record.train_accuracy is not None:
        parts.append(f"accuracy {percent(record.train_accuracy)}")
    if record.val_accuracy is not None:
        parts.append(f"val_accuracy {percent(record.val_accuracy)}")
    parts += [f"{name} {record.metrics[name]:.4g}" for name in ("train_r2", "val_r2") if name in record.metrics]
    return "  ".join(parts)
