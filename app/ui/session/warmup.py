"""Getting torch ready after the window is painted, without stalling it."""

from __future__ import annotations

import sys
import threading

from PySide6.QtCore import QObject, Signal, Slot

from app.ui.session.collector import collector

SWITCH_SECONDS = 0.001
"""How long a Python thread may keep the interpreter: the default of 5 ms is felt when one imports."""


class Warmup(QObject):
    """Imports torch and what stands on it in a thread; ``done`` fires on the GUI thread."""

    done = Signal()
    _over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ready = False
        self._thread: threading.Thread | None = None
        self._over.connect(self._finish)

    def start(self) -> None:
        """Begin, unless it has begun."""
        if self.ready or self._thread:
            return
        sys.setswitchinterval(SWITCH_SECONDS)
        collector().hold()
        self._thread = threading.Thread(target=self._work, name="warm-up")
        self._thread.start()

    def now(self) -> None:
        """Be ready when this returns."""
        if self.ready:
            return
        if self._thread:
            self._thread.join()
            self._finish()
        else:
            load()
            self.ready = True
            self.done.emit()

    def close(self) -> None:
        """Wait for the thread; nobody is told any more."""
        self.blockSignals(True)
        if self._thread:
            self._thread.join()
            self._finish()

    def _work(self) -> None:
        try:
            load()
        finally:
            self._over.emit()

    @Slot()
    def _finish(self) -> None:
        if self._thread is None:
            return
        self._thread.join()
        self._thread = None
        collector().release()
        self.ready = True
        self.done.emit()


def load() -> None:
    """Import torch and the layers above it, and build the first optimiser, which imports half of torch again."""
    import torch

    torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))])
    import app.compile.shapes
    import app.training.engine  # noqa: F401
