"""Evaluating a run in the background, for the confusion matrix and the worst mistakes."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from app.errors import NetloomError
from app.ui.session.collector import collector
from app.ui.session.runs import RunEntry

if TYPE_CHECKING:
    from app.data.prepare import Part, Prepared
    from app.training.evaluate import Evaluation


@dataclass(frozen=True)
class Judgement:
    """A run's best weights on the validation part (the training part where there is none)."""

    entry: RunEntry
    evaluation: Evaluation
    prepared: Prepared
    part: Part
    part_name: str

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the first head's classes, () for numbers."""
        result = self.evaluation.first
        if result is None or result.head.target is None:
            return ()
        field = self.prepared.dataset.target_name(self.prepared.bindings.targets[result.head.target].field)
        return tuple(self.prepared.dataset.classes.get(field, ()))


def numbers_of(judgement: Judgement) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """True and predicted numbers of the first head, the first of each sample."""
    result = judgement.evaluation.first
    assert result is not None
    pair = (result.truth, result.predictions)
    truth, said = (np.asarray(each, np.float64).reshape(len(each), -1)[:, 0] for each in pair)
    return truth, said


class Judge(QObject):
    """Works on one run at a time; ``judged`` carries a Judgement or the sentence why there is none."""

    judged = Signal(object)
    _over = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._over.connect(self._end)

    @property
    def busy(self) -> bool:
        return self._thread is not None

    def start(self, entry: RunEntry) -> None:
        """Judge a run; nothing happens while another one is judged."""
        if self._thread is not None:
            return
        collector().hold()
        self._thread = threading.Thread(target=self._work, args=(entry,), name="netloom-judge")
        self._thread.start()

    def wait(self) -> None:
        """Until the work is done."""
        if self._thread is not None:
            self._thread.join()

    def _work(self, entry: RunEntry) -> None:
        found: Judgement | str = "The run could not be judged."
        try:
            found = judge(entry)
        except NetloomError as error:
            found = str(error)
        finally:
            self._over.emit(found)

    @Slot(object)
    def _end(self, found: object) -> None:
        if self._thread is None:
            return
        self._thread.join()
        self._thread = None
        collector().release()
        self.judged.emit(found)


def judge(entry: RunEntry) -> Judgement:
    """Open a run and evaluate its best weights; draws no random numbers of the global generators."""
    from app.training.evaluate import evaluate
    from app.training.run_folder import open_run

    _, compiled, prepared = open_run(None, entry.folder)
    name = "validation" if len(prepared.validation) else "train"
    part = getattr(prepared, name)
    return Judgement(entry, evaluate(compiled, part), prepared, part, name)
