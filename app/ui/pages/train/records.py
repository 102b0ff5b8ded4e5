"""The numbers of every listed run: live ones from the engine, old ones read from their folders once."""

from __future__ import annotations

from pathlib import Path

from app.errors import NetloomError
from app.training.records.history import RunHistory
from app.training.records.telemetry import Telemetry
from app.ui.plots.decimate import nice_end
from app.ui.session import Session
from app.ui.session.asking import sentence
from app.ui.session.runs import RunEntry, chosen_run

ROOM = 1.02  # so that the last point is not cut in half


class Records:
    """Telemetry of the session's runs."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: dict[Path, tuple[float, Telemetry]] = {}

    def of(self, entry: RunEntry) -> Telemetry:
        """The numbers of one run; empty where its file is damaged."""
        run = self._session.run
        if run is not None and run.entry is entry:
            return run.telemetry
        file = entry.folder.metrics
        changed = file.stat().st_mtime if file.is_file() else 0.0
        kept = self._read.get(entry.folder.path)
        if kept is None or kept[0] != changed:
            kept = (changed, _read(entry))
            self._read[entry.folder.path] = kept
        return kept[1]

    @property
    def main(self) -> RunEntry | None:
        """The run that the plots are about: the session's own, else the newest that is visible."""
        run = self._session.run
        return chosen_run(self._session.runs, run.entry if run else None)

    @property
    def reach(self) -> float:
        """Where axes of steps end: at the longest visible run, or a bit further while the main one goes on."""
        shown = [self.main, *self.others] if self.main else []
        last = max((self.of(entry).latest("step") or 0.0 for entry in shown), default=0.0)
        return ROOM * last if last and not self.main.live else nice_end(last)

    @property
    def failure(self) -> str:
        """Why the main run failed, "" where it did not."""
        main, run = self.main, self._session.run
        if run is not None and run.entry is main and self._session.state == "failed":
            return sentence(run.engine.error)
        error = main.folder.results.get("error") if main is not None and main.state == "failed" else ""
        return sentence(error) if error else ""

    @property
    def others(self) -> list[RunEntry]:
        """Visible runs beside the main one."""
        main = self.main
        return [entry for entry in self._session.runs if entry.visible and entry is not main]


def tint_of(records: Records) -> str:
    """Colour of the main run."""
    return records.main.color.name() if records.main else "accent"


def _read(entry: RunEntry) -> Telemetry:
    """What its files say; how long it was meant to be is in its recipe."""
    try:
        found = RunHistory.read(entry.folder.path)
        found.total_epochs = entry.folder.project().training.epochs
        found.total_steps = max(found.total_steps, found.total_epochs * found.steps_per_epoch)
    except NetloomError:
        return Telemetry()
    return found
