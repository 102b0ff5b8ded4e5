"""The Lab: optimisers race on test functions."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.landscape.race import Path
from app.ui.pages.lab.distance_plot import DistancePlot
from app.ui.pages.lab.panel import LabPanel
from app.ui.pages.lab.race_plot import RacePlot
from app.ui.pages.lab.results import Results, shown
from app.ui.pages.landscape.play_bar import PlayBar
from app.ui.session import Session
from app.ui.theme import set_role
from app.ui.widgets import Card, label

NEAR = 0.01  # "arrived" in the table: this share of the first distance is left


class LabPage(QWidget):
    """Plot, distance curves and results; the panel on the right edits the race, the mouse its start."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        set_role(self, "window")
        self.plot, self.distance, self.results = RacePlot(), DistancePlot(), Results()
        self.bar, self.panel = PlayBar(150), LabPanel()
        self.paths: list[tuple[int, Path]] = []
        self._distances: list[tuple[int, np.ndarray]] = []
        self._card = Card("Rosenbrock")
        self._says = label("", "caption")
        self._card.body.addWidget(self._says)
        self._card.body.addWidget(self.plot, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._left(), 1)
        row.addWidget(self.panel)
        self.plot.start_moved.connect(self._start_moved)
        self.plot.start_set.connect(self._start_set)
        self.panel.changed.connect(self.race)
        self.panel.function_changed.connect(self._function_changed)
        self.bar.moved.connect(self._show_step)
        self._function_changed()

    def shown(self) -> None:
        """The page has come to the front."""
        self.plot.setFocus()

    def hidden(self) -> None:
        """Another page has come to the front."""
        self.bar.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.bar.toggle()
        else:
            super().keyPressEvent(event)

    @Slot()
    def race(self) -> None:
        """Run all racers anew and show where they end."""
        self._run(dragging=False)

    def _run(self, dragging: bool) -> None:
        self.bar.stop()
        setup = self.panel.setup
        self.paths = setup.run(dragging)
        self._distances = setup.distances(self.paths)
        self.plot.start = setup.from_here
        self.bar.set_last(max((len(path.points) - 1 for _, path in self.paths), default=0))
        self._show_step(self.bar.moment)

    def _left(self) -> QVBoxLayout:
        below = QHBoxLayout()
        below.setSpacing(16)
        curves, table = Card("Distance to the nearest minimum"), Card("At this step")
        curves.body.addWidget(label("over steps · log scale · minima of the function without penalty", "caption"))
        curves.body.addWidget(self.distance, 1)
        table.body.addWidget(self.results, 1)
        below.addWidget(curves, 1)
        below.addWidget(table)
        column = QVBoxLayout()
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._card, 1)
        column.addWidget(self.bar)
        column.addLayout(below)
        return column

    @Slot()
    def _function_changed(self) -> None:
        setup = self.panel.setup
        self._card.title.setText(setup.surface.title)
        strength, power = setup.penalty.strength, setup.penalty.power
        penalty = f" · with L{power:g} penalty {strength:g}" if strength else ""
        self._says.setText(f"{setup.surface.formula}{penalty} · drag the square to start elsewhere")
        self.plot.show_function(setup.surface, setup.penalty)
        self.race()

    @Slot(float, float)
    def _start_moved(self, x: float, y: float) -> None:
        self.panel.set_start(x, y)
        self._run(dragging=True)

    @Slot()
    def _start_set(self) -> None:
        self.race()

    @Slot(int)
    def _show_step(self, step: int) -> None:
        self.plot.show_paths(self.paths, step)
        self.distance.show_curves(self._distances, step)
        self.results.show_rows([self._row(place, step) for place in range(len(self.paths))])
        self.bar.text.setText(f"step {step:,} of {self.bar.slider.maximum():,}")

    def _row(self, place: int, step: int) -> tuple[int, str, str, str, str]:
        index, path = self.paths[place]
        distance = self._distances[place][1]
        near = np.flatnonzero(distance <= max(NEAR * distance[0], 1e-300))
        arrived = f"{near[0]:,}" if len(near) else "–"
        return index, path.racer.label, shown(path.values[step]), shown(distance[step]), arrived
