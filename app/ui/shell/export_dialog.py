"""Taking a trained model away: what, of which run, where to, and the check against the live model."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.export.formats import FORMATS
from app.ui.session import RunEntry, Session
from app.ui.session.task import Task
from app.ui.widgets import ChoiceField, EmptyState, Row, TextField, button, heading, label

WIDTH = 560


class ExportDialog(QDialog):
    """Writes in the background; says the measured difference, or why nothing was written."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self._written: Path | None = None
        self.setWindowTitle("Export")
        self.setFixedWidth(WIDTH)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(6)
        self._column.addWidget(label("Export the trained model", "title"))
        runs = [entry for entry in session.runs if _has_weights(entry)]
        if runs:
            self._build(runs)
        else:
            self._column.addWidget(
                EmptyState(
                    "package",
                    "Nothing is trained yet",
                    "Run this network until the end of its first epoch; its weights can be exported from then on.",
                    "Close",
                    self.reject,
                )
            )

    def _build(self, runs: list[RunEntry]) -> None:
        self.formats = QButtonGroup(self)
        self._column.addSpacing(8)
        self._column.addWidget(heading("Format"))
        for place, each in enumerate(FORMATS):
            choice = QRadioButton(each.title)
            choice.setChecked(place == 0)
            self.formats.addButton(choice, place)
            line = label(each.summary, "caption")
            line.setContentsMargins(24, 0, 0, 4)
            self._column.addWidget(choice)
            self._column.addWidget(line)
        self.formats.idToggled.connect(self._follow_format)
        self._column.addSpacing(8)
        self._column.addWidget(heading("Model"))
        newest = self._session.run.entry if self._session.run and self._session.run.entry in runs else runs[-1]
        self.run = ChoiceField([(entry, entry.name) for entry in reversed(runs)], newest, mono=False)
        self.run.setMaximumWidth(340)
        self.weights = ChoiceField([("best", "best epoch"), ("last", "last epoch")], "best", mono=False)
        self.place = TextField(str(self._proposed()))
        self.place.setMinimumWidth(320)
        browse = button("Browse…")
        browse.clicked.connect(self._browse)
        self._column.addWidget(Row("Run", self.run))
        self._column.addWidget(Row("Weights", self.weights))
        file_row = QHBoxLayout()
        file_row.addWidget(Row("File", self.place), 1)
        file_row.addWidget(browse)
        self._column.addLayout(file_row)
        self._column.addSpacing(10)
        self._add_foot()

    def _add_foot(self) -> None:
        self.result = QLabel("What is written is run and compared with the live model before it is kept.")
        self.result.setWordWrap(True)
        self.result.setProperty("role", "secondary")
        self.result.setMinimumHeight(76)
        self.result.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self.result)
        row = QHBoxLayout()
        self.show_folder = button("Show in folder", "folder-open")
        self.show_folder.clicked.connect(self._open_folder)
        self.show_folder.hide()
        close = button("Close")
        close.clicked.connect(self.reject)
        self.write = button("Export", "download", "primary")
        self.write.clicked.connect(self._export)
        row.addWidget(self.show_folder)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.write)
        self._column.addLayout(row)

    @Slot()
    def _export(self) -> None:
        from app.export.export import export

        form = FORMATS[self.formats.checkedId()]
        entry, path = self.run.value(), Path(self.place.text()).expanduser()
        self._say("secondary", f"Writing {path.name} and comparing it with the live model…")
        self.write.setEnabled(False)
        self._task = Task(partial(export, entry.folder, form.name, path, self.weights.value()), self)
        self._task.done.connect(self._done)
        self._task.failed.connect(self._failed)
        self._task.start()

    @Slot(object)
    def _done(self, report: object) -> None:
        self.write.setEnabled(True)
        self._written = report.path  # type: ignore[attr-defined]
        names = ", ".join(file.name for file in report.files)  # type: ignore[attr-defined]
        parts = [f"Exported and checked: {report.sentence}.", report.judgement, f"Wrote {names}."]  # type: ignore[attr-defined]
        self._say("good", "\n".join(part for part in parts if part))
        self.show_folder.show()

    @Slot(str)
    def _failed(self, text: str) -> None:
        self.write.setEnabled(True)
        self._say("error-text", f"Nothing was written. {text}.")

    def _say(self, role: str, text: str) -> None:
        self.result.setProperty("role", role)
        self.result.style().unpolish(self.result)
        self.result.style().polish(self.result)
        self.result.setText(text)

    @Slot(int, bool)
    def _follow_format(self, place: int, on: bool) -> None:
        if on:
            self.place.set(str(Path(self.place.text()).with_suffix(FORMATS[place].suffix)))

    @Slot()
    def _browse(self) -> None:
        suffix = FORMATS[self.formats.checkedId()].suffix
        name, _ = QFileDialog.getSaveFileName(self, "Export to", self.place.text(), f"*{suffix}")
        if name:
            self.place.set(name)

    @Slot()
    def _open_folder(self) -> None:
        if self._written:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))

    def _proposed(self) -> Path:
        document = self._session.document
        folder = document.path.parent if document.path else Path.home()
        return folder / f"{document.name.replace('-', '_')}{FORMATS[0].suffix}"

    def done(self, code: int) -> None:
        """Closing waits for what is being written."""
        if self._task:
            self._task.close()
        super().done(code)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.done(0)
        super().closeEvent(event)


def _has_weights(entry: RunEntry) -> bool:
    return (
        entry.folder.checkpoint("best.safetensors").is_file() or entry.folder.checkpoint("last.safetensors").is_file()
    )
