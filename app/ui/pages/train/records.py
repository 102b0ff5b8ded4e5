"""The numbers of every listed run: live ones from the engine, old ones read from their folders once."""

from __future__ import annotations

from pathlib import Path

from app.errors import RunError
from app.training.history import RunHistory
from app.training.telemetry import Telemetry
from app.ui.session import Session
from app.ui.session.runs import RunEntry


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
        if run is not None and any(entry is run.entry for entry in self._session.runs):
            return run.entry
        shown = [entry for entry in self._session.runs if entry.visible]
        return shown[-1] if shown else None

    @property
    def others(self) -> list[RunEntry]:
        """Visible runs beside the main one."""
        main = self.main
        return [entry for entry in self._session.runs if entry.visible and entry is not main]


def tint_of(records: Records) -> str:
    """Colour of the main run."""
    return records.main.color.name() if records.main else "accent"


def _read(entry: RunEntry) -> Telemetry:
    try:
        return RunHistory.read(entry.folder.path)
    except RunError:
        return Telemetry()
