"""The dialog "Try it"."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import NetloomError
from app.ui.dialogs.try_it.parts import Parts
from app.ui.dialogs.try_it.row_form import RowForm
from app.ui.session.task import Task
from app.ui.widgets import toast

if TYPE_CHECKING:
    from app.data.dataset import Dataset
    from app.training.predict import Prediction, Predictor
    from app.ui.session import Session
    from app.ui.session.runs import RunEntry

DELAY_MS = 40
MOST_FEATURES = 200
MOST_NUMBERS = 6  # of a true answer
FILES = "Tables, archives, pictures (*.csv *.tsv *.txt *.parquet *.npz *.npy *.png *.jpg *.jpeg *.bmp *.webp *.gif)"


class TryIt(Parts):
    """Loads a run's network in the background, then answers while one draws or types."""

    def __init__(self, session: Session, parent: QWidget | None = None, first: RunEntry | None = None) -> None:
        super().__init__([(str(entry.folder.path), entry.name) for entry in reversed(session.runs)], parent)
        self.session = session
        self.predictor: Predictor | None = None
        self.form: RowForm | None = None
        self._task: Task | None = None
        self._truth = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self.answer_now)
        self.setWindowTitle("Try it")
        self.setAcceptDrops(True)
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        if first is not None:
            self.runs.set(str(first.folder.path))
        if session.runs:
            self._load()
        else:
            self.state.setText("Train once first: then this place tells what the network says about new samples.")

    def _connect(self) -> None:
        self.pad.changed.connect(self._edited)
        self.runs.changed.connect(self._load)
        self.runs.setAccessibleName("Run")
        self.open_button.clicked.connect(self.choose_files)
        self.sample_button.clicked.connect(self.next_sample)
        self.clear_button.clicked.connect(self.clear)
        self.close_button.clicked.connect(self.close)

    # loading

    @Slot()
    def _load(self, *_: object) -> None:
        """Bring back the chosen run."""
        from app.training.predict import Predictor

        self._end_task()
        run = next(entry.folder for entry in self.session.runs if str(entry.folder.path) == self.runs.value())
        which = "best" if run.checkpoint("best.safetensors").is_file() else "last"
        self.state.setText("Loading the network …")
        self._begin(partial(Predictor.from_run, run, which), self._loaded)

    @Slot(object)
    def _loaded(self, predictor: Predictor) -> None:
        self._task = None
        self.predictor = predictor
        self.state.setText("")
        dataset = predictor.prepared.dataset
        self.view.set(None)
        if dataset.is_pictures() and dataset.input().shape[1] in (1, 3):
            self.stack.setCurrentWidget(self.drawing)
            self.seen_row.show()
        elif dataset.is_table() and dataset.input().shape[1] <= MOST_FEATURES:
            self._make_form(dataset)
        else:
            self.stack.setCurrentWidget(self.only_files)
        self.open_button.setEnabled(True)
        self.sample_button.setEnabled(True)
        if self.form is not None:
            self.next_sample()

    def _make_form(self, dataset: Dataset) -> None:
        if self.form is not None:
            self.stack.removeWidget(self.form)
            self.form.deleteLater()
        self.form = RowForm(dataset)
        self.form.changed.connect(self._edited)
        self.stack.addWidget(self.form)
        self.stack.setCurrentWidget(self.form)
        self.clear_button.hide()
        self.seen_row.hide()

    @Slot(str)
    def _failed(self, text: str) -> None:
        self._task = None
        self.state.setText(text)

    def _begin(self, work: Any, done: Any) -> None:
        self._task = Task(work, self)
        self._task.done.connect(done)
        self._task.failed.connect(self._failed)
        self._task.start()

    def _end_task(self) -> None:
        if self._task is not None:
            self._task.close()
            self._task = None

    # answering

    @Slot()
    def _edited(self) -> None:
        self._truth = ""
        self._timer.start()

    @Slot()
    def answer_now(self) -> None:
        """Judge what is drawn or typed."""
        if self.predictor is None:
            return
        try:
            self._show(self._current())
        except NetloomError as error:
            self.state.setText(str(error))

    def _current(self) -> tuple[Prediction, ...]:
        from app.training.predict_files import from_ink

        assert self.predictor is not None
        if self.form is not None and self.stack.currentWidget() is self.form:
            return self.predictor.rows([self.form.cells()])
        if self.pad.empty:
            return ()
        sample = from_ink(self.pad.ink(), self.predictor.prepared.dataset.input().shape[1:])
        self._show_seen(sample[0])
        return self.predictor.predict(sample)

    def _show(self, found: tuple[Prediction, ...]) -> None:
        self.state.setText("")
        self.view.set(found[0] if found else None, self._truth)

    def _show_seen(self, sample: Any) -> None:
        from PySide6.QtGui import QPixmap

        from app.ui.pages.data.picture_grid import to_image

        picture = QPixmap.fromImage(to_image(sample))
        keep = Qt.AspectRatioMode.KeepAspectRatio
        self.seen.setPixmap(picture.scaled(self.seen.size(), keep, Qt.TransformationMode.FastTransformation))

    @Slot()
    def clear(self) -> None:
        """Begin again."""
        self.pad.clear()
        self.seen.clear()
        self.view.set(None)

    @Slot()
    def next_sample(self) -> None:
        """Show a held-out sample and its right answer; another one each time."""
        from app.training.predict_files import cells_of

        if self.predictor is None:
            return
        dataset, split = self.predictor.prepared.dataset, self.predictor.prepared.split
        rows = split.validation if len(split.validation) else split.train
        row = int(rows[np.random.default_rng().integers(len(rows))])
        if self.form is not None and self.stack.currentWidget() is self.form:
            self._truth = _truth(dataset, row)
            self.form.set(cells_of(dataset, row))
            self.answer_now()
            return
        self.pad.clear()
        self._timer.stop()
        self._truth = _truth(dataset, row)
        if dataset.is_pictures() and dataset.input().shape[1] in (1, 3):
            self._show_seen(dataset.input()[row])
        self._show(self.predictor.predict({name: values[row : row + 1] for name, values in dataset.inputs.items()}))

    # files

    @Slot()
    def choose_files(self) -> None:
        """Judge files that the person picks."""
        paths, _ = QFileDialog.getOpenFileNames(self, "Files to predict on", "", FILES)
        if paths:
            self.open_files([Path(path) for path in paths])

    def open_files(self, paths: list[Path]) -> None:
        """Judge files in the background; answers come as a list."""
        if self.predictor is None or self._task is not None:
            return
        self.state.setText("Reading …")
        self._begin(partial(_predict_files, self.predictor, paths), self._list)

    @Slot(object)
    def _list(self, answers: list[tuple[str, tuple[Prediction, ...]]]) -> None:
        from app.ui.dialogs.try_it.results import show_results

        self._task = None
        self.state.setText("")
        if len(answers) == 1 and len(answers[0][1][0]) == 1:
            self._truth = ""
            self._show(answers[0][1])
            toast(self, f"{answers[0][0]}: {answers[0][1][0].label(0)}")
            return
        show_results(answers, self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.open_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:
        self.shut()
        super().closeEvent(event)

    def done(self, result: int) -> None:
        self.shut()
        super().done(result)

    def shut(self) -> None:
        """End what works in the background."""
        self._timer.stop()
        self._end_task()


def open_try_it(session: Session, parent: QWidget | None = None, first: RunEntry | None = None) -> TryIt:
    """Open the dialog beside the window, with this run or the newest one; it does not block."""
    dialog = TryIt(session, parent, first)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    return dialog


def _predict_files(predictor: Predictor, paths: list[Path]) -> list[tuple[str, tuple[Prediction, ...]]]:
    return [(path.name, predictor.file(path)) for path in paths]


def _truth(dataset: Dataset, row: int) -> str:
    from app.training.prediction import in_words

    field, answers = next(iter(dataset.targets.items()))
    if field in dataset.classes:
        return in_words(answers[row], dataset.classes[field])
    return ", ".join(f"{float(number):.6g}" for number in np.ravel(answers[row])[:MOST_NUMBERS])
