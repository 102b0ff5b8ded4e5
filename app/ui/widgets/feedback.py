"""What the window says back: empty places that teach, passing notes, questions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.theme import pixmap, theme
from app.ui.widgets.buttons import Kind, button, tool_button
from app.ui.widgets.labels import label

TOAST_MS = 6000
WIDEST_TOAST = 560
"""Of its text, px."""


class EmptyState(QWidget):
    """What a place is for, and the one button to press."""

    def __init__(
        self,
        icon: str,
        title: str,
        text: str,
        action_text: str = "",
        callback: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(self._picture)
        self.title = label(title, "title")
        self.text = label(text, "secondary")
        for text_label in (self.title, self.text):
            text_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.title)
        self.text.setMaximumWidth(440)
        row = QHBoxLayout()
        row.addWidget(self.text)
        column.addLayout(row)
        self.action: QPushButton | None = None
        if action_text and callback:
            self.action = button(action_text, kind="primary")
            self.action.clicked.connect(callback)
            column.addSpacing(8)
            column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        self._draw()
        theme().changed.connect(self._draw)

    def _draw(self) -> None:
        self._picture.setPixmap(pixmap(self._icon, 32, "faint"))


class Toast(QFrame):
    """A passing note at the bottom of a window, with at most one thing to do."""

    def __init__(self, host: QWidget, text: str, action_text: str, callback: Callable[[], object] | None) -> None:
        super().__init__(host)
        self.setObjectName("toast")
        self.setProperty("role", "toast")
        self._callback = callback
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        self.text = label(text, wrap=len(text) > 90)
        if len(text) > 90:  # a wrapped label would rather be narrow and high
            half = self.text.fontMetrics().horizontalAdvance(text) // 2 + 40
            self.text.setMinimumWidth(min(half, WIDEST_TOAST))
        self.text.setMaximumWidth(WIDEST_TOAST)
        row.addWidget(self.text)
        if action_text and callback:
            act = button(action_text, kind="link")
            act.clicked.connect(self._act)
            row.addWidget(act)
        close = tool_button("x", "Dismiss")
        close.clicked.connect(self.dismiss)
        row.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self._timer.start(TOAST_MS)
        host.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()

    @property
    def offers(self) -> bool:
        """Whether there is something to do."""
        return self._callback is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        elif event.type() == QEvent.Type.Close:
            self._timer.stop()
        return False

    @Slot()
    def dismiss(self) -> None:
        """Go away."""
        self._timer.stop()
        self.hide()
        self.deleteLater()

    @Slot()
    def _act(self) -> None:
        self.dismiss()
        if self._callback:
            self._callback()

    def _place(self) -> None:
        host = self.parentWidget()
        self.adjustSize()
        self.move((host.width() - self.width()) // 2, host.height() - self.height() - 48)


def withdraw_offers(widget: QWidget) -> None:
    """Take back the notes of the widget's window that offer something to do: what they speak of is gone."""
    for note in widget.window().findChildren(Toast, "toast", Qt.FindChildOption.FindDirectChildrenOnly):
        if note.offers:
            note.dismiss()


def toast(widget: QWidget, text: str, action_text: str = "", callback: Callable[[], object] | None = None) -> Toast:
    """Say something in passing at the bottom of the widget's window; replaces an earlier note."""
    host = widget.window()
    for earlier in host.findChildren(Toast, "toast", Qt.FindChildOption.FindDirectChildrenOnly):
        earlier.dismiss()
    return Toast(host, text, action_text, callback)


class Question(QDialog):
    """A title, a sentence and some buttons; the first primary one is the default, Esc gives ""."""

    def __init__(self, parent: QWidget | None, title: str, text: str, buttons: list[tuple[str, str, Kind]]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.answer = ""
        self.buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(title, "title", wrap=True))
        body = label(text, "secondary")
        body.setMinimumWidth(380)
        column.addWidget(body)
        column.addSpacing(12)
        row = QHBoxLayout()
        row.addStretch(1)
        for name, caption, kind in buttons:
            made = button(caption, kind=kind)
            made.setObjectName(name)
            made.setAutoDefault(False)
            made.setDefault(kind == "primary")
            made.clicked.connect(self._answered)
            self.buttons[name] = made
            row.addWidget(made)
        column.addLayout(row)

    @Slot()
    def _answered(self) -> None:
        self.answer = self.sender().objectName()
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.answer = ""
        super().keyPressEvent(event)


def ask(parent: QWidget | None, title: str, text: str, buttons: list[tuple[str, str, Kind]]) -> str:
    """Ask one question and wait; gives the id of the button, "" where it was dismissed."""
    question = Question(parent, title, text, buttons)
    question.exec()
    answer = question.answer
    question.deleteLater()
    return answer
