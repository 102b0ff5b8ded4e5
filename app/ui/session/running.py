"""The one run that is live in this window: start, steer, watch, end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.ui.session.collector import collector
from app.ui.session.runs import RunEntry

if TYPE_CHECKING:
    from app.graph.project import Project
    from app.landscape.live import LiveLandscape
    from app.training.control import Control
    from app.training.engine import Engine
    from app.training.folder.run_folder import RunFolder
    from app.training.folder.snapshots import SnapshotWatcher
    from app.training.job import Job
    from app.training.records.telemetry import Telemetry

TICK_MS = 50
LIVE = ("starting", "running", "paused", "stopping")


@dataclass(eq=False)
class ActiveRun:
    """The newest run of this session, live or just ended.

    Attributes:
        project: the snapshot it trains; edits of the document do not reach it.
        landscape: the loss surface drawn while it runs.
        snapshots: weights along the way.
    """

    entry: RunEntry
    project: Project
    engine: Engine
    landscape: LiveLandscape
    snapshots: SnapshotWatcher

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def folder(self) -> RunFolder:
        return self.entry.folder

    @property
    def telemetry(self) -> Telemetry:
        return self.engine.telemetry

    @property
    def control(self) -> Control:
        return self.engine.control


class Runner(QObject):
    """Runs one job at a time; looks at it 30 times a second and says what changed."""

    state_changed = Signal(str)
    tick = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run: ActiveRun | None = None
        self.state = "idle"
        self._timer: QTimer | None = None

    @property
    def live(self) -> bool:
        return self.state in LIVE

    def start(self, entry: RunEntry, job: Job) -> None:
        """Start a job in the background."""
        from app.landscape.live import LiveLandscape
        from app.training.engine import Engine
        from app.training.folder.snapshots import SnapshotWatcher

        engine, landscape, snapshots = Engine(), LiveLandscape(), SnapshotWatcher()
        entry.live = True
        self.run = ActiveRun(entry, job.project, engine, landscape, snapshots)
        collector().hold()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._set("starting")
        engine.start(job, (snapshots, landscape))
        self._timer.start(TICK_MS)

    def pause(self) -> None:
        if self.run and self.live:
            self.run.engine.pause()

    def resume(self) -> None:
        if self.run and self.live:
            self.run.engine.resume()

    def step(self) -> None:
        if self.run and self.live:
            self.run.engine.step()

    def epoch(self) -> None:
        if self.run and self.live:
            self.run.engine.epoch()

    def stop(self) -> None:
        if self.run and self.live:
            self.run.engine.stop()
            self._set("stopping")

    def forget(self) -> None:
        """Another document is open: a run that has ended is none of its business."""
        if not self.live:
            self.run = None
            self._set("idle")

    def wait(self) -> None:
        """Until the run has ended."""
        if self.run and self.live:
            self.run.engine.join()
            self._look()

    @Slot()
    def _look(self) -> None:
        if self.run is None:
            return
        state = self.run.engine.state
        if state in LIVE:
            if not (self.state == "stopping" and state in ("running", "paused")):
                self._set(state)
            self.tick.emit()
            return
        self._end(state)

    def _end(self, state: str) -> None:
        if self._timer is None or self.run is None:
            return
        self._timer.stop()
        self._timer.deleteLater()
        self._timer = None
        self.run.engine.join()
        self.run.entry.live = False
        collector().release()
        self.tick.emit()
        self._set(state)

    def _set(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
