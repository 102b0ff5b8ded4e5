"""Theme, device, threads, and what Python code is trusted."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.session import Session
from app.ui.settings import DEVICES
from app.ui.theme import theme
from app.ui.widgets import ChoiceField, NumberField, Row, Segmented, button, heading, label

NAMES = {"auto": "Best available", "cpu": "CPU", "cuda": "NVIDIA GPU (CUDA)", "mps": "Apple GPU (MPS)"}


class SettingsDialog(QDialog):
    """Every change acts and is kept at once."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        settings = session.settings
        self.setWindowTitle("Settings")
        self.theme = Segmented([("system", "System"), ("dark", "Dark"), ("light", "Light")])
        self.theme.set(settings.theme)
        self.device = ChoiceField([(name, NAMES[name]) for name in DEVICES], settings.device, mono=False)
        self.threads = NumberField(settings.threads, 1, 1024, True, optional=True, empty="auto")
        self.theme.changed.connect(self._set_theme)
        self.device.changed.connect(self._set_device)
        self.threads.changed.connect(self._set_threads)
        auto = max(1, (os.cpu_count() or 2) - 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(4)
        column.addWidget(label("Settings", "title"))
        column.addSpacing(8)
        column.addWidget(heading("Appearance"))
        column.addWidget(Row("Theme", self.theme))
        column.addSpacing(12)
        column.addWidget(heading("Training"))
        column.addWidget(Row("Device", self.device, "Where recipes that say auto train"))
        column.addWidget(Row("CPU threads", self.threads, "For recipes that leave the number open"))
        note = label(
            f"Left on auto, {auto} of {os.cpu_count() or 1} cores train and the window keeps one. "
            "A different number of threads gives different last bits; it is recorded with every run.",
            "caption",
        )
        column.addWidget(note)
        column.addSpacing(12)
        column.addWidget(heading("Python code"))
        self.trusted = label("", "value")
        self.forget_button = button("Forget all", tooltip="Open projects ask again before their code runs")
        self.forget_button.clicked.connect(self._forget)
        column.addLayout(self._trust_row())
        column.addSpacing(16)
        close = button("Done", kind="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(460)

    def _trust_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(12)
        row.addWidget(label("Texts that you trust"), 1)
        row.addWidget(self.trusted)
        row.addWidget(self.forget_button)
        self._count()
        return row

    def _count(self) -> None:
        count = self._session.trusting.count
        self.trusted.setText(f"{count:,}")
        self.forget_button.setEnabled(count > 0)

    @Slot()
    def _forget(self) -> None:
        self._session.trusting.forget_all()
        self._count()

    @Slot(str)
    def _set_theme(self, mode: str) -> None:
        theme().set_mode(mode)
        self._keep(theme=mode)

    @Slot(object)
    def _set_device(self, device: str) -> None:
        self._keep(device=device)

    @Slot(object)
    def _set_threads(self, threads: int | None) -> None:
        self._keep(threads=threads)

    def _keep(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self._session.settings, name, value)
        self._session.settings.save()
        self._session.settings_changed.emit()
