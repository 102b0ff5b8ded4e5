"""Cyclic garbage is collected on the GUI thread only.

A collection in a worker thread can free Qt objects there, which deadlocks or crashes. While anything works in the
background, Python's own collector is off and a timer of the GUI thread does its job.
"""

from __future__ import annotations

import gc
from functools import cache

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 250


class Collector(QObject):
    """Counts who works in the background; collects by timer while anyone does."""

    def __init__(self) -> None:
        super().__init__()
        self._holds = 0
        self._timer: QTimer | None = None

    def hold(self) -> None:
        """Background work begins. GUI thread only."""
        self._holds += 1
        if self._holds == 1:
            gc.disable()
            self._timer = QTimer(self)
            self._timer.timeout.connect(self.collect)
            self._timer.start(INTERVAL_MS)
        gc.freeze()  # what stands already is not looked at again meanwhile: torch's objects alone take 0.1 s a time

    def release(self) -> None:
        """Background work has ended. GUI thread only."""
        self._holds -= 1
        if self._holds == 0 and self._timer is not None:
            self._timer.stop()
            self._timer.deleteLater()
            self._timer = None
            gc.unfreeze()
            gc.enable()

    @property
    def active(self) -> bool:
        return self._holds > 0

    @Slot()
    def collect(self) -> None:
        """Collect the generations that are due, youngest first."""
        limits, counts = gc.get_threshold(), gc.get_count()
        for generation in range(3):
            if counts[generation] <= limits[generation]:
                break
            gc.collect(generation)


@cache
def collector() -> Collector:
    """The application's collector."""
    return Collector()
