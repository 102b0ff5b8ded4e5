"""The strip above the plots: how far the run is, how fast, and what is shown below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.training.records.telemetry import Telemetry
from app.ui.plots.figures import progress_share, progress_text
from app.ui.session import Session
from app.ui.theme import mono_font
from app.ui.widgets import Badge, Segmented, button, label, tool_button

STATES = {
    "starting": "accent",
    "running": "good",
    "paused": "attention",
    "stopping": "attention",
    "failed": "bad",
}


class HeaderStrip(QWidget):
    """Progress of the main run; ``view_changed`` carries "curves" or "mistakes", ``log_changed`` the axis switch."""

    view_changed = Signal(str)
    log_changed = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._state = Badge("idle")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._text = label("", "mono-secondary", wrap=False)
        widest = "epoch 100 / 100 · step 10,000 / 10,000 · 1,000 steps/s · 10 min 00 s left"
        self._text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._text.setMinimumWidth(QFontMetrics(mono_font()).horizontalAdvance(widest))
        self._device = Badge("")
        self.views = Segmented([("curves", "Curves"), ("mistakes", "Mistakes")])
        self.views.changed.connect(self.view_changed)
        self.log = tool_button("chart-spline", "Logarithmic loss axis", checkable=True)
        self.log.toggled.connect(self.log_changed)
        self._pace = {
            "step": tool_button("step-forward", "One step, then pause"),
            "epoch": tool_button("skip-forward", "To the end of the epoch, then pause"),
        }
        self._pace["step"].clicked.connect(session.step)
        self._pace["epoch"].clicked.connect(session.epoch)
        self.try_it = button("Try it", "pencil", tooltip="Draw or type a new sample and see what this run says")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.views)
        row.addWidget(self._state)
        row.addWidget(self._bar, 1)
        row.addWidget(self._text)
        row.addWidget(self._device)
        for tool in (*self._pace.values(), self.log):
            row.addWidget(tool)
        row.addWidget(self.try_it)
        session.run_state.connect(self._show_state)
        self._show_state()

    def draw(self, telemetry: Telemetry, state: str) -> None:
        """Show the figures of the main run."""
        self._bar.setValue(round(1000 * progress_share(telemetry)))
        self._text.setText(progress_text(telemetry, self._session.live) if telemetry.step_count else "")
        threads = f" · {telemetry.threads} thread{'s' if telemetry.threads != 1 else ''}" if telemetry.threads else ""
        self._device.set(f"{telemetry.device}{threads}")
        self._device.setVisible(bool(telemetry.device))
        self._state.set(state, STATES.get(state, "secondary"))

    @Slot()
    def _show_state(self) -> None:
        for tool in self._pace.values():
            tool.setEnabled(self._session.state in ("running", "paused"))
