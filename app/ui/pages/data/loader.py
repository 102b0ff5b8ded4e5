"""Reads a data set in a worker thread; the newest request wins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import NetloomError
from app.graph.data_choice import DataChoice
from app.ui.session.task import Task

if TYPE_CHECKING:
    from app.data.dataset import Dataset
    from app.data.describe import Description
    from app.data.split import Split

SAMPLES = 100
"""Rows to show at most."""


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

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._waiting: tuple[DataChoice, Path | None] | None = None
        self._asked: tuple[DataChoice, Path | None] | None = None
        self._kept: Loaded | None = None

    @property
    def working(self) -> bool:
        return self._task is not None

    def request(self, choice: DataChoice, base: Path | None) -> None:
        """Load this choice, unless it is being loaded."""
        if self.working and (choice, base) == (self._waiting or self._asked):
            return
        self._waiting = (choice, base)
        if self._task is None:
            self._start()

    def close(self) -> None:
        """Wait for the thread; nobody is told any more."""
        self._waiting = None
        self.blockSignals(True)
        if self._task is not None:
            self._task.close()
            self._task = None

    def _start(self) -> None:
        assert self._waiting is not None
        self._asked, self._waiting = self._waiting, None
        self._task = Task(partial(load, *self._asked, self._kept), self)
        self._task.done.connect(self._done)
        self._task.failed.connect(self._failed)
        self.busy.emit(True)
        self._task.start()

    @Slot(object)
    def _done(self, result: Loaded) -> None:
        self._task = None
        self._kept = result
        if self._waiting is not None:
            self._start()
            return
        self.busy.emit(False)
        self.loaded.emit(result)

    @Slot(str)
    def _failed(self, text: str) -> None:
        assert self._asked is not None
        self._done(Loaded(*self._asked, error=text))


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
        return Loaded(choice, base, names, dataset, parts, describe(dataset, parts, SAMPLES))
    except NetloomError as error:
        return Loaded(choice, base, names, dataset, error=str(error))


def _same_source(kept: Loaded, choice: DataChoice, base: Path | None) -> bool:
    return (kept.choice.source, kept.choice.options, kept.base) == (choice.source, choice.options, base)
