"""The editor of a Python layer: code at the left, the node it makes at the right, what is wrong below."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.errors import ProjectError
from app.ui.dialogs.python_layer.reading import Reading, in_short, read
from app.ui.dialogs.python_layer.signature import Signature
from app.ui.dialogs.python_layer.state_line import StateLine
from app.ui.dialogs.python_layer.templates import EXAMPLES, Example
from app.ui.dialogs.python_layer.writing import Trouble, Writing
from app.ui.panels.code.editor import CodeEditor
from app.ui.panels.code.paper import paper
from app.ui.session import Session
from app.ui.session.asking import sentence
from app.ui.theme import SPACE
from app.ui.widgets import button, label, menu

QUIET_MS = 150
"""The text is read again when nobody has typed for so long."""

SIZE = (1000, 680)
ABOUT = "One class of PyTorch code. It belongs to the document and runs with all that you may do on this machine."
KEYS = "Ctrl+Enter takes the code · Esc closes · Ctrl+Tab leaves the text"
DROP = (
    "Drop what you wrote?",
    "The code was changed and not taken.",
    [("", "Go on writing", "quiet"), ("drop", "Drop it", "primary")],
)


class PythonLayerDialog(QDialog):
    """Reads while one types; takes only what can be read. Esc asks before it drops what was written."""

    def __init__(self, session: Session, writing: Writing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._writing = session, writing
        self._taken = writing.code
        self.reading = Reading()
        self.setWindowTitle(writing.title)
        self.setModal(True)
        self.setSizeGripEnabled(True)
        self.editor = CodeEditor(writing.code)
        self.signature = Signature()
        self.state = StateLine()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self.read)
        self._lay_out()
        self.apply_button.setVisible(self._writing.again)
        self._wire()
        self.resize(*SIZE)
        self.read()
        self.editor.setFocus()

    @property
    def changed(self) -> bool:
        """Whether something is written that was not taken."""
        return self.editor.text() != self._taken

    @Slot()
    def read(self) -> None:
        """Read the text as it is now and say what it makes, or where it is wrong."""
        self._timer.stop()
        self.reading = read(self.editor.text(), self._writing.layer_id, self._writing.why_not)
        self._show()

    @Slot()
    def apply(self) -> bool:
        """Put the code into the document; whether it could be."""
        self.read()
        if self.reading.layer is None:
            self.editor.go_to(self.reading.line or 1)
            return False
        text = self.editor.text()
        if text != self._taken or not self._writing.again:
            try:
                self._writing.take(self.reading.layer.code)
            except ProjectError as error:
                self.state.fail(f"{sentence(error)}.")
                return False
            self._taken = text
        self._show()
        return True

    @Slot()
    def finish(self) -> None:
        """Put the code into the document and close."""
        if self.apply():
            self.accept()

    def reject(self) -> None:
        if not self.changed or self._session.confirm(*DROP) == "drop":
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.reject()
        if self.isVisible():
            event.ignore()

    # inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(SPACE)
        head = QHBoxLayout()
        head.addWidget(label(self._writing.title, "title"), 1)
        head.addWidget(self._examples())
        column.addLayout(head)
        column.addWidget(label(ABOUT, "secondary"))
        column.addSpacing(4)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(paper(self.editor), 1)
        middle.addWidget(self.signature)
        column.addLayout(middle, 1)
        column.addWidget(self.state)
        column.addSpacing(4)
        column.addLayout(self._buttons())

    def _examples(self) -> QPushButton:
        self.examples = button("Examples", "file-code", tooltip="Begin with another layer; Ctrl+Z brings yours back")
        listed = menu(parent=self)
        for example in EXAMPLES:
            row = listed.addAction(example.title)
            row.setToolTip(example.about)
            row.triggered.connect(partial(self._begin_with, example))
        self.examples.setMenu(listed)
        self.examples.setAutoDefault(False)
        return self.examples

    def _buttons(self) -> QHBoxLayout:
        self.cancel_button = button("Cancel")
        self.apply_button = button("Apply", tooltip="Put it into the document and go on writing; undo takes it back")
        self.ok_button = button(self._writing.caption, kind="primary", tooltip="Ctrl+Enter")
        row = QHBoxLayout()
        row.addWidget(label(KEYS, "faint"), 1)
        for each in (self.cancel_button, self.apply_button, self.ok_button):
            each.setAutoDefault(False)
            row.addWidget(each)
        return row

    def _wire(self) -> None:
        self.editor.textChanged.connect(self._timer.start)
        self.editor.committed.connect(self.finish)
        self.state.asked.connect(self.editor.go_to)
        self.cancel_button.clicked.connect(self.reject)
        self.apply_button.clicked.connect(self.apply)
        self.ok_button.clicked.connect(self.finish)
        self._session.problems_changed.connect(self._show)

    @Slot()
    def _begin_with(self, example: Example, _checked: bool = False) -> None:
        self.editor.write(example.named_for(self._session.whole))
        self.read()
        self.editor.setFocus()

    @Slot()
    def _show(self) -> None:
        """Mark the line, tell the state, and let only what can be read be taken."""
        layer = self.reading.layer
        self.editor.mark_line(self.reading.line or self._trouble().line)
        self.signature.set_current(layer is not None)
        if layer is not None:
            self.signature.show_layer(layer)
        for each in (self.apply_button, self.ok_button):
            each.setEnabled(layer is not None)
        self._tell()

    def _tell(self) -> None:
        reading, trouble = self.reading, self._trouble()
        if reading.layer is None:
            self.state.fail(reading.reason, reading.line)
        elif trouble.text:
            self.state.warn(f"{trouble.text}.", trouble.line)
        else:
            self.state.tell(in_short(reading.layer))

    def _trouble(self) -> Trouble:
        """What is wrong where it is used; nothing is known of what was not taken yet."""
        return Trouble() if self.changed else self._writing.trouble()
