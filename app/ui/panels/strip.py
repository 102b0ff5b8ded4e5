"""The live strip below the canvas: loss, accuracy and path of the run, one click from the Train page."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from app.training.records.columns import columns_of, interval_of
from app.training.records.telemetry import Telemetry
from app.ui.plots.decimate import averaged
from app.ui.plots.figures import (
    INTERVAL,
    duration,
    interval_text,
    loss_text,
    percent,
    progress_share,
)
from app.ui.plots.redraw import Redraw
from app.ui.plots.sparkline import Sparkline
from app.ui.session import Session
from app.ui.widgets import Badge, EmptyState, StatRow, button, label, reading

GAP = 0.15  # seconds between the redraws of two tiles

STATES = {
    "starting": ("starting", "accent"),
    "running": ("running", "good"),
    "paused": ("paused", "attention"),
    "stopping": ("stopping", "attention"),
    "finished": ("finished", "secondary"),
    "stopped": ("stopped", "secondary"),
    "failed": ("failed", "bad"),
}


class LiveStrip(QWidget):
    """Follows the newest run of the session; redraws one tile at a time while it is visible."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from app.ui.pages.landscape.thumb import LandscapeThumb

        self._session = session
        self._redraw = Redraw([self._draw_facts, self._draw_loss, self._draw_score], GAP)
        self._state = Badge("")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 1000)
        self._rows = {name: StatRow(name) for name in ("epoch", "step", "pace", "left")}
        self.loss, self.score = Tile("Loss", session), Tile("Accuracy", session)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(
            EmptyState("activity", "No run yet", "Press Run (Ctrl+Enter): loss, accuracy and path appear here.")
        )
        self._stack.addWidget(self._filled(LandscapeThumb(session)))
        session.tick.connect(self._tick)
        session.run_state.connect(self._show_state)
        session.replaced.connect(self._show_state)
        self._show_state()

    def _filled(self, thumb: QWidget) -> QWidget:
        filled, facts = QWidget(), QVBoxLayout()
        facts.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(self._state)
        head.addStretch(1)
        more = button("Train page", "arrow-right", "link", "Curves, gradient norms, steering")
        more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        more.clicked.connect(self._open)
        head.addWidget(more)
        facts.addLayout(head)
        facts.addSpacing(4)
        facts.addWidget(self._progress)
        facts.addSpacing(2)
        for row in self._rows.values():
            row.setFixedHeight(24)
            facts.addWidget(row)
        facts.addStretch(1)
        side = QWidget()
        side.setLayout(facts)
        side.setFixedWidth(220)
        facts.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(filled)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(16)
        row.addWidget(side)
        row.addWidget(self.loss, 3)
        row.addWidget(self.score, 3)
        thumb.setMinimumWidth(180)
        row.addWidget(thumb, 2)
        return filled

    @Slot()
    def _open(self) -> None:
        self._session.go("train")

    @Slot()
    def _show_state(self) -> None:
        run = self._session.run
        self._stack.setCurrentIndex(0 if run is None else 1)
        if run is None:
            return
        self._state.set(*STATES.get(self._session.state, (self._session.state, "secondary")))
        self.refresh()

    @Slot()
    def _tick(self) -> None:
        if not self.isVisible() or self._session.run is None:
            return
        self._redraw.tick()

    def refresh(self) -> None:
        """Draw everything now."""
        if self._session.run is not None:
            self._redraw.all()

    def showEvent(self, event: object) -> None:
        self.refresh()

    @property
    def _telemetry(self) -> Telemetry:
        assert self._session.run is not None
        return self._session.run.telemetry

    def _draw_facts(self) -> None:
        telemetry = self._telemetry
        step, epoch = int(telemetry.latest("step") or 0), int(telemetry.latest("epoch") or 0)
        live = self._session.live
        self._progress.setValue(round(1000 * progress_share(telemetry)))
        self._rows["epoch"].set(f"{epoch:,} / {telemetry.total_epochs:,}")
        self._rows["step"].set(f"{step:,} / {telemetry.total_steps:,}")
        self._rows["pace"].set(f"{telemetry.steps_per_second:,.0f} steps/s")
        self._rows["left"].set(duration(telemetry.seconds_left) if live else "–")

    def _draw_loss(self) -> None:
        telemetry = self._telemetry
        steps, losses = telemetry.column("step"), telemetry.column("loss")
        columns = columns_of(telemetry)
        mean, unseen = columns.smoothed(losses), columns.figure("val_loss")
        at, mean = averaged(steps, mean, self.loss.curves.bins)
        curves = [(steps, losses, "accent", 1.0, 0.35), (at, mean, "accent", 1.6, 1.0)]
        self.loss.curves.set_curves(*curves, (columns.steps, unseen, "attention", 1.6, 1.0))
        text = loss_text(telemetry.latest("loss"))
        if telemetry.epochs and (last := telemetry.epochs[-1].val_loss) is not None:
            text += f" · val {loss_text(last)}"
        self.loss.value.setText(text)

    def _draw_score(self) -> None:
        telemetry = self._telemetry
        epochs, columns = telemetry.epochs, columns_of(telemetry)
        if not epochs:
            self.score.curves.set_curves()
            self.score.value.setText("after the first epoch")
            return
        is_share = epochs[-1].train_accuracy is not None
        self.score.title.setText("Accuracy" if is_share else "R²")
        self.score.value.setToolTip(INTERVAL if is_share else "")
        name = "accuracy" if is_share else "r2"
        train, unseen = columns.figure(f"train_{name}"), columns.figure(f"val_{name}")
        known = np.concatenate([train, unseen])
        low = float(np.nanmin(known)) if np.isfinite(known).any() else 0.0
        self.score.curves.set_limits(max(0.0, low - 0.05) if is_share else min(0.0, low), 1.0)
        at = columns.steps
        self.score.curves.set_curves((at, train, "accent", 1.6, 1.0), (at, unseen, "attention", 1.6, 1.0))
        last = epochs[-1]
        if is_share and last.val_accuracy is not None:
            self.score.value.setText(f"val {percent(last.val_accuracy)} {interval_text(interval_of(last, 'val'))}")
        else:
            self.score.value.setText(percent(last.train_accuracy) if is_share else loss_text(float(unseen[-1])))


class Tile(QFrame):
    """A small titled curve; a click leads to the Train page."""

    def __init__(self, title: str, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.title, self.value = label(title, "subtitle"), reading()
        self.curves = Sparkline()
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.value, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.curves, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._session.go("train")
