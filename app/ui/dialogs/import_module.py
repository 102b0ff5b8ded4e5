"""A PyTorch module somebody wrote becomes an open drawing with its weights."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.errors import UsageError
from app.home import typed_path
from app.ui.dialogs.import_work import Wanted, facts, listed, run
from app.ui.dialogs.notice import notice
from app.ui.dialogs.result import ResultPanel
from app.ui.session import Session
from app.ui.session.asking import may_replace
from app.ui.session.files import SUFFIX
from app.ui.session.task import Task
from app.ui.theme import SPACE
from app.ui.widgets import ChoiceField, Row, TextField, button, heading, label

if TYPE_CHECKING:
    from app.importing.importer import Imported, ImportRefusedError

WIDTH = 640
CLOSE = "Close"
KEEP = "What can be written becomes a layer in Python, to be read and changed in the document."
WARNING = (
    "Importing runs the code in this file, with all that you may do on this machine. Import only what you would run."
)
INPUTS = "The batch first: 1,3,32,32; tokens as 1,16:int64; several with ; between them; empty: guessed"


class ImportDialog(QDialog):
    """Choose a Python file and what gives the module in it; the import is made in the background.

    Attributes:
        opened: the project that the person wants to see, None before.
    """

    def __init__(self, session: Session, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._folder = session, folder
        self._task: Task | None = None
        self._agreed = self._proposed = ""  # the file that may be replaced, and the name that was offered
        self._wanted: Wanted | None = None
        self.opened: Path | None = None
        self.setWindowTitle("Import PyTorch module")
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(SPACE)
        column.addWidget(label("Import PyTorch module", "title"))
        self._fill(column)
        for each in self.findChildren(QPushButton):
            each.setAutoDefault(False)  # Enter in a field must not run anybody's code

    # layout

    def _fill(self, column: QVBoxLayout) -> None:
        about = "An nn.Module becomes an editable drawing with its weights, compared bit by bit."
        column.addWidget(label(about, "secondary"))
        column.addSpacing(SPACE)
        column.addWidget(heading("Python file"))
        self.file = TextField("", "net.py", mono=True)
        self.file.changed.connect(self._look)
        self.file_button = button("Browse", "folder-open")
        self.file_button.clicked.connect(self._browse_file)
        column.addLayout(_beside(self.file, self.file_button))
        self.factory = ChoiceField()
        self.factory.setMinimumWidth(280)
        self.factory.changed.connect(self._propose)
        self.inputs = TextField("", "guessed from the first layer", mono=True)
        self.inputs.setFixedWidth(280)
        column.addWidget(Row("Function or class", self.factory, "What gives the module when it is called"))
        column.addWidget(Row("Sizes of the inputs", self.inputs, INPUTS))
        column.addSpacing(SPACE)
        column.addWidget(heading("Project file"))
        self.path = TextField("", mono=True)
        self.path_button = button("Browse", "folder-open")
        self.path_button.clicked.connect(self._browse_path)
        column.addLayout(_beside(self.path, self.path_button))
        column.addSpacing(SPACE)
        column.addWidget(notice(WARNING))
        self.result = ResultPanel()
        column.addWidget(self.result)
        column.addSpacing(SPACE)
        column.addLayout(self._buttons())
        for field in (self.inputs, self.path):
            field.changed.connect(self._start_over)
        self._allow()

    def _buttons(self) -> QHBoxLayout:
        self.close_button = button(CLOSE)
        self.close_button.clicked.connect(self.reject)
        self.keep_button = button("Keep as Python layers", "", "primary")
        self.keep_button.setToolTip("Write these calls as layers of the document, trusted on this computer")
        self.keep_button.clicked.connect(self.keep)
        self.keep_button.hide()
        self.import_button = button("Import", "upload", "primary")
        self.import_button.clicked.connect(self.begin)
        self.open_button = button("Open the drawing", "", "primary")
        self.open_button.clicked.connect(self.accept)
        self.open_button.hide()
        row = QHBoxLayout()
        row.addStretch(1)
        for each in (self.close_button, self.keep_button, self.import_button, self.open_button):
            row.addWidget(each)
        return row

    # what happens

    @Slot()
    def begin(self) -> None:
        """Import in the background."""
        for field in (self.file, self.inputs, self.path):
            field.commit()
        place = f"{self.file.value()}:{self.factory.value()}"
        try:
            path = typed_path(self.path.value())
        except UsageError as error:
            self.result.fail(str(error))
            return
        if reason := self._refusal(path):
            self.result.fail(reason)
            return
        if not may_replace(self._session.confirm, path, self._agreed):
            return
        inputs = tuple(text.strip() for text in self.inputs.value().split(";") if text.strip())
        self._run(Wanted(place, inputs, path))

    @Slot()
    def keep(self) -> None:
        """The same import once more, with layers in Python for what no kind does."""
        if self._wanted is not None:
            self._run(replace(self._wanted, keep=True))

    def _run(self, wanted: Wanted) -> None:
        self.opened, self._wanted = None, wanted
        self._offer(False)
        self._lock(True)
        self.result.wait("Tracing, drawing, and comparing with the original")
        self._task = Task(partial(run, wanted), self)
        self._task.done.connect(self._finished)
        self._task.failed.connect(self._failed)
        self._task.start()

    def _refusal(self, path: Path) -> str:
        """Why the project cannot be written there, "" where it can."""
        if path.suffix != SUFFIX:
            return f"The project file ends with {SUFFIX}; {path.name or 'nothing'} does not"
        opened = self._session.document.path
        if opened is not None and path.resolve() == opened.resolve():
            return f"{path.name} is open now; choose another name for the import"
        return ""

    @Slot(object)
    def _finished(self, answer: tuple[Path, Imported] | ImportRefusedError) -> None:
        self._lock(False)
        if not isinstance(answer, tuple):
            reason = str(answer).partition(": ")[0] if answer.unmapped else str(answer)
            self.result.fail(reason, listed(answer.unmapped), KEEP if answer.keepable else "")
            self._offer(answer.keepable)
            self._fit()
            return
        self.opened, imported = answer
        self.result.succeed(imported.checked.sentence, facts(imported))
        self.import_button.hide()
        self.open_button.show()
        self.open_button.setDefault(True)
        self._fit()

    @Slot(str)
    def _failed(self, reason: str) -> None:
        self._lock(False)
        self.result.fail(reason)
        self._fit()

    @Slot(object)
    def _look(self, _: object) -> None:
        """Offer what the file holds; it is read, not run."""
        self._start_over()
        names = self._factories()
        self.factory.set_choices(names)
        if names:
            self.factory.set(names[0])
        self._propose()
        self._allow()

    def _factories(self) -> list[str]:
        """What the file holds; a path that cannot be read is told."""
        from app.importing.loading import factories_in

        try:
            return factories_in(typed_path(self.file.value()))
        except UsageError as error:
            self.result.fail(str(error))
            return []

    @Slot()
    def _propose(self, _: object = None) -> None:
        """A project beside the file."""
        if not self.factory.value():
            return
        self._start_over()
        if self.path.value() in ("", self._proposed):
            self._proposed = str(typed_path(self.file.value()).with_suffix(SUFFIX))
            self.path.set(self._proposed)

    @Slot()
    def _start_over(self, _: object = None) -> None:
        self.opened = None
        self.result.clear()
        self.open_button.hide()
        self._offer(False)
        self.import_button.show()

    def _offer(self, keep: bool) -> None:
        """Offer to keep the listed calls, or to stop here."""
        self.keep_button.setVisible(keep)
        self.import_button.setVisible(not keep)
        self.close_button.setText("Stop" if keep else CLOSE)

    @Slot()
    def _browse_file(self) -> None:
        begin = self.file.value() or str(self._folder)
        name, _ = QFileDialog.getOpenFileName(self, "Choose a Python file", begin, "Python files (*.py)")
        if name:
            self.file.set(name)
            self._look(name)

    @Slot()
    def _browse_path(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Project file", self.path.value(), f"*{SUFFIX}")
        if name:
            self._agreed = str(Path(name).with_suffix(SUFFIX))  # the system's dialog has asked
            self.path.set(self._agreed)

    def _fit(self) -> None:
        """Make room for the list, and take back what nothing needs."""
        self.layout().activate()
        self.resize(self.width(), self.layout().totalHeightForWidth(self.width()))

    def _lock(self, busy: bool) -> None:
        for part in (self.file, self.file_button, self.factory, self.inputs, self.path, self.path_button):
            part.setEnabled(not busy)
        self.close_button.setEnabled(not busy)
        self.import_button.setEnabled(not busy)
        self.keep_button.setEnabled(not busy)

    def _allow(self) -> None:
        known = bool(self.factory.value())
        self.import_button.setEnabled(known)
        self.factory.setEnabled(known)
        self.factory.setPlaceholderText("" if known else "choose a file first")

    @property
    def busy(self) -> bool:
        """Whether an import is being made; the dialog stays open as long."""
        return self._task is not None and self._task.busy

    def reject(self) -> None:
        if not self.busy:
            self.opened = None
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.busy:
            event.ignore()
        else:
            super().closeEvent(event)


def _beside(field: QWidget, tool: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(field, 1)
    row.addWidget(tool)
    return row
