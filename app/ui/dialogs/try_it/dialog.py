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
from app.training.answers.sampling import writes
from app.ui.dialogs.try_it.loading import Loading
from app.ui.dialogs.try_it.row_form import RowForm
from app.ui.widgets import toast

if TYPE_CHECKING:
    from app.data.dataset import Dataset
    from app.training.answers.predict import Predictor
    from app.training.answers.prediction import Prediction
    from app.ui.session import Session
    from app.ui.session.runs import RunEntry

DELAY_MS = 40
MOST_FEATURES = 200
MOST_NUMBERS = 6  # of a true answer
FILES = "Tables, archives, pictures (*.csv *.tsv *.txt *.parquet *.npz *.npy *.png *.jpg *.jpeg *.bmp *.webp *.gif)"


class TryIt(Loading):
    """Answers while one draws or types; goes on with a text."""

    def __init__(self, session: Session, parent: QWidget | None = None, first: RunEntry | None = None) -> None:
        super().__init__(session, parent)
        self.form: RowForm | None = None
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
        self.begin(first)

    def _connect(self) -> None:
        self.pad.changed.connect(self._edited)
        self.open_button.clicked.connect(self.choose_files)
        self.sample_button.clicked.connect(self.next_sample)
        self.clear_button.clicked.connect(self.clear)
        self.close_button.clicked.connect(self.close)
        self.writing.told.connect(self.state.setText)

    def use(self, predictor: Predictor) -> None:
        """Show the way that samples for this network are made up, with one of them where that helps."""
        self.view.set(None)
        self._choose_inputs(predictor)
        if self._typing or self._writing:
            self.next_sample()

    def _choose_inputs(self, predictor: Predictor) -> None:
        """Show the way that samples of this kind are made up."""
        dataset = predictor.prepared.dataset
        text = writes(dataset)
        self.answers.setCurrentWidget(self.writing.page if text else self.view)
        self.clear_button.show()
        if text:
            self.writing.use(predictor)
            self.stack.setCurrentWidget(self.writing.form)
        elif dataset.is_pictures() and dataset.input().shape[1] in (1, 3):
            self.stack.setCurrentWidget(self.drawing)
            self.seen_row.show()
        elif dataset.is_table() and dataset.input().shape[1] <= MOST_FEATURES:
            self._make_form(dataset)
        else:
            self.stack.setCurrentWidget(self.only_files)

    @property
    def _typing(self) -> bool:
        """Whether a row of numbers is what one makes up."""
        return self.form is not None and self.stack.currentWidget() is self.form

    @property
    def _writing(self) -> bool:
        """Whether the network goes on with a text."""
        return self.stack.currentWidget() is self.writing.form

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
        from app.training.answers.predict_files import from_ink

        assert self.predictor is not None
        if self.form is not None and self._typing:
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
        self.writing.clear()
        self.pad.clear()
        self.seen.clear()
        self.view.set(None)

    @Slot()
    def next_sample(self) -> None:
        """Show a held-out sample and its right answer; another one each time."""
        from app.training.answers.predict_files import cells_of

        if self.predictor is None:
            return
        dataset, split = self.predictor.prepared.dataset, self.predictor.prepared.split
        rows = split.validation if len(split.validation) else split.train
        row = int(rows[np.random.default_rng().integers(len(rows))])
        if self._writing:
            self.writing.begin_with(dataset.characters(row))
            return
        if self.form is not None and self._typing:
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
        """Judge files in the background, answers come as a list; or go on with the text of the first."""
        from app.ui.dialogs.try_it.results import judged

        if self.predictor is None or self.busy:
            return
        if self._writing:
            self._open_prompt(paths[0])
            return
        self.state.setText("Reading …")
        self.work(partial(judged, self.predictor, paths), self._list)

    def _open_prompt(self, path: Path) -> None:
        from app.training.answers.predict_files import read_prompt

        try:
            self.writing.begin_with(read_prompt(path))
            self.state.setText("")
        except NetloomError as error:
            self.state.setText(str(error))

    @Slot(object)
    def _list(self, answers: list[tuple[str, tuple[Prediction, ...]]]) -> None:
        from app.ui.dialogs.try_it.results import show_results

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
        self.leave()


def open_try_it(session: Session, parent: QWidget | None = None, first: RunEntry | None = None) -> TryIt:
    """Open the dialog beside the window, with this run or the newest one; it does not block."""
    dialog = TryIt(session, parent, first)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    return dialog


def _truth(dataset: Dataset, row: int) -> str:
    from app.training.answers.prediction import in_words

    field, answers = next(iter(dataset.targets.items()))
    if field in dataset.classes:
        return in_words(answers[row], dataset.classes[field])
    return ", ".join(f"{float(number):.6g}" for number in np.ravel(answers[row])[:MOST_NUMBERS])
