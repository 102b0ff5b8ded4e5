"""First checks before a long run."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.session import Session
from app.ui.theme import restyle
from app.ui.widgets import button, heading, label

EXPLAINED = "A network that cannot learn 32 samples by heart will not learn the rest."


class ChecksPanel(QWidget):
    """ "Overfit one batch" and its finding."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.overfit = button("Overfit one batch", "beaker", tooltip=EXPLAINED)
        self.overfit.clicked.connect(self._start)
        self.sentence = label(EXPLAINED, "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading("Checks"))
        column.addWidget(self.overfit)
        column.addWidget(self.sentence)
        session.probed.connect(self._found)
        session.run_state.connect(self._follow)
        session.replaced.connect(self._reset)

    @Slot()
    def _start(self) -> None:
        self._say("Trying for 200 steps …", "secondary")
        self._session.overfit_probe()

    @Slot(object)
    def _found(self, result: object) -> None:
        self._say(result.sentence, "good" if result.passed else "error-text")  # type: ignore[attr-defined]

    @Slot()
    def _reset(self) -> None:
        self._say(EXPLAINED, "secondary")

    @Slot(str)
    def _follow(self, _state: str) -> None:
        self.overfit.setEnabled(not self._session.live)

    def _say(self, text: str, role: str) -> None:
        self.sentence.setText(text)
        self.sentence.setProperty("role", role)
        self.sentence.setWordWrap(True)
        restyle(self.sentence)
