"""Getting torch ready after the window is painted, without stalling it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.ui.session.collector import collector

SWITCH_SECONDS = 0.001
"""How long a Python thread may keep the interpreter: the default of 5 ms is felt when one imports."""


class Warmup(QObject):
    """Imports torch in a thread, first what shapes need, then what training needs.

    ``done`` fires on the GUI thread when shapes can be inferred. The second part only saves time later: `go_on`
    begins it once the first shapes are shown, for which it would compete.
    """

    done = Signal()
    _over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ready = False
        self._thread: threading.Thread | None = None
        self._in_background = False
        self._over.connect(self._finish)

    def start(self) -> None:
        """Begin, unless it has begun."""
        if not self.ready and self._thread is None:
            sys.setswitchinterval(SWITCH_SECONDS)
            self._in_background = True
            self._spawn(load_shapes)

    @Slot()
    def go_on(self) -> None:
        """The second part; once, and only where the first was done in the background too."""
        if self._in_background and self._thread is None:
            self._in_background = False
            self._spawn(load_training)

    def now(self) -> None:
        """Be ready when this returns."""
        if self.ready:
            return
        if self._thread:
            self._join()
        else:
            load_shapes()
        self._become_ready()

    def close(self) -> None:
        """Wait for the thread; nobody is told any more."""
        self.blockSignals(True)
        self._join()

    def _spawn(self, work: Callable[[], None]) -> None:
        collector().hold()
        self._thread = threading.Thread(target=self._run, args=(work,), name="warm-up")
        self._thread.start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            self._over.emit()

    def _join(self) -> None:
        if self._thread:
            self._thread.join()
            self._thread = None
            collector().release()

    def _become_ready(self) -> None:
        self.ready = True
        self.done.emit()

    @Slot()
    def _finish(self) -> None:
        if self._thread is None:
            return
        self._join()
        if not self.ready:
            self._become_ready()


def load_shapes() -> None:
    """Import torch and what infers shapes."""
    import app.compile.shapes.engine  # noqa: F401


def load_training() -> None:
    """Build the first optimiser, which imports half of torch again, and import the engine."""
    import torch

    from app.compile.dynamo import load_dynamo

    load_dynamo()
    torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))])
    import app.training.loop  # noqa: F401
