"""The dialog "Try it" as far as it brings a run's network back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.ui.dialogs.try_it.parts import Parts
from app.ui.session.task import Task

if TYPE_CHECKING:
    from app.training.answers.predict import Predictor
    from app.ui.session import Session
    from app.ui.session.runs import RunEntry


class Loading(Parts):
    """Loads the chosen run in the background and hands its network to `use`.

    Attributes:
        predictor: of the chosen run; None until it is there.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__([(str(entry.folder.path), entry.name) for entry in reversed(session.runs)], parent)
        self.session = session
        self.predictor: Predictor | None = None
        self._task: Task | None = None
        self.runs.changed.connect(self._load)
        self.runs.setAccessibleName("Run")

    def begin(self, first: RunEntry | None) -> None:
        """Load this run, or the newest one."""
        if first is not None:
            self.runs.set(str(first.folder.path))
        if self.session.runs:
            self._load()
        else:
            self.state.setText("Train once first: then this place tells what the network says about new samples.")

    def use(self, predictor: Predictor) -> None:
        """The network is there."""
        raise NotImplementedError

    @property
    def busy(self) -> bool:
        """Whether something is worked on in the background, the writing of a text apart."""
        return self._task is not None

    def work(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Do something in the background."""
        self._task = Task(work, self)
        self._task.done.connect(self._over)
        self._task.done.connect(done)
        self._task.failed.connect(self._failed)
        self._task.start()

    def leave(self) -> None:
        """End what works in the background."""
        self.writing.close()
        if self._task is not None:
            self._task.close()
            self._task = None

    @Slot()
    def _load(self, *_: object) -> None:
        """Bring back the chosen run."""
        from app.training.answers.predict import Predictor

        self.leave()
        run = next(entry.folder for entry in self.session.runs if str(entry.folder.path) == self.runs.value())
        which = "best" if run.checkpoint("best.safetensors").is_file() else "last"
        self.state.setText("Loading the network …")
        self.work(partial(Predictor.from_run, run, which), self._loaded)

    @Slot(object)
    def _loaded(self, predictor: Predictor) -> None:
        self.predictor = predictor
        self.state.setText("")
        self.use(predictor)
        self.open_button.setEnabled(True)
        self.sample_button.setEnabled(True)

    @Slot(object)
    def _over(self, _answer: object) -> None:
        self._task = None

    @Slot(str)
    def _failed(self, text: str) -> None:
        self._task = None
        self.state.setText(text)
