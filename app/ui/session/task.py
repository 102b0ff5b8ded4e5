"""One piece of work in a thread, for a page, a dialog or a check."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import NetloomError
from app.ui.session.asking import sentence
from app.ui.session.collector import collector


class Task(QObject):
    """Runs a function off the GUI thread; answers on it.

    ``done`` carries the result, ``failed`` the sentence of an error meant for people, or of one in the code of a Python
    layer. Any other error goes to threading.excepthook, and ``failed`` says that. A task may be deleted while it works:
    then nobody is told.
    """

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, work: Callable[[], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._job: _Job | None = None

    @property
    def busy(self) -> bool:
        return self._job is not None

    def start(self) -> None:
        """Begin."""
        self._job = _Job(self._work)
        self._job.over.connect(self._finish)
        self._job.begin()

    def close(self) -> None:
        """Wait for the end; nobody is told any more."""
        self.blockSignals(True)
        if self._job:
            self._job.end()
            self._job = None

    @Slot(object)
    def _finish(self, answer: tuple[bool, Any]) -> None:
        if self._job is None:
            return
        self._job = None
        good, value = answer
        (self.done if good else self.failed).emit(value)


class _Job(QObject):
    """The thread of a task. Lives on its own until the thread has ended, whatever becomes of the task."""

    over = Signal(object)
    _arrived = Signal(object)
    alive: set[_Job] = set()

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self._thread = threading.Thread(target=self._run, args=(work,), name="task")
        self._arrived.connect(self._finish)

    def begin(self) -> None:
        collector().hold()
        _Job.alive.add(self)
        self._thread.start()

    def end(self) -> None:
        """Wait for the thread."""
        self._thread.join()
        if self in _Job.alive:
            _Job.alive.remove(self)
            collector().release()

    def _run(self, work: Callable[[], Any]) -> None:
        answer: tuple[bool, Any] = (False, "It broke")
        try:
            answer = (True, work())
        except NetloomError as error:
            answer = (False, sentence(error))
        except (Exception, SystemExit) as error:
            from nodes.trusted import failure  # not needed before the window is painted, as the catalogue it comes with

            own = failure(error)
            if own is None:
                raise
            answer = (False, f"A Python layer {own}")
        finally:
            self._arrived.emit(answer)

    @Slot(object)
    def _finish(self, answer: tuple[bool, Any]) -> None:
        self.end()
        self.over.emit(answer)


def working() -> bool:
    """Whether any task is at work."""
    return bool(_Job.alive)


def finish_tasks() -> None:
    """Wait for every task that is still at work."""
    for job in list(_Job.alive):
        job.end()
