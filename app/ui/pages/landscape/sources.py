"""Which run a surface is drawn of, and how to get at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.landscape.full import Source
    from app.landscape.timeline import Timeline
    from app.ui.session import Session
    from app.ui.session.runs import RunEntry

WAITING = ("starting", "running", "stopping")

Stamp = tuple[Path, int]


@dataclass(frozen=True, eq=False)
class Opened:
    """A run that is ready to be measured, and when what happened in it."""

    source: Source
    timeline: Timeline | None


def drawable(session: Session) -> list[RunEntry]:
    """Runs with kept moments, or live ones, newest first."""
    return [entry for entry in reversed(session.runs) if entry.live or entry.folder.trajectory.is_file()]


def is_active(session: Session, entry: RunEntry | None) -> bool:
    """Whether this is the newest run of this window, live or just ended."""
    return entry is not None and session.run is not None and session.run.entry is entry


def is_training(session: Session, entry: RunEntry | None) -> bool:
    """Whether the weights of this run change right now."""
    return is_active(session, entry) and session.state in WAITING


def stamp_of(entry: RunEntry) -> Stamp:
    """Names the moments a run has kept by now: another stamp, another path."""
    path = entry.folder.trajectory
    try:
        return path, path.stat().st_mtime_ns
    except OSError:
        return path, 0


class Opener:
    """Opens runs from their folders, which takes a second or two; the last one stays at hand."""

    def __init__(self) -> None:
        self._last: tuple[Stamp, Opened] | None = None

    def way_to(self, session: Session, entry: RunEntry) -> Callable[[], Opened] | None:
        """A function that opens the run, to be called in another thread; None where it has to wait."""
        if not session.ready or is_training(session, entry):
            return None
        if is_active(session, entry) and session.run is not None and session.run.landscape.source is not None:
            source, telemetry = session.run.landscape.source, session.run.telemetry
            return lambda: _from_memory(source, telemetry)
        if not entry.folder.trajectory.is_file():
            return None
        folder, base, stamp = entry.folder.path, session.base, stamp_of(entry)
        return lambda: self._from_folder(folder, base, stamp)

    def _from_folder(self, folder: Path, base: Path | None, stamp: Stamp) -> Opened:
        from app.landscape.opening import source_of_run
        from app.landscape.timeline import read_timeline

        known = self._last
        if known is None or known[0] != stamp:
            known = self._last = stamp, Opened(source_of_run(folder, base), read_timeline(folder))
        return known[1]


def _from_memory(source: Source, telemetry: object) -> Opened:
    from app.landscape.timeline import timeline_of
    from app.training.records.telemetry import Telemetry

    assert isinstance(telemetry, Telemetry)
    return Opened(source, timeline_of(telemetry))
