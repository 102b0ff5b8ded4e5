"""Run, which becomes Pause or Resume, and Stop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.session import Session
from app.ui.theme import restyle, theme
from app.ui.widgets import button, menu, tool_button

LOOKS = {
    "idle": ("Run", "play", "run", "Train the drawing (Ctrl+Enter)"),
    "starting": ("Pause", "pause", "quiet", "Loads the data and builds the module"),
    "running": ("Pause", "pause", "quiet", "Wait before the next step (Ctrl+Enter)"),
    "paused": ("Resume", "play", "run", "Go on (Ctrl+Enter)"),
    "stopping": ("Pause", "pause", "quiet", "Writes the last checkpoint"),
}

NOTHING_OPEN = "Nothing is open: choose an example, open a file, or begin with an empty network"


class RunButtons(QWidget):
    """Follows the state of the run; emits what was asked for."""

    pressed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._open = True
        self._room = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.main = button("Run", "play", "run")
        self.main.setMinimumWidth(84)
        self.main.clicked.connect(self.pressed)
        self.checks = tool_button("chevron-down", "First checks before a run")
        self.checks.setFixedWidth(22)
        self.stop = button("Stop", "square", tooltip="End the run; its last weights are kept (Ctrl+.)")
        self.stop.clicked.connect(session.stop)
        self.begin = button("", "x", "chip")
        self.begin.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.begin.clicked.connect(session.grower.decline)
        session.grower.changed.connect(self._show_begin)
        for part in (self.begin, self.main, self.checks, self.stop):
            row.addWidget(part)
        row.insertSpacing(1, 4)
        session.run_state.connect(self._follow)
        self._follow(session.state)
        self._show_begin()

    def offer(self, rows: list[tuple[str, str, Callable[[], object]]]) -> None:
        """What stands in the small menu beside Run: (text, tool tip, callback)."""
        offered = menu(parent=self)
        for text, tip, callback in rows:
            action = offered.addAction(text)
            action.setToolTip(tip)
            action.triggered.connect(callback)
        self.checks.setMenu(offered)
        self.checks.setPopupMode(self.checks.ToolButtonPopupMode.InstantPopup)

    def set_open(self, is_open: bool) -> None:
        """Whether a drawing is in sight that could be run; a live run can be paused and stopped anyway."""
        self._open = is_open
        self._follow(self._session.state)

    def set_room(self, px: int) -> None:
        """How much of the name of a run may be shown that the next one goes on from; at 0 a word stands for it."""
        if px != self._room:
            self._room = px
            self._show_begin()

    @Slot()
    def _show_begin(self) -> None:
        """Where the next run gets its weights from, if they are not fresh."""
        start = self._session.grower.start
        origin = start.origin if start else ""
        self.begin.setVisible(start is not None)
        name = self.begin.fontMetrics().elidedText(origin, Qt.TextElideMode.ElideRight, self._room)
        self.begin.setText(f"from {name}" if self._room else "warm")
        self.begin.setToolTip(f"The next run begins with the weights of {origin}; click to begin with fresh ones")

    @Slot(str)
    def _follow(self, state: str) -> None:
        live = state in ("starting", "running", "paused", "stopping")
        text, icon, kind, tip = LOOKS[state if live else "idle"]
        self.main.setText(text)
        self.main.setToolTip(tip if live or self._open else NOTHING_OPEN)
        self.main.setEnabled(state not in ("starting", "stopping") and (live or self._open))
        if self.main.property("kind") != kind:
            self.main.setProperty("kind", kind)
            restyle(self.main)
        theme().track_icon(self.main, icon, "on_run" if kind == "run" else "text")
        self.checks.setVisible(not live)
        self.checks.setEnabled(self._open)
        self.stop.setVisible(live)
        self.stop.setEnabled(state != "stopping")
