"""A training in the foreground: progress, Ctrl+C, and what came out."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from app.cli.console import percent, tell_names
from app.cli.exit_codes import INTERRUPTED
from app.errors import RunError
from app.graph.project import Project

if TYPE_CHECKING:
    from app.training.control import Control
    from app.training.folder.run_folder import RunFolder
    from app.training.job import Outcome
    from app.training.starts.warm_start import WarmStart


def train_run(project: Project, folder: Path, base: Path, resume: bool, start: WarmStart | None = None) -> int:
    """Train into a run folder, from ``start`` where there is one; gives the exit code.

    Raises:
        RunError, DataError: it cannot start, or broke on the way.
    """
    from app.cli.progress import training_progress
    from app.training.control import Control
    from app.training.folder.run_folder import RunFolder
    from app.training.job import Job
    from app.training.loop import train
    from app.training.records.telemetry import Telemetry
    from app.training.starts.warm_start import names_and_shapes
    from app.training.watchers import default_watchers

    run = RunFolder.open(folder) if resume else None
    if run is None:
        _check_first(project, base)
        if start is not None:
            start.require_fit(names_and_shapes(project))
        run = RunFolder.create(folder, project, base)
    control = Control()
    with stopping(control) as asked, training_progress() as shown:
        outcome = train(Job(project, run, base, resume, start), control, Telemetry(), [*default_watchers(), shown])
    if start is not None:
        _tell_start(run)
    _tell(outcome, run)
    return INTERRUPTED if asked.is_set() and outcome.state == "stopped" else 0


def _check_first(project: Project, base: Path) -> None:
    """Find what is wrong before a folder is made: no such device, a drawing that cannot run, data that does not fit."""
    from app.compile.bindings import bindings_of
    from app.compile.check import check
    from app.data.prepare import prepare
    from app.training.device import choose_device

    choose_device(project.training.device)
    error = next((problem for problem in check(project).problems if problem.severity == "error"), None)
    if error is not None:
        raise RunError(error.message)
    prepare(project.data, bindings_of(project), base)


@contextmanager
def stopping(control: Control) -> Iterator[threading.Event]:
    """The first Ctrl+C or TERM asks the run to save and stop, the second ends the program at once."""
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        control.stop()
        print("stopping after this step; once more ends at once without saving", file=sys.stderr)

    if threading.current_thread() is not threading.main_thread():  # signals belong to the main thread
        yield asked
        return
    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell_start(run: RunFolder) -> None:
    """What the run began with, name by name where it was not just kept."""
    facts = run.info.get("start", {})
    counts = ", ".join(f"{len(facts.get(word, []))} {word}" for word in ("kept", "grown", "new", "left"))
    print(f"began with the weights from {facts.get('from', '')}: {counts}")
    tell_names(facts)


def _tell(outcome: Outcome, run: RunFolder) -> None:
    if outcome.state == "failed":
        raise RunError(outcome.error)
    figures = ", ".join(
        f"{name} {_figure(name, value)}" for name, value in outcome.metrics.items() if "count" not in name
    )
    print(f"{outcome.state} after epoch {outcome.epoch}, step {outcome.step}: {figures or 'no epoch done'}")
    if outcome.best_epoch:
        print(f"best epoch {outcome.best_epoch}; run kept in {run.path}")


def _figure(name: str, value: float) -> str:
    return percent(value) if "accuracy" in name else f"{value:.4g}"
