"""Taking a trained model away, with the measured check of what was written."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.dialogs.format_cards import FormatCards
from app.ui.dialogs.result import ResultPanel
from app.ui.session import Session
from app.ui.session.task import Task
from app.ui.theme import SPACE
from app.ui.widgets import ChoiceField, EmptyState, Row, Segmented, TextField, button, heading, label

if TYPE_CHECKING:
    from app.export.export import ExportReport
    from app.training.run_folder import RunFolder

WIDTH = 640


class ExportDialog(QDialog):
    """Choose a run, a format and a file; it is written in the background and checked against the live model."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._entries = [entry for entry in reversed(session.runs) if entry.has_weights]
        self._task: Task | None = None
        self.setWindowTitle("Export")
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(SPACE)
        column.addWidget(label("Export", "title"))
        if self._entries:
            self._fill(column)
        else:
            self._explain(column)

    # layout

    def _explain(self, column: QVBoxLayout) -> None:
        text = "Weights come from training. Run it, at least to the end of the first epoch, then export."
        self.empty = EmptyState("rocket", "There is no trained run yet", text, "Go to training", self._go_to_training)
        self.empty.setMinimumHeight(240)
        column.addWidget(self.empty)

    def _fill(self, column: QVBoxLayout) -> None:
        self.formats = FormatCards()
        self.formats.changed.connect(self._choose_format)
        self.runs = ChoiceField([(place, entry.name) for place, entry in enumerate(self._entries)], 0, mono=False)
        self.weights = Segmented([("best", "Best epoch"), ("last", "Last epoch")])
        self.path = TextField(str(self._proposal()), mono=True)
        self.path.setMinimumWidth(430)
        self.browse_button = button("Browse", "folder-open")
        self.browse_button.clicked.connect(self._browse)
        column.addWidget(label("The model as files that need no Netloom, checked before they are kept.", "secondary"))
        column.addSpacing(SPACE)
        column.addWidget(heading("Format"))
        column.addWidget(self.formats)
        column.addSpacing(SPACE)
        column.addWidget(heading("Weights"))
        column.addWidget(Row("Run", self.runs, "Which run's weights"))
        column.addWidget(Row("Weights", self.weights, "Best: the epoch with the best validation result"))
        column.addSpacing(SPACE)
        column.addWidget(heading("File"))
        line = QHBoxLayout()
        line.addWidget(self.path, 1)
        line.addWidget(self.browse_button)
        column.addLayout(line)
        self.result = ResultPanel()
        column.addWidget(self.result)
        column.addSpacing(SPACE)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self.folder_button = button("Open folder", "folder", "flat")
        self.folder_button.clicked.connect(self._open_folder)
        self.folder_button.hide()
        self.close_button = button("Close")
        self.close_button.clicked.connect(self.reject)
        self.export_button = button("Export", "download", "primary")
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self.begin)
        row = QHBoxLayout()
        row.addWidget(self.folder_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.export_button)
        return row

    # what happens

    @Slot()
    def begin(self) -> None:
        """Write the file in the background."""
        chosen = self.formats.chosen
        self.path.commit()
        path = Path(self.path.value()).expanduser()
        if not path.name:
            self._failed("choose a file to write")
            return
        self._lock(True)
        self.folder_button.hide()
        self.result.wait(f"Writing {chosen.title} and comparing it with the live model")
        entry = self._entries[self.runs.value()]
        self._task = Task(partial(_write, entry.folder, chosen.name, path, self.weights.value()), self)
        self._task.done.connect(self._finished)
        self._task.failed.connect(self._failed)
        self._task.start()

    @Slot(object)
    def _finished(self, report: ExportReport) -> None:
        self._lock(False)
        self._report = report
        names = ", ".join(path.name for path in report.files)
        self.result.succeed(report.sentence, f"{report.judgement}\n{names}" if report.judgement else names)
        self.folder_button.show()

    @Slot(str)
    def _failed(self, reason: str) -> None:
        self._lock(False)
        self.result.fail(reason)

    @Slot(str)
    def _choose_format(self, _: str) -> None:
        self.path.commit()
        path = Path(self.path.value())
        self.path.set(str(path.with_suffix(self.formats.chosen.suffix)))
        self.result.clear()
        self.folder_button.hide()

    @Slot()
    def _browse(self) -> None:
        suffix = self.formats.chosen.suffix
        chosen, _ = QFileDialog.getSaveFileName(self, "Export", self.path.value(), f"*{suffix}")
        if chosen:
            self.path.set(chosen)

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._report.path.parent)))

    @Slot()
    def _go_to_training(self) -> None:
        self.reject()
        self._session.go("train")

    def _lock(self, busy: bool) -> None:
        for part in (self.formats, self.runs, self.weights, self.path, self.browse_button, self.export_button):
            part.setEnabled(not busy)

    def _proposal(self) -> Path:
        """Beside the document, or in the person's home; named after it."""
        base = self._session.base or Path.home()
        name = re.sub(r"[^A-Za-z0-9_]+", "_", self._session.document.name.removesuffix(".netloom")).strip("_")
        return base / f"{name.lower() or 'model'}{self.formats.chosen.suffix}"

    @property
    def busy(self) -> bool:
        """Whether something is being written; the dialog stays open as long."""
        return self._task is not None and self._task.busy

    def reject(self) -> None:
        if not self.busy:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.busy:
            event.ignore()
        else:
            super().closeEvent(event)


def _write(run: RunFolder, format: str, path: Path, which: Literal["best", "last"]) -> ExportReport:
    from app.export.export import export

    return export(run, format, path, which)
