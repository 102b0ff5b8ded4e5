"""The landscape page: the loss surface of a run, its path, and time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QColor, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.landscape.words import moment_words, subtitle_of, title_of
from app.ui.pages.landscape.export import export_landscape
from app.ui.pages.landscape.guests import GuestFinder
from app.ui.pages.landscape.panel import LandscapePanel
from app.ui.pages.landscape.path_rows import PathRow
from app.ui.pages.landscape.play_bar import PlayBar
from app.ui.pages.landscape.sources import drawable
from app.ui.pages.landscape.status import Status, guest_figures, own_figures, status_of
from app.ui.pages.landscape.surface_plot import SurfacePlot
from app.ui.pages.landscape.survey import Survey
from app.ui.session import Session
from app.ui.theme import set_role
from app.ui.theme.tokens import SURFACE_RIM
from app.ui.widgets import Card, EmptyState, label, toast

if TYPE_CHECKING:
    from app.landscape.full import Landscape
    from app.ui.session.runs import RunEntry

SETTLE_MS = 250
"""Time for a person to go on typing before a surface is begun."""

OTHERS = 6  # runs that are offered beside the one that is looked at


class LandscapePage(QWidget):
    """Shows what its `Survey` finds out."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        set_role(self, "window")
        self.plot, self.panel, self.bar = SurfacePlot(), LandscapePanel(), PlayBar(408)
        self.survey = Survey(session, self.panel.form.wish, self)
        self.guests = GuestFinder(self)
        self.subtitle, self.progress = label("", "caption"), label("", "mono-secondary", wrap=False)
        self.empty = EmptyState("mountain", "", "", "Run", session.start)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._build()
        self._wire()
        self.survey.follow()
        self._show()

    @property
    def landscape(self) -> Landscape | None:
        """What is shown."""
        return self.survey.landscape

    @property
    def settled(self) -> bool:
        """Whether the picture will stay as it is until something happens."""
        return not self.survey.busy and not self._settle.isActive()

    def shown(self) -> None:
        """The page has come to the front."""
        self.survey.set_front(True)

    def hidden(self) -> None:
        """Another page has come to the front."""
        self.survey.set_front(False)
        self.bar.stop()

    def _build(self) -> None:
        self.card = Card("Loss landscape")
        self.card.head.addWidget(self.progress)
        self.card.body.addWidget(self.subtitle)
        self.card.body.addWidget(self.plot, 1)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.card, 1)
        column.addWidget(self.bar)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(full)
        left = QVBoxLayout()
        left.setContentsMargins(16, 16, 16, 8)
        left.addWidget(self.stack)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.panel)

    def _wire(self) -> None:
        panel, survey = self.panel, self.survey
        survey.shown.connect(self._show)
        survey.changed.connect(self._say)
        self.guests.found.connect(self._show_guests)
        panel.compute.connect(survey.compute)
        panel.stop.connect(survey.stop)
        panel.run_chosen.connect(survey.choose)
        panel.path_switched.connect(self._session.set_run_visible)
        panel.layer_changed.connect(self._show)
        panel.export.connect(self._ask_export)
        panel.form.changed.connect(self._settle.start)
        self._settle.timeout.connect(survey.wish_again)
        self.bar.moved.connect(self._show_moment)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close_work)

    # showing

    @Slot()
    def _show(self) -> None:
        """Put what the survey knows on the page."""
        landscape = self.landscape
        if landscape is None:
            self.plot.show_guests(())
            self.panel.forget()
            self._say()
            return
        surface, path, timeline = landscape.surface, landscape.path, self.survey.timeline
        self.panel.layer.segment("accuracy").setEnabled(bool(np.isfinite(surface.accuracy).any()))
        self.card.title.setText(title_of(surface, self._layer))
        self.subtitle.setText(subtitle_of(surface))
        self.plot.show_landscape(landscape, self._layer, timeline)
        self.panel.show_facts(landscape)
        at_end = self.bar.moment >= self.bar.slider.maximum() and not self.bar.playing
        last = 0 if path is None else len(path) - 1
        self.bar.set_last(last, go=at_end)
        if path is not None and timeline is not None:
            from app.landscape.timeline import moments_at

            self.bar.ruler.set_marks(moments_at(path, timeline.epoch_ends).tolist(), last)
        else:
            self.bar.ruler.set_marks((), 0)
        self._show_moment(self.bar.moment)
        self._say()

    @property
    def _layer(self) -> str:
        chosen = self.panel.layer
        return "accuracy" if chosen.value() == "accuracy" and chosen.segment("accuracy").isEnabled() else "loss"

    @Slot(int)
    def _show_moment(self, moment: int) -> None:
        landscape = self.landscape
        if landscape is None or landscape.path is None or not len(landscape.path):
            self.bar.text.setText("")
            return
        place = min(moment, len(landscape.path) - 1)
        self.plot.show_moment(place)
        plane = landscape.surface.plane
        self.bar.text.setText("\n".join(moment_words(landscape.path, place, plane, self.survey.timeline)))

    @Slot()
    def _say(self) -> None:
        """What is possible now, and how far the work is."""
        status: Status = status_of(self._session, self.survey)
        self.progress.setText(status.progress)
        self.panel.show_work(self.survey.share if self.survey.busy else None, status.note, status.action)
        self.panel.offer_runs([(entry, entry.name) for entry in drawable(self._session)], self.survey.entry)
        self.panel.allow_export(self.landscape is not None)
        self.stack.setCurrentIndex(0 if self.landscape is None else 1)
        if self.landscape is None:
            self.empty.title.setText(status.title)
            self.empty.text.setText(status.text)
            if self.empty.action is not None:
                self.empty.action.setVisible(status.can_run)
        self._look_for_guests()

    # other runs on the same plane

    def _look_for_guests(self) -> None:
        live = self.landscape is None or self.survey.training
        plane = None if live or self.landscape is None else self.landscape.surface.plane
        self.guests.look(plane, [entry for entry in self._others() if entry.visible])
        self._show_guests()

    def _others(self) -> list[RunEntry]:
        """The newest of the other runs, and all whose path is to be seen."""
        shown = self.survey.entry
        others = [each for each in drawable(self._session) if each is not shown and not each.live]
        return [each for place, each in enumerate(others) if place < OTHERS or each.visible]

    @Slot()
    def _show_guests(self) -> None:
        landscape, entry = self.landscape, self.survey.entry
        if landscape is None or landscape.path is None or entry is None or not len(landscape.path):
            return
        self.plot.show_guests(self.guests.guests)
        rows = [PathRow(entry, entry.name, QColor(SURFACE_RIM), own_figures(landscape.path))]
        for other in () if self.survey.training else self._others():
            below = guest_figures(other, self.guests, self.plot.frame)
            rows.append(PathRow(other, other.name, other.color, below, other.visible))
        self.panel.show_paths(rows)

    # exporting

    @Slot(str)
    def _ask_export(self, kind: str) -> None:
        kinds = {"png": "Picture (*.png *.svg *.pdf)", "npz": "NumPy archive (*.npz)"}
        start = str((self._session.base or Path.home()) / f"landscape.{kind}")
        chosen, _ = QFileDialog.getSaveFileName(self, "Export the landscape", start, kinds[kind])
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Write what is shown; the suffix picks a picture or an archive."""
        if self.landscape is not None:
            toast(self, export_landscape(self.landscape, path, self._layer, self.survey.timeline))

    # keys and closing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.bar.toggle()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if self.window().isHidden():  # the window closes, not only this page
            self.close_work()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.close_work()
        super().closeEvent(event)

    @Slot()
    def close_work(self) -> None:
        """End everything that works in the background, and wait for it."""
        self.bar.stop()
        self._settle.stop()
        self.survey.close()
