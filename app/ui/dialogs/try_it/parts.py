"""What stands where in the dialog "Try it"."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.ui.dialogs.try_it.answer_view import AnswerView
from app.ui.dialogs.try_it.draw_pad import SIDE, DrawPad
from app.ui.dialogs.try_it.writing import Writing
from app.ui.theme import PADDING
from app.ui.widgets import ChoiceField, button, label


class Parts(QDialog):
    """Inputs at the left, the answer at the right, what can be done below."""

    def __init__(self, runs: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pad, self.view = DrawPad(), AnswerView()
        self.writing = Writing(self)
        self.runs = ChoiceField(runs, mono=False)
        self.seen = QLabel()
        self.open_button = button("Open files…", "folder-open", tooltip="Tables, NumPy archives or pictures")
        self.sample_button = button("A held-out sample", "dices")
        self.clear_button = button("Clear", "eraser")
        self.close_button = button("Close")
        self.state = label("", "secondary")
        self._lay_out()
        self.runs.setVisible(bool(runs))
        self.open_button.setEnabled(False)
        self.sample_button.setEnabled(False)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        head = QHBoxLayout()
        head.addWidget(label("What does the network say?", "title"))
        head.addStretch(1)
        head.addWidget(self.runs)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(PADDING * 2)
        row.addWidget(self._inputs())
        self.answers = QStackedWidget()
        self.answers.addWidget(self.view)
        self.answers.addWidget(self.writing.page)
        row.addWidget(self.answers, 1)
        column.addLayout(row, 1)
        self.state.setMinimumHeight(18)
        column.addWidget(self.state)
        column.addLayout(self._buttons())
        self.resize(780, 540)

    def _inputs(self) -> QStackedWidget:
        self.seen.setFixedSize(56, 56)
        self.seen_row = QWidget()
        seen = QHBoxLayout(self.seen_row)
        seen.setContentsMargins(0, 0, 0, 0)
        seen.addWidget(self.seen)
        text = "What the network sees: the ink, scaled to its size. The right button wipes."
        seen.addWidget(label(text, "caption"), 1)
        self.drawing = QWidget()
        column = QVBoxLayout(self.drawing)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pad)
        column.addWidget(self.seen_row)
        column.addStretch(1)
        self.only_files = label("Open files of the kind that the network was trained on.", "secondary")
        self.stack = QStackedWidget()
        self.stack.setFixedWidth(SIDE)
        self.stack.addWidget(self.only_files)
        self.stack.addWidget(self.drawing)
        self.stack.addWidget(self.writing.form)
        return self.stack

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for made in (self.open_button, self.sample_button, self.clear_button, self.close_button):
            made.setAutoDefault(False)
            if made is self.close_button:
                row.addStretch(1)
            row.addWidget(made)
        return row
