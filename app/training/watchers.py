"""Calling the watchers of a run, and the ones that every run has."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from app.training.folder.snapshots import SnapshotWatcher
from app.training.job import Live, Watcher
from app.training.records.telemetry import EpochRecord, Event


def default_watchers() -> list[Watcher]:
    """Those of every run, window and headless alike."""
    return [SnapshotWatcher()]


class Watchers:
    """All watchers of a run. One that breaks is left out from then on and noted: looking never stops a training."""

    def __init__(self, watchers: Iterable[Watcher]) -> None:
        self._watchers = list(watchers)

    def started(self, live: Live) -> None:
        self._tell("started", live)

    def after_step(self, live: Live) -> None:
        for watcher in self._watchers:
            try:
                watcher.after_step(live)
            except Exception as error:
                self._drop(watcher, live, error)

    def after_epoch(self, live: Live, record: EpochRecord) -> None:
        self._tell("after_epoch", live, record)

    def paused(self, live: Live) -> None:
        self._tell("paused", live)

    def finished(self, live: Live) -> None:
        self._tell("finished", live)

    def _tell(self, hook: str, live: Live, *args: object) -> None:
        for watcher in list(self._watchers):
            try:
                getattr(watcher, hook)(live, *args)
            except Exception as error:
                self._drop(watcher, live, error)

    def _drop(self, watcher: Watcher, live: Live, error: Exception) -> None:
        with contextlib.suppress(ValueError):
            self._watchers.remove(watcher)
        text = f"{type(watcher).__name__} stopped: {type(error).__name__}: {error}"
        live.telemetry.events.append(Event(live.step, text))
