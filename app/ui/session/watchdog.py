"""Stops a person's own code where it does not come to an end, so that the window always gets an answer.

Only a thread that has been inside such code for long is stopped: an exception is raised there, so the answer names the
line. (What waits in C, such as a sleep, is reached when it comes back to Python.)
"""

from __future__ import annotations

import ctypes
import sys
import threading
from types import FrameType

from PySide6.QtCore import QObject, QTimer, Slot

TICK_MS, TICKS = 1000, 15
"""How often a thread is looked at, and how often in a row it may be found inside such code."""

LAST_WAIT = 0.5
"""Seconds that such code gets when the window waits for it."""


class TooLongError(Exception):
    """Raised inside code that does not come to an end."""

    def __init__(self) -> None:
        super().__init__("it was stopped, because it did not come to an end")


class Watchdog(QObject):
    """Watches one thread at a time, from the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._seen = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._look)

    def watch(self, thread: threading.Thread) -> None:
        """Look after a thread until it is waited for."""
        self._thread, self._seen = thread, 0
        self._timer.start()

    def wait(self) -> None:
        """Until the thread has ended; own code that is still at work gets a moment."""
        self._timer.stop()
        thread, self._thread = self._thread, None
        while thread is not None and thread.is_alive():
            thread.join(LAST_WAIT)
            if thread.is_alive() and _in_own_code(thread):
                _stop(thread)

    @Slot()
    def _look(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._timer.stop()
            return
        self._seen = self._seen + 1 if _in_own_code(self._thread) else 0
        if self._seen >= TICKS:
            self._seen = 0
            _stop(self._thread)


def _in_own_code(thread: threading.Thread) -> bool:
    """Whether text of a document is being run there."""
    from nodes.trusted import MODULE  # with it comes the whole catalogue, which the first painted window does without

    frame: FrameType | None = sys._current_frames().get(thread.ident or 0)
    while frame is not None:
        if frame.f_code.co_filename.startswith(f"<{MODULE}"):
            return True
        frame = frame.f_back
    return False


def _stop(thread: threading.Thread) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(TooLongError))
