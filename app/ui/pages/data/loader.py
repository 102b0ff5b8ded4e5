"""Reads a data set in a worker thread; the newest request wins."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import NetloomError
from app.graph.data_choice import DataChoice
from app.ui.session.collector import collector

if TYPE_CHECKING:
    from app.data.dataset import Dataset
    from app.data.describe import Description
    from app.data.split import Split


@dataclass(frozen=True, eq=False, slots=True)
class Loaded:
    """What became of a data choice.

    Attributes:
        dataset: None where it could not be read; it stays where only the split is impossible.
        names: columns of a table file, or keys of an archive, to choose from.
        error: one sentence, "" for none.
    """

    choice: DataChoice
    base: Path | None
    names: tuple[str, ...] = ()
    dataset: Dataset | None = None
    split: Split | None = None
    description: Description | None = None
    error: str = ""


class Loader(QObject):
    """``loaded`` fires on the GUI thread. Changing only the split does not read the data again."""

    loaded = Signal(object)
    busy = Signal(bool)
    _over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._waiting: tuple[DataChoice, Path | None] | None = None
        self._result: Loaded | None = None
        self._kept: Loaded | None = None
        self._over.connect(self._finish)

    def request(self, choice: DataChoice, base: Path | None, fresh: bool = False) -> None:
        """Load this choice; ``fresh`` reads the file again."""
        if fresh:
            self._kept = None
        self._waiting = (choice, base)
        if self._thread is None:
            self._start()

    @property
    def working(self) -> bool:
        return self._thread is not None

    def close(self) -> None:
        """Wait for the thread; nobody is told any more."""
        self._waiting = None
        self.blockSignals(True)
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            collector().release()

    def _start(self) -> None:
        assert self._waiting is not None
        choice, base = self._waiting
        self._waiting = None
        collector().hold()
        self.busy.emit(True)
        self._thread = threading.Thread(target=self._work, args=(choice, base), name="data", daemon=True)
        self._thread.start()

    def _work(self, choice: DataChoice, base: Path | None) -> None:
        try:
            self._result = load(choice, base, self._kept)
        finally:
            with contextlib.suppress(RuntimeError):  # the window has gone meanwhile
                self._over.emit()

    @Slot()
    def _finish(self) -> None:
        if self._thread is None:
            return
        self._thread.join()
        self._thread = None
        collector().release()
        if self._waiting is not None:
            self._start()
            return
        self.busy.emit(False)
        if self._result is not None:
            self._kept = self._result
            self.loaded.emit(self._result)


def load(choice: DataChoice, base: Path | None, kept: Loaded | None) -> Loaded:
    """Load, split and describe; a data set that is loaded already is used again."""
    from app.data.describe import describe
    from app.data.load import load as load_dataset
    from app.data.peek import choices
    from app.data.split import split

    names: tuple[str, ...] = ()
    dataset = None
    try:
        if kept and kept.dataset and _same_source(kept, choice, base):
            names, dataset = kept.names, kept.dataset
        else:
            names = choices(choice.source, choice.options, base)
            dataset = load_dataset(choice, base)
        parts = split(dataset, choice)
        return Loaded(choice, base, names, dataset, parts, describe(dataset, parts))
    except NetloomError as error:
        return Loaded(choice, base, names, dataset, error=str(error))


def _same_source(kept: Loaded, choice: DataChoice, base: Path | None) -> bool:
    return (kept.choice.source, kept.choice.options, kept.base) == (choice.source, choice.options, base)
