"""Full surfaces in a thread of their own: start, follow, stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import NetloomError
from app.ui.session.collector import collector

if TYPE_CHECKING:
    from app.landscape.full import Source, Wish


class SurfaceWorker(QObject):
    """One surface at a time; a new start stops the one before.

    Signals: ``progressed`` (landscape, share of the work), ``done`` (landscape), ``failed`` (sentence). They arrive on
    the GUI thread and only for the newest start.
    """

    progressed = Signal(object, float)
    done = Signal(object)
    failed = Signal(str)
    _told = Signal(int, object, float)
    _ended = Signal(int, object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._cancelled = threading.Event()
        self._number = 0
        self._told.connect(self._tell)
        self._ended.connect(self._end)

    @property
    def busy(self) -> bool:
        return self._thread is not None

    def start(self, source: Callable[[], Source], wish: Wish) -> None:
        """Compute what is wished for; ``source`` is called in the thread, because opening a run takes a while."""
        self.stop()
        self._number += 1
        self._cancelled = threading.Event()
        collector().hold()
        self._thread = threading.Thread(
            target=self._run, args=(self._number, self._cancelled, source, wish), name="surface"
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop between two points and wait for it; what was shown stays."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._number += 1
            self._cancelled.set()
            thread.join()
            collector().release()

    def _run(self, number: int, cancelled: threading.Event, source: Callable[[], Source], wish: Wish) -> None:
        from app.landscape.full import full_surface

        def progress(landscape: object, share: float) -> None:
            self._told.emit(number, landscape, share)

        try:
            landscape = full_surface(source(), wish, progress, cancelled.is_set)
        except NetloomError as error:
            self._ended.emit(number, None, str(error))
        except Exception as error:  # a bug in here must reach the person, not die with the thread
            self._ended.emit(number, None, f"{type(error).__name__}: {error}")
        else:
            self._ended.emit(number, landscape, "")

    @Slot(int, object, float)
    def _tell(self, number: int, landscape: object, share: float) -> None:
        if number == self._number:
            self.progressed.emit(landscape, share)

    @Slot(int, object, str)
    def _end(self, number: int, landscape: object, error: str) -> None:
        if number != self._number or self._thread is None:
            return
        self._thread.join()
        self._thread = None
        collector().release()
        if error:
            self.failed.emit(error)
        else:
            self.done.emit(landscape)
