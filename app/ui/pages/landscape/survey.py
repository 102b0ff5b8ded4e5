"""Which run is measured, and when: by itself, as soon as the page is in front and there is something to measure."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.ui.pages.landscape.sources import WAITING, Opener, Stamp, drawable, is_active, is_training, stamp_of
from app.ui.pages.landscape.worker import SurfaceWorker
from app.ui.session import Session

if TYPE_CHECKING:
    from app.landscape.full import Landscape, Wish
    from app.landscape.timeline import Timeline
    from app.ui.session.runs import RunEntry

KEPT = 4_000_000  # weights of finished landscapes at hand: going back and forth between runs takes no time
LIVE_SECONDS = 1.0  # between two pictures of a run that goes on: drawing takes time from the training
ENDED = ("paused", "finished", "stopped", "failed")


class Survey(QObject):
    """Follows the session; live while a run trains, in full when it pauses or ends, or when another run is chosen.

    Signals: ``shown`` when there is another landscape to look at, or none; ``changed`` when only something else has.

    Attributes:
        entry: the run that is looked at.
        landscape: what is known of it, whole or in the making.
        timeline: when what happened in it; None where that is not known.
        share: of the work that is done, 0 to 1, while `busy`.
        trouble: why there is no landscape, one sentence, else "".
        halted: the person has stopped it.
    """

    shown = Signal()
    changed = Signal()

    def __init__(self, session: Session, wish: Callable[[], Wish], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._wish = session, wish
        self.entry: RunEntry | None = None
        self.landscape: Landscape | None = None
        self.timeline: Timeline | None = None
        self.share, self.trouble, self.halted = 0.0, "", False
        self._due, self._in_front = True, False
        self._begun = (0.0, 0.0)
        self._live: object = None
        self._told = 0.0
        self._key: tuple[Stamp, Wish] | None = None
        self._kept: dict[tuple[Stamp, Wish], tuple[Landscape, Timeline | None]] = {}
        self._open = Opener()
        self.worker = SurfaceWorker(self)
        self.worker.progressed.connect(self._progressed)
        self.worker.done.connect(self._done)
        self.worker.failed.connect(self._failed)
        session.tick.connect(self._tick)
        session.run_state.connect(self._run_state)
        session.runs_changed.connect(self.follow)
        session.ready_changed.connect(self.follow)
        session.replaced.connect(self._replaced)

    # what one can ask

    @property
    def busy(self) -> bool:
        """Whether a surface is being measured in full."""
        return self.worker.busy

    @property
    def training(self) -> bool:
        """Whether the run that is looked at trains right now: its surface is the live one."""
        return is_training(self._session, self.entry)

    @property
    def seconds_left(self) -> float | None:
        """Estimated time to the end, s; None while the pace is unknown."""
        begun, share = self._begun
        done = self.share - share
        if not self.busy or done <= 0.0:
            return None
        return (time.monotonic() - begun) * (1.0 - self.share) / done

    # what one can do

    def set_front(self, in_front: bool) -> None:
        """The page has come to the front, or gone."""
        self._in_front = in_front
        self.follow()

    def choose(self, entry: RunEntry | None) -> None:
        """Look at another run."""
        if entry is self.entry:
            return
        self.worker.stop()
        self.entry, self.landscape, self.timeline, self._live = entry, None, None, None
        self._wait_for_new()

    def wish_again(self) -> None:
        """Another plane, grid or sample is wished for."""
        if not self.training:
            self.worker.stop()
            self._wait_for_new()

    def compute(self) -> None:
        """Measure the plane that is wished for, where there is a run to measure."""
        way = None if self.entry is None else self._open.way_to(self._session, self.entry)
        if way is None or self.entry is None:
            return
        self._due, self.halted, self.trouble, self.share, self._begun = False, False, "", 0.0, (0.0, 0.0)
        self._key = stamp_of(self.entry), self._wish()
        known = self._kept.get(self._key)
        if known is not None:
            self.worker.stop()
            self._show(*known)
            return
        beside = 1 if self._session.state in WAITING else None  # a run that trains keeps the other cores
        self.worker.start(way, self._key[1], beside)
        self.changed.emit()

    def stop(self) -> None:
        """Stop measuring; what is known stays."""
        if self.busy:
            self.worker.stop()
            self.halted = True
            self.changed.emit()

    def close(self) -> None:
        """Stop, and wait for the thread."""
        self.worker.close()

    @Slot()
    def follow(self) -> None:
        """Look at the newest run where there is no other choice, and measure what is due."""
        entries = drawable(self._session)
        if not is_active(self._session, self.entry) and self.entry not in entries:
            self.choose(entries[0] if entries else None)
        elif self._due and self._in_front and not self.busy:
            self.compute()
        self.changed.emit()

    # inside

    def _wait_for_new(self) -> None:
        """What is wished for is not known: measure it now, or once the page comes to the front."""
        self._due, self.halted, self.trouble = True, False, ""
        if self._in_front:
            self.compute()
        if self.landscape is None:
            self.shown.emit()
        else:
            self.changed.emit()

    def _show(self, landscape: Landscape, timeline: Timeline | None) -> None:
        self.landscape, self.timeline = landscape, timeline
        self.shown.emit()

    def _timeline(self) -> Timeline | None:
        opened = self.worker.opened
        return None if opened is None else opened.timeline

    @Slot(object, float)
    def _progressed(self, landscape: Landscape, share: float) -> None:
        if not self._begun[0]:
            self._begun = time.monotonic(), share
        self.share = share
        if self.landscape is None or _is_picture(landscape):  # a coarser picture is better than a few points
            self._show(landscape, self._timeline())
        else:
            self.changed.emit()

    @Slot(object)
    def _done(self, landscape: Landscape) -> None:
        self.share = 1.0
        if self._key is not None:
            self._kept[self._key] = landscape, self._timeline()
            while sum(len(each.surface.plane.anchor) for each, _ in self._kept.values()) > KEPT:
                del self._kept[next(iter(self._kept))]
        self._show(landscape, self._timeline())

    @Slot(str)
    def _failed(self, text: str) -> None:
        self.trouble = f"{text.rstrip('.')}."
        self.landscape = None
        self.shown.emit()

    @Slot()
    def _tick(self) -> None:
        run = self._session.run
        if not self._in_front or run is None or not self.training or self.busy:
            return
        latest, now = run.landscape.latest, time.perf_counter()
        if latest is not None and latest is not self._live and now - self._told >= LIVE_SECONDS:
            from app.landscape.timeline import timeline_of

            self._live, self._told = latest, now
            self._show(latest, timeline_of(run.telemetry))

    @Slot(str)
    def _run_state(self, state: str) -> None:
        if state == "starting":
            self.choose(self._session.run.entry if self._session.run else None)
        elif state == "running" and is_active(self._session, self.entry):
            self.worker.stop()
            self.halted = False
        elif state in ENDED and is_active(self._session, self.entry):
            self.worker.stop()
            self._due = True
            self._live = self._session.run.landscape.latest if self._session.run else None
            self.follow()
        self.changed.emit()

    @Slot()
    def _replaced(self) -> None:
        self.worker.stop()
        self._kept.clear()
        self._open = Opener()
        self.entry, self.landscape, self.timeline, self._live = None, None, None, None
        self._due, self.halted, self.trouble = True, False, ""
        self.shown.emit()  # the runs of the new document follow by themselves


def _is_picture(landscape: Landscape) -> bool:
    """Whether enough is known to fill the window."""
    from app.landscape.grid import known_lattice

    return known_lattice(landscape.surface.exact) is not None
