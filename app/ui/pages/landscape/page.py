"""The landscape page: the loss surface of a run, its path, and time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import NetloomError
from app.landscape.words import subtitle_of, title_of
from app.ui.pages.landscape.panel import LandscapePanel
from app.ui.pages.landscape.play_bar import PlayBar
from app.ui.pages.landscape.sources import WAITING, drawable, guests_on, is_active, source_maker
from app.ui.pages.landscape.surface_plot import Guest, SurfacePlot, moment_text
from app.ui.pages.landscape.worker import SurfaceWorker
from app.ui.session import Session
from app.ui.theme import set_role
from app.ui.theme.tokens import SURFACE_RIM
from app.ui.widgets import Card, EmptyState, label, toast

if TYPE_CHECKING:
    from app.landscape.full import Landscape
    from app.landscape.path import RunPath
    from app.ui.session.runs import RunEntry

TEACHES = (
    "Train a network, and Netloom draws its own loss around the way it went: where the path runs, how steep the "
    "ground is, how far it lies from what is shown."
)
SOON = "The first picture comes once the run has moved a little. Pause to see every point computed."


class LandscapePage(QWidget):
    """Live while a run trains; in full when it pauses, ends, or when another run is chosen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._entry: RunEntry | None = None
        self._stale = True
        self._in_front = False
        self._guests: tuple[Guest, ...] = ()
        self.landscape: Landscape | None = None
        set_role(self, "window")
        self.plot, self.panel, self.bar = SurfacePlot(), LandscapePanel(), PlayBar(470)
        self.worker = SurfaceWorker(self)
        self.subtitle = label("", "caption", wrap=False)
        self.empty = EmptyState("mountain", "No landscape yet", TEACHES, "Run", session.start)
        self._build()
        self._wire()
        self._runs_changed()

    def shown(self) -> None:
        """The page has come to the front."""
        self._in_front = True
        self._runs_changed()
        if self._stale:
            self.compute()

    def hidden(self) -> None:
        """Another page has come to the front."""
        self._in_front = False
        self.bar.stop()

    def _build(self) -> None:
        self.card = Card("Loss landscape")
        self.card.body.addWidget(self.subtitle)
        self.card.body.addWidget(self.plot, 1)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.card, 1)
        column.addWidget(self.bar)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(full)
        left = QVBoxLayout()
        left.setContentsMargins(16, 16, 16, 12)
        left.addWidget(self.stack)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.panel)

    def _wire(self) -> None:
        session, panel = self._session, self.panel
        session.tick.connect(self._tick)
        session.run_state.connect(self._run_state)
        session.runs_changed.connect(self._runs_changed)
        session.replaced.connect(self._replaced)
        session.ready_changed.connect(self._runs_changed)
        panel.compute.connect(self.compute)
        panel.stop.connect(self._stop)
        panel.export.connect(self._ask_export)
        panel.layer_changed.connect(self._layer_changed)
        panel.run_chosen.connect(self._run_chosen)
        self.bar.moved.connect(self._show_moment)
        self.worker.progressed.connect(self._progressed)
        self.worker.done.connect(self._done)
        self.worker.failed.connect(self._failed)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._stop)

    # computing

    @Slot()
    def compute(self) -> None:
        """Measure the plane that is wished for, where there is a run to measure."""
        source = source_maker(self._session, self._entry)
        if source is None:
            return
        self._stale = False
        self.worker.start(source, self.panel.wish())
        self.panel.set_busy(True)

    @Slot()
    def _stop(self) -> None:
        self.worker.stop()
        self.panel.set_busy(False)

    @Slot(object, float)
    def _progressed(self, landscape: Landscape, share: float) -> None:
        self.panel.set_busy(True, share)
        self.show_landscape(landscape)

    @Slot(object)
    def _done(self, landscape: Landscape) -> None:
        self.panel.set_busy(False, 1.0)
        self._guests = guests_on(self._session, landscape, self._entry)
        self.show_landscape(landscape)

    @Slot(str)
    def _failed(self, text: str) -> None:
        self.panel.set_busy(False)
        self.panel.note.setText(f"{text[:1].upper()}{text[1:]}.")

    # showing

    def show_landscape(self, landscape: Landscape) -> None:
        """Put a landscape on the page."""
        self.landscape = landscape
        surface, path = landscape.surface, landscape.path
        layer = self.panel.layer.value()
        self.card.title.setText(title_of(surface, "accuracy" if layer == "accuracy" else "loss"))
        self.subtitle.setText(subtitle_of(surface))
        self.panel.layer.segment("accuracy").setEnabled(bool(np.isfinite(surface.accuracy).any()))
        fitting = tuple(guest for guest in self._guests if surface.exact.all())
        self.plot.show_landscape(landscape, layer, fitting)
        self.panel.show_landscape(landscape, self._run_rows(path, fitting))
        at_end = self.bar.moment >= self.bar.slider.maximum() and not self.bar.playing
        self.bar.set_last(0 if path is None else len(path) - 1, go=at_end)
        self._show_moment(self.bar.moment)
        self.panel.allow_export(True)
        self.stack.setCurrentIndex(1)

    def _run_rows(self, path: RunPath | None, guests: tuple[Guest, ...]) -> list[tuple[str, QColor, str]]:
        rows = []
        if path is not None and len(path) and self._entry is not None:
            rows.append((self._entry.name, QColor(SURFACE_RIM), _figures(path)))
        return rows + [(guest.name, guest.tint, _figures(guest.path)) for guest in guests]

    @Slot(int)
    def _show_moment(self, moment: int) -> None:
        path = None if self.landscape is None else self.landscape.path
        if path is None or not len(path):
            self.bar.text.setText("")
            return
        self.plot.show_moment(min(moment, len(path) - 1))
        self.bar.text.setText(moment_text(path, min(moment, len(path) - 1)))

    @Slot(str)
    def _layer_changed(self, _: str) -> None:
        if self.landscape is not None:
            self.show_landscape(self.landscape)

    # following the session

    @Slot()
    def _tick(self) -> None:
        run = self._session.run
        if not self._in_front or run is None or not is_active(self._session, self._entry) or self.worker.busy:
            return
        latest = run.landscape.latest
        if latest is not None and latest is not self.landscape and self._session.state in WAITING:
            self._guests = ()
            self.show_landscape(latest)

    @Slot(str)
    def _run_state(self, state: str) -> None:
        if state == "starting":
            self._follow_newest()
        elif state == "running":
            self._stop()
        elif state in ("paused", "finished", "stopped", "failed") and is_active(self._session, self._entry):
            self._stale = True
            if self._in_front:
                self.compute()
        self._say_what_is_possible()

    def _follow_newest(self) -> None:
        self._stop()
        self._entry = self._session.run.entry if self._session.run else None
        self.landscape = None
        self._runs_changed()

    @Slot()
    def _replaced(self) -> None:
        self._stop()
        self._entry, self.landscape, self._stale, self._guests = None, None, True, ()
        self._runs_changed()

    @Slot()
    def _runs_changed(self) -> None:
        entries = drawable(self._session)
        if is_active(self._session, self._entry) is False and self._entry not in entries:
            self._entry, self.landscape, self._stale = (entries[0] if entries else None), None, True
        self.panel.offer_runs([(entry, entry.name) for entry in entries], self._entry)
        self._say_what_is_possible()

    @Slot(object)
    def _run_chosen(self, entry: RunEntry | None) -> None:
        if entry is not self._entry:
            self._entry, self.landscape = entry, None
            self.compute()
            self._say_what_is_possible()

    def _say_what_is_possible(self) -> None:
        running = is_active(self._session, self._entry) and self._session.state in WAITING
        reason = "Live and coarse while the run goes on. Pause it to compute every point." if running else ""
        if self._entry is None:
            reason = "There is no run yet."
        self.panel.allow(reason)
        if self.landscape is None:
            self.empty.title.setText("The run has begun" if running else "No landscape yet")
            self.empty.text.setText(SOON if running else TEACHES)
            if self.empty.action is not None:
                self.empty.action.setVisible(not running and self._entry is None)
            self.stack.setCurrentIndex(0)
        self.panel.allow_export(self.landscape is not None)

    # exporting

    @Slot(str)
    def _ask_export(self, kind: str) -> None:
        if self.landscape is None:
            return
        kinds = {"png": "Picture (*.png *.svg *.pdf)", "npz": "NumPy archive (*.npz)"}
        start = str((self._session.base or Path.home()) / f"landscape.{kind}")
        chosen, _ = QFileDialog.getSaveFileName(self, "Export the landscape", start, kinds[kind])
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Write what is shown; the suffix picks a picture or an archive."""
        from app.landscape.landscape_file import save_landscape
        from app.landscape.pictures import save_picture

        if self.landscape is None:
            return
        try:
            if path.suffix == ".npz":
                save_landscape(self.landscape, path)
            else:
                layer = "accuracy" if self.panel.layer.value() == "accuracy" else "loss"
                save_picture(self.landscape, path, layer)
        except (NetloomError, OSError, ValueError) as error:
            toast(self, f"{path.name} could not be written: {error}")
            return
        toast(self, f"Saved {path.name}")

    # keys and closing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.bar.toggle()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.bar.stop()
        self._stop()
        super().closeEvent(event)


def _figures(path: RunPath) -> str:
    """Distance from the plane and loss of a run's last moment."""
    return f"off-plane {path.residual.max():.3g} at most · loss {path.losses[-1]:.3g} at the end"
