"""An export in the background."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import NetloomError
from app.ui.session import collector

if TYPE_CHECKING:
    from app.training.run_folder import RunFolder


class ExportWorker(QObject):
    """One export at a time. ``finished`` carries an ExportReport, ``failed`` a sentence; both on the GUI thread."""

    finished = Signal(object)
    failed = Signal(str)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._arrived.connect(self._receive)

    @property
    def busy(self) -> bool:
        return self._thread is not None

    def start(self, run: RunFolder, format: str, path: Path, which: str) -> None:
        """Begin; ignored while one is going on."""
        if self._thread is None:
            collector().hold()
            self._thread = threading.Thread(target=self._work, args=(run, format, path, which), name="export")
            self._thread.start()

    def wait(self) -> None:
        """Until nothing works any more; what it found is not told."""
        if self._thread is not None:
            self.blockSignals(True)
            self._thread.join()
            self._thread = None
            self.blockSignals(False)
            collector().release()

    def _work(self, run: RunFolder, format: str, path: Path, which: str) -> None:
        from app.export.export import export

        try:
            result: object = export(run, format, path, "last" if which == "last" else "best")
        except (NetloomError, OSError) as error:
            result = str(error)
        except Exception as error:  # a fault of ours must not leave the dialog waiting for ever
            result = f"the export failed: {type(error).__name__}: {error}"
        self._arrived.emit(result)

    @Slot(object)
    def _receive(self, result: object) -> None:
        if self._thread is None:
            return
        self._thread.join()
        self._thread = None
        collector().release()
        if isinstance(result, str):
            self.failed.emit(result)
        else:
            self.finished.emit(result)
