"""The part of "Try it" that lets a network write: form, page, and the thread between them."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.ui.dialogs.try_it.write_form import WriteForm
from app.ui.dialogs.try_it.written import Written
from app.ui.session.task import Task

if TYPE_CHECKING:
    from app.training.answers.predict import Predictor
    from app.training.answers.sampling import Sampling

LOOK_MS = 50


class _Draft:
    """What passes between the thread that writes and the window that shows it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.stop = threading.Event()


class Writing(QObject):
    """Writes in the background; ``told`` carries what a person should know, "" for nothing."""

    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.form, self.page = WriteForm(), Written()
        self.predictor: Predictor | None = None
        self._draft = _Draft()
        self._shown = 0
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.form.asked.connect(self.write)
        self.form.stopped.connect(self.stop)

    @property
    def busy(self) -> bool:
        return self._task is not None

    def use(self, predictor: Predictor) -> None:
        """Another network."""
        self.close()
        self.predictor = predictor
        self.page.begin("")

    def begin_with(self, prompt: str) -> None:
        """Put the begin of a text into the form."""
        self.form.prompt.setPlainText(prompt)

    def clear(self) -> None:
        """An empty form and an empty page."""
        self.close()
        self.form.prompt.clear()
        self.page.begin("")

    @Slot()
    def write(self) -> None:
        """Go on with what stands in the form."""
        if self.predictor is None or self.busy:
            return
        prompt = self.form.prompt.toPlainText()
        self._draft, self._shown = _Draft(), 0
        self.page.begin(prompt)
        length = int(self.form.length.value())
        self._task = Task(partial(_write, self.predictor, prompt, length, self.form.sampling, self._draft), self)
        self._task.done.connect(self._finished)
        self._task.failed.connect(self._finished)
        self.told.emit("")
        self.form.set_busy(True)
        self._timer.start()
        self._task.start()

    @Slot()
    def stop(self) -> None:
        """Write no more; what stands there stays."""
        self._draft.stop.set()

    def close(self) -> None:
        """End the thread and tell nobody."""
        self.stop()
        if self._task is not None:
            self._task.close()
            self._over()

    @Slot()
    def _look(self) -> None:
        known = len(self._draft.pieces)
        self.page.add("".join(self._draft.pieces[self._shown : known]))
        self._shown = known

    @Slot(object)
    @Slot(str)
    def _finished(self, reason: str | None) -> None:
        self._look()
        self._over()
        self.told.emit(reason or "")

    def _over(self) -> None:
        self._task = None
        self._timer.stop()
        self.form.set_busy(False)


def _write(predictor: Predictor, prompt: str, length: int, sampling: Sampling, draft: _Draft) -> None:
    from app.training.answers.writing import Writer

    for piece in Writer(predictor).continued(prompt, length, sampling):
        if draft.stop.is_set():
            return
        draft.pieces.append(piece)
