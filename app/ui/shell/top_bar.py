"""The bar on top: document, pages, device, run, export."""

from __future__ import annotations

import os

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QToolButton, QWidget

from app.ui.actions import PAGES
from app.ui.session import Session
from app.ui.shell.brand import mark
from app.ui.shell.run_buttons import NOTHING_OPEN, RunButtons
from app.ui.widgets import Segmented, button, label

HEIGHT = 48
NARROW, WIDE = 1040, 1480
SHORT, NAME, WIDEST_NAME = 0, 56, 160
"""Px for the name of the run that the next one goes on from."""
EXPORT_TIP = "Take the model away as Python, safetensors or ONNX (Ctrl+E)"


class TopBar(QFrame):
    """Shows what is open and where one is; asks for pages and actions."""

    page_chosen = Signal(str)
    settings_asked = Signal()
    export_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("role", "bar")
        self.setFixedHeight(HEIGHT)
        self.pages = Segmented(list(PAGES))
        self.pages.set("")
        self.pages.changed.connect(self.page_chosen)
        self.menu_button = self._menu_button()
        self.run_buttons = RunButtons(session)
        self.title, self.file = label("Netloom", "subtitle"), label("", "secondary", wrap=False)
        self.device = button("", kind="quiet", tooltip="Where it trains; click for the settings")
        self.device.clicked.connect(self.settings_asked)
        self.export = button("Export…")
        self.export.clicked.connect(self.export_asked)
        self._lay_out()
        session.document_changed.connect(self.show_document)
        session.settings_changed.connect(self.show_device)
        session.ready_changed.connect(self._ready)
        session.grower.changed.connect(self._fit)
        self.show_device()
        self._ready()

    @Slot()
    def show_document(self) -> None:
        """Title, file name and whether it has unsaved changes; what can be done with it."""
        self.run_buttons.set_open(self._is_open)
        self._ready()
        if not self._is_open:
            self.title.setText("Netloom")
            self.file.setText("")
            return
        document = self._session.document
        title = self.title.fontMetrics().elidedText(document.project.title, Qt.TextElideMode.ElideRight, 240)
        self.title.setText(title)
        name = f"{document.name}.netloom" if document.path else "not saved yet"
        name = self.file.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, 220)
        self.file.setText(f"{name} · edited" if document.dirty else name)
        self.file.setToolTip(str(document.path or "Not saved to a file yet"))

    @Slot()
    def show_device(self) -> None:
        """The device and the threads that the recipe and the settings give."""
        settings = self._session.settings
        threads = settings.threads or max(1, (os.cpu_count() or 2) - 1)
        names = {"auto": "CPU", "cpu": "CPU", "cuda": "CUDA", "mps": "MPS"}
        name = names[settings.device]
        if settings.device == "auto" and self._session.ready:
            name = best_device()
        unit = "thread" if threads == 1 else "threads"
        self.device.setText(f"{name} · {threads} {unit}" if name == "CPU" else name)

    @Slot()
    def _ready(self) -> None:
        self.export.setEnabled(self._session.ready and self._is_open)
        self.export.setToolTip(EXPORT_TIP if self._is_open else NOTHING_OPEN)
        self.show_device()

    @property
    def _is_open(self) -> bool:
        """Whether a document is in sight: on the welcome page none is."""
        return bool(self.pages.value())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """A narrow window has no room for the device, which the settings tell too, and little for a run's name."""
        begins = self._session.grower.start is not None
        self.device.setVisible(self.width() >= (WIDE if begins else NARROW))
        self.run_buttons.set_room(WIDEST_NAME if self.width() >= WIDE else NAME if self.width() >= NARROW else SHORT)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 0, 16, 0)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        left, right = QHBoxLayout(), QHBoxLayout()
        left.setSpacing(10)
        right.setSpacing(8)
        for part in (self.menu_button, self.title, self.file):
            left.addWidget(part)
        left.addStretch(1)
        right.addStretch(1)
        for part in (self.device, self.run_buttons, self.export):
            right.addWidget(part)
        self.device.setProperty("kind", "chip")
        # Both sides ask for the same width, so that the pages stand in the middle of the window.
        sides = [_side(left), _side(right)]
        grid.addWidget(sides[0], 0, 0)
        grid.addWidget(self.pages, 0, 1, Qt.AlignmentFlag.AlignCenter)
        grid.addWidget(sides[1], 0, 2)

    def _menu_button(self) -> QToolButton:
        made = QToolButton()
        made.setIcon(QIcon(mark(22)))
        made.setIconSize(QSize(22, 22))
        made.setToolTip("Menu")
        made.setAccessibleName("Menu")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return made


def best_device() -> str:
    """What "auto" comes to on this machine; torch has to be loaded."""
    from app.training.device import choose_device

    return {"cuda": "CUDA", "mps": "MPS"}.get(choose_device("auto").type, "CPU")


def _side(row: QHBoxLayout) -> QWidget:
    side = QWidget()
    row.setContentsMargins(0, 0, 0, 0)
    side.setLayout(row)
    side.setMinimumWidth(1)
    return side
