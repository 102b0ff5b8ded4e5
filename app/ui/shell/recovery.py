"""What happens to an error that nobody caught: the work stays safe, and the person is told."""

from __future__ import annotations

import contextlib
import datetime
import sys
import threading
import traceback
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.errors import NetloomError
from app.home import home
from app.ui.session.asking import sentence
from app.ui.widgets import button, label

if TYPE_CHECKING:
    from app.ui.session import Session


class Recovery(QObject):
    """Takes the place of sys.excepthook and threading.excepthook while the window lives.

    Errors meant for people become messages. Any other is shown with its traceback, after a copy of the document
    was put into the user's data folder; the window stays usable.
    """

    _raised = Signal(object)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window, self._open = session, window, False
        self._raised.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Begin."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def remove(self) -> None:
        """Put the interpreter's own hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        if not isinstance(error, NetloomError):
            sys.__excepthook__(kind, error, trace)
        self._raised.emit(error)

    def _thread_hook(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self._hook(told.exc_type, told.exc_value, told.exc_traceback)

    @Slot(object)
    def _show(self, error: BaseException) -> None:
        if isinstance(error, NetloomError):
            self._session.message.emit(sentence(error))
        elif not self._open:
            self._open = True
            dialog = ErrorReport(error, self._keep_copy(), self._window)
            dialog.exec()
            dialog.deleteLater()
            self._open = False

    def _keep_copy(self) -> str:
        """Save a copy of a changed document, and of weights that are nowhere else; its path, or "" where there was
        nothing to save."""
        from app.graph.files.storage import save

        session, document = self._session, self._session.document
        stamp = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
        path = home() / "rescued" / f"{document.name}-{stamp}.netloom"
        kept = ""
        with contextlib.suppress(OSError, NetloomError):
            if document.dirty:
                path.parent.mkdir(parents=True, exist_ok=True)
                save(document.project, path)
                kept = str(path)
            if session.starts.unsaved:  # after the drawing, which is rescued even where this is what broke
                path.parent.mkdir(parents=True, exist_ok=True)
                save(document.project, path, session.starts.copies(path))
                kept = str(path)
        return kept


class ErrorReport(QDialog):
    """What broke, what was saved, and a text to report."""

    def __init__(self, error: BaseException, copy: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something broke")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label("Something in Netloom broke", "title"))
        kept = f"A copy of your drawing was saved as {copy}." if copy else "Your drawing has no unsaved changes."
        column.addWidget(label(f"The last action may not have been done. {kept} You can go on working.", "secondary"))
        self.details = "".join(traceback.format_exception(error))
        text = QPlainTextEdit(self.details)
        text.setReadOnly(True)
        text.setProperty("role", "code")
        column.addWidget(text)
        row = QHBoxLayout()
        copy_button = button("Copy the report", "copy")
        copy_button.clicked.connect(self._copy)
        close = button("Go on", kind="primary")
        close.clicked.connect(self.accept)
        row.addWidget(copy_button)
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)
        self.resize(640, 420)

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self.details)
