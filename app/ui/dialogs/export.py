"""Taking a trained model, or the project as a script, away, with the measured check of what was written."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UsageError
from app.home import typed_path
from app.ui.dialogs.format_cards import FormatCards
from app.ui.dialogs.result import ResultPanel
from app.ui.session import Session
from app.ui.session.asking import may_replace
from app.ui.session.task import Task
from app.ui.theme import SPACE
from app.ui.widgets import ChoiceField, Row, Segmented, TextField, button, heading, label

if TYPE_CHECKING:
    from app.export.export import ExportReport
    from app.graph.project import Project
    from app.training.folder.run_folder import RunFolder

WIDTH = 640
SCRIPT_TEXT = "The script makes its own: it trains the drawing, with data and recipe, as they are now."
NO_RUN_TEXT = "The other formats take those of a run, at least of one epoch."


class ExportDialog(QDialog):
    """Choose a run, a format and a file; it is written in the background and checked against the live model."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._entries = [entry for entry in reversed(session.runs) if entry.has_weights]
        self._task: Task | None = None
        self._agreed = ""  # the file that may be replaced
        self.setWindowTitle("Export")
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(SPACE)
        column.addWidget(label("Export", "title"))
        self._fill(column)

    # layout

    def _fill(self, column: QVBoxLayout) -> None:
        self.formats = FormatCards(trained=bool(self._entries))
        self.formats.changed.connect(self._choose_format)
        self.runs = ChoiceField([(place, entry.name) for place, entry in enumerate(self._entries)], 0, mono=False)
        self.weights = Segmented([("best", "Best epoch"), ("last", "Last epoch")])
        self._proposed = str(self._proposal())
        self.path = TextField(self._proposed, mono=True)
        self.path.setMinimumWidth(430)
        self.browse_button = button("Browse", "folder-open")
        self.browse_button.clicked.connect(self._browse)
        column.addWidget(label("Files that need no Netloom, checked before they are kept.", "secondary"))
        column.addSpacing(SPACE)
        column.addWidget(heading("Format"))
        column.addWidget(self.formats)
        column.addSpacing(SPACE)
        column.addWidget(heading("Weights"))
        column.addWidget(self._weights())
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

    def _weights(self) -> QStackedWidget:
        """The run to take them from; of a script, and where there is none yet, what that means."""
        rows, none = QWidget(), QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Row("Run", self.runs, "Which run's weights"))
        column.addWidget(Row("Weights", self.weights, "Best: the epoch with the best validation result"))
        line = QHBoxLayout(none)
        line.setContentsMargins(0, 0, 0, 0)
        self.no_weights = label(
            SCRIPT_TEXT if self._entries else f"{SCRIPT_TEXT} {NO_RUN_TEXT}", "secondary", wrap=True
        )
        line.addWidget(self.no_weights, 1)
        self.train_button = button("Go to training")
        self.train_button.clicked.connect(self._go_to_training)
        self.train_button.setVisible(not self._entries)
        line.addWidget(self.train_button)
        self._sources = QStackedWidget()
        for part in (rows, none):
            self._sources.addWidget(part)
        self._sources.setCurrentIndex(0 if self.formats.chosen.trained else 1)
        return self._sources

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
        try:
            path = typed_path(self.path.value())
        except UsageError as error:
            self._failed(str(error))
            return
        if not path.name:
            self._failed("choose a file to write")
            return
        if not may_replace(self._session.confirm, path, self._agreed):
            return
        self._agreed = str(path)
        self._lock(True)
        self.folder_button.hide()
        if chosen.trained:
            self.result.wait(f"Writing {chosen.title} and comparing it with the live model")
            entry = self._entries[self.runs.value()]
            work = partial(_write, entry.folder, chosen.name, path, self.weights.value())
        else:
            self.result.wait("Writing the script, and running it to compare samples and loss")
            work = partial(_write_script, self._session.whole.copy(), self._session.base, path)
        self._task = Task(work, self)
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
        before, self._proposed = self._proposed, str(self._proposal())
        own = Path(self.path.value()).with_suffix(self.formats.chosen.suffix)
        self.path.set(self._proposed if self.path.value() == before else str(own))
        self._sources.setCurrentIndex(0 if self.formats.chosen.trained else 1)
        self.result.clear()
        self.folder_button.hide()

    @Slot()
    def _browse(self) -> None:
        suffix = self.formats.chosen.suffix
        chosen, _ = QFileDialog.getSaveFileName(self, "Export", self.path.value(), f"*{suffix}")
        if chosen:
            self.path.set(chosen)
            self._agreed = chosen  # the system's dialog has asked

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
        begin = "" if self.formats.chosen.trained else "train_"
        return base / f"{begin}{name.lower() or 'model'}{self.formats.chosen.suffix}"

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


def _write_script(project: Project, base: Path | None, path: Path) -> ExportReport:
    from app.export.script.exporting import export_script

    return export_script(project, base, path)
