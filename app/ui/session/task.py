"""One piece of work in a thread, for a dialog or a check."""

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

    ``done`` carries the result, ``failed`` the sentence of an error meant for people. Any other error goes to
    threading.excepthook, and ``failed`` says that.
    """

    done = Signal(object)
    failed = Signal(str)
    _over = Signal(object)

    def __init__(self, work: Callable[[], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._thread: threading.Thread | None = None
        self._over.connect(self._finish)

    @property
    def busy(self) -> bool:
        return self._thread is not None

    def start(self) -> None:
        """Begin."""
        collector().hold()
        self._thread = threading.Thread(target=self._run, name="task")
        self._thread.start()

    def close(self) -> None:
        """Wait for the end; nobody is told any more."""
        self.blockSignals(True)
        self._join()

    def _run(self) -> None:
        answer: tuple[bool, Any] = (False, "It broke")
        try:
            answer = (True, self._work())
        except NetloomError as error:
            answer = (False, sentence(error))
        finally:
            self._over.emit(answer)

    def _join(self) -> None:
        if self._thread:
            self._thread.join()
            self._thread = None
            collector().release()

    @Slot(object)
    def _finish(self, answer: tuple[bool, Any]) -> None:
        if self._thread is None:
            return
        self._join()
        good, value = answer
        (self.done if good else self.failed).emit(value)
