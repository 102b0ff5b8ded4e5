"""The code of a document's Python layers, to be read and then trusted or not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.graph.python_layers.layer import CustomLayer
from app.ui.dialogs.trust.reach import reaches, told
from app.ui.panels.code.paper import paper
from app.ui.panels.code.view import CodeView
from app.ui.theme import PADDING, SPACE, icon, pixmap, set_role
from app.ui.widgets import button, label

SIZE = (940, 640)
LIST_WIDTH = 208
ABOUT = (
    "Trusted code runs with all that you may do on this machine: it can read, change and send your files. None of this "
    "has run. Your trust is in exactly these texts, here and in every project that holds them."
)
REACHES = "Look at these first: {}. What is not listed can reach as far; only reading tells."
PLAIN = "It imports what layers usually import. That alone proves nothing: read it."


class TrustDialog(QDialog):
    """Shows every text; Trust can be pressed once each of them has been in sight.

    Attributes:
        read: sha256 of the texts that were in sight.
    """

    def __init__(self, layers: Sequence[CustomLayer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = list(layers)
        self.read: set[str] = set()
        self.setWindowTitle("Read, then trust")
        self.setModal(True)
        self.setSizeGripEnabled(True)
        self.list = self._make_list()
        self.view = CodeView()
        self.view.tone = "attention"
        self.view.setLineWrapMode(CodeView.LineWrapMode.WidgetWidth)  # nothing hides far to the right
        self.view.setAccessibleName("Code to be read")
        self.summary = label("", "secondary")
        self._picture = QLabel()
        self._picture.setFixedWidth(18)
        self.later_button = button("Not now")
        self.trust_button = button("", "shield-check", "primary")
        self._lay_out()
        self.later_button.clicked.connect(self.reject)
        self.trust_button.clicked.connect(self.accept)
        self.list.currentRowChanged.connect(self._show)
        self.resize(*SIZE)
        self.list.setCurrentRow(0)
        (self.list if len(self._layers) > 1 else self.view).setFocus()

    def _make_list(self) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName("Python layers of this project")
        made.setFixedWidth(LIST_WIDTH)
        made.setFrameShape(QFrame.Shape.NoFrame)
        for layer in self._layers:
            item = QListWidgetItem(icon("file-code", "secondary"), layer.name)
            item.setToolTip(layer.note)
            item.setSizeHint(QSize(0, 32))
            made.addItem(item)
        made.setVisible(len(self._layers) > 1)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(SPACE)
        count = len(self._layers)
        title = f"Python code in {count} layers" if count > 1 else f"Python code of {self._layers[0].name}"
        column.addWidget(label(title, "title", wrap=True))
        column.addWidget(label(ABOUT, "secondary"))
        column.addSpacing(4)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.list)
        middle.addWidget(paper(self.view), 1)
        column.addLayout(middle, 1)
        column.addWidget(self._reach_line())
        column.addSpacing(4)
        row = QHBoxLayout()
        row.addStretch(1)
        for each in (self.later_button, self.trust_button):
            each.setAutoDefault(False)
            row.addWidget(each)
        column.addLayout(row)

    def _reach_line(self) -> QFrame:
        line = QFrame()
        set_role(line, "inset")
        row = QHBoxLayout(line)
        row.setContentsMargins(PADDING - 4, 8, PADDING, 8)
        row.setSpacing(10)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.summary, 1)
        return line

    @Slot(int)
    def _show(self, row: int) -> None:
        """Bring a text into sight."""
        layer = self._layers[row]
        found = reaches(layer.code)
        self.view.show_text(layer.code)
        self.view.read_from(1)
        self.view.mark(tuple((line, line) for line, _ in found), scroll=False)
        self.summary.setText(REACHES.format(told(found)) if found else PLAIN)
        self._picture.setPixmap(pixmap(*(("triangle-alert", 16, "attention") if found else ("info", 16, "secondary"))))
        self.read.add(layer.sha256)
        self.list.item(row).setIcon(icon("check", "good"))
        self._allow()

    def _allow(self) -> None:
        unread = sum(each.sha256 not in self.read for each in self._layers)
        count = len(self._layers)
        self.trust_button.setText(f"Trust these {count}" if count > 1 else "Trust")
        self.trust_button.setEnabled(not unread)
        self.trust_button.setToolTip(f"{unread} more to read" if unread else "Lets this code run, now and later")
