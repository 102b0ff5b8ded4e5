"""Full surfaces in a thread of their own: start, follow, stop without waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import NetloomError
from app.ui.session.asking import sentence
from app.ui.session.collector import collector

if TYPE_CHECKING:
    from app.landscape.full import Landscape, Wish
    from app.ui.pages.landscape.sources import Opened


RATE, RAREST = 0.06, 1.0  # between two pictures: this share of the time so far, at most so many seconds


class SurfaceWorker(QObject):
    """One surface at a time; a new start stops the one before.

    Signals, all on the GUI thread and only for the newest start: ``progressed`` (landscape, share of the work),
    ``done`` (landscape), ``failed`` (sentence).

    Attributes:
        opened: the run that is measured, once it is open.
    """

    progressed = Signal(object, float)
    done = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opened: Opened | None = None
        self._now: _Measuring | None = None
        self._begun: list[_Measuring] = []

    @property
    def busy(self) -> bool:
        return self._now is not None

    def start(self, way: Callable[[], Opened], wish: Wish, lanes: int | None = None) -> None:
        """Measure what is wished for; ``way`` opens the run, in the thread, because that takes a while."""
        self.stop()
        self.opened = None
        self._now = _Measuring(way, wish, lanes)
        self._now.told.connect(self._tell)
        self._now.over.connect(self._end)
        self._begun = [each for each in self._begun if each in _Measuring.alive] + [self._now]
        self._now.begin()

    def stop(self) -> None:
        """Stop between two points; what was shown stays. The thread ends by itself and is not waited for."""
        if self._now is not None:
            self._now.cancelled.set()
            self._now = None

    def close(self) -> None:
        """Stop, and wait for the threads that have not ended yet."""
        self.stop()
        for each in self._begun:
            each.end()
        self._begun.clear()

    @Slot(object, object, float)
    def _tell(self, who: _Measuring, landscape: Landscape, share: float) -> None:
        if who is self._now:  # what a stopped one sent before it knew may still be on its way
            self.opened = who.opened
            self.progressed.emit(landscape, share)

    @Slot(object, object, str)
    def _end(self, who: _Measuring, landscape: Landscape | None, error: str) -> None:
        if who is not self._now:
            return
        self.opened, self._now = who.opened, None
        if landscape is None:
            self.failed.emit(error)
        else:
            self.done.emit(landscape)


class _Measuring(QObject):
    """The thread of one surface. Lives on its own until the thread has ended, whatever becomes of the worker."""

    told = Signal(object, object, float)
    over = Signal(object, object, str)
    _arrived = Signal(object, str)
    alive: set[_Measuring] = set()

    def __init__(self, way: Callable[[], Opened], wish: Wish, lanes: int | None) -> None:
        super().__init__()
        self.opened: Opened | None = None
        self.cancelled = threading.Event()
        self._begun, self._told = time.monotonic(), 0.0
        self._thread = threading.Thread(target=self._run, args=(way, wish, lanes), name="surface")
        self._arrived.connect(self._finish)

    def begin(self) -> None:
        collector().hold()
        _Measuring.alive.add(self)
        self._thread.start()

    def end(self) -> None:
        """Wait for the thread."""
        self._thread.join()
        if self in _Measuring.alive:
            _Measuring.alive.remove(self)
            collector().release()

    def _run(self, way: Callable[[], Opened], wish: Wish, lanes: int | None) -> None:
        from app.landscape.full import full_surface

        landscape, error = None, ""
        try:
            self.opened = way()
            if not self.cancelled.is_set():
                landscape = full_surface(self.opened.source, wish, self._tell, self.cancelled.is_set, lanes=lanes)
        except NetloomError as trouble:
            error = sentence(trouble)
        except Exception as trouble:  # a bug in here must reach the person, not die with the thread
            error = f"{type(trouble).__name__}: {trouble}"
        finally:
            self._arrived.emit(landscape, error)

    def _tell(self, landscape: Landscape, share: float) -> None:
        """Hand out a picture: many at first, later one a second, because every one is painted on the GUI thread."""
        now = time.monotonic()
        pause = min(RAREST, RATE * (now - self._begun))
        if now - self._told >= pause:
            self._told = now
            self.told.emit(self, landscape, share)

    @Slot(object, str)
    def _finish(self, landscape: Landscape | None, error: str) -> None:
        self.end()
        self.over.emit(self, landscape, error)
