"""The page where a training is watched and steered: four plots, and a panel with runs, steering and recipe."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.graph.recipe import Recipe
from app.training.folder.run_folder import IMPORTED
from app.training.records.telemetry import Telemetry
from app.ui.pages.train.checks_panel import ChecksPanel
from app.ui.pages.train.curves import GradientPlot, LossPlot, ScorePlot
from app.ui.pages.train.failure_line import FailureLine
from app.ui.pages.train.header import HeaderStrip
from app.ui.pages.train.mistakes import MistakesView
from app.ui.pages.train.rate_plot import RatePlot
from app.ui.pages.train.recipe_panel import RecipePanel
from app.ui.pages.train.records import Records
from app.ui.pages.train.runs_panel import RunsPanel
from app.ui.pages.train.steer_panel import SteerPanel
from app.ui.plots.redraw import Redraw
from app.ui.session import Session
from app.ui.theme import PADDING, set_role, theme
from app.ui.widgets import EmptyState, rule

SIDE = 304


class TrainPage(QWidget):
    """Listens to the session; pulls from the records, one plot per tick, and only while it can be seen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.records = Records(session)
        self.header, self.failure = HeaderStrip(session), FailureLine()
        self.loss, self.score = LossPlot(self.records), ScorePlot(self.records)
        self.gradients = GradientPlot(self.records)
        self.rate = RatePlot(self.records, self._recipe)
        self.runs = RunsPanel(session, self.records)
        self.steer = SteerPanel(session)
        self.recipe = RecipePanel(session)
        self.checks = ChecksPanel(session)
        self.mistakes = MistakesView(session, self.records)
        plots = (self.loss, self.score, self.gradients, self.rate)
        self._redraw = Redraw([self._draw_figures, *(plot.draw for plot in plots)])
        self._lay_out()
        self.header.view_changed.connect(self._choose)
        self.header.log_changed.connect(self._set_log)
        self.header.try_it.clicked.connect(self._try_it)
        session.tick.connect(self._tick)
        session.runs_changed.connect(self.refresh)
        session.run_state.connect(self.refresh)
        session.replaced.connect(self.refresh)
        session.edited.connect(self.refresh)
        theme().changed.connect(self.refresh)
        self.refresh()

    def shown(self) -> None:
        """The page has come to the front; the keyboard is the page's, not the first field's."""
        self.setFocus()
        self.refresh()

    def hidden(self) -> None:
        """Another page has come to the front."""

    @Slot()
    def refresh(self, _what: object = None) -> None:
        """Draw everything now; cheap while the page is hidden."""
        self.stack.setCurrentWidget(self._view())
        self.header.setVisible(self.records.main is not None)
        self.failure.set(self.records.failure)
        if self.isVisible():
            self._redraw.all()
            self.mistakes.follow()

    def _view(self) -> QWidget:
        main = self.records.main
        if main is None:
            return self._empty
        if self.header.views.value() == "mistakes":
            return self.mistakes
        return self._imported if main.state == IMPORTED else self._curves

    @Slot()
    def _begin_with_imported(self) -> None:
        if main := self.records.main:
            self._session.grower.begin_with(main)

    def _recipe(self) -> Recipe:
        return self._session.project.training

    @Slot()
    def _tick(self) -> None:
        if self.isVisible() and not self.window().isMinimized():
            self._redraw.tick()

    @Slot(str)
    def _choose(self, _view: str) -> None:
        self.refresh()

    @Slot(bool)
    def _set_log(self, on: bool) -> None:
        self.loss.log = on
        self.loss.draw()

    @Slot()
    def _try_it(self) -> None:
        from app.ui.dialogs.try_it import open_try_it

        open_try_it(self._session, self, self.records.main)

    def _draw_figures(self) -> None:
        main = self.records.main
        telemetry = self.records.of(main) if main else Telemetry()
        self.header.draw(telemetry, self._state())
        self.header.try_it.setEnabled(main is not None and main.has_weights)
        self.runs.draw()
        self.steer.show_settings()

    def _state(self) -> str:
        """Of the main run, as far as this window knows better than its folder."""
        main, run = self.records.main, self._session.run
        if main is None:
            return ""
        return self._session.state if run is not None and run.entry is main else main.state

    def _lay_out(self) -> None:
        self._curves = QWidget()
        grid = QGridLayout(self._curves)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(PADDING)
        for place, plot in enumerate((self.loss, self.score, self.gradients, self.rate)):
            grid.addWidget(plot, place // 2, place % 2)
            grid.setRowStretch(place // 2, 1)
            grid.setColumnStretch(place % 2, 1)
        self._empty = EmptyState(
            "activity",
            "Nothing has been trained yet",
            "Run trains the drawing by the recipe on the right. Loss, accuracy, the gradient of every layer and the "
            "learning rate are drawn here while it goes; each run stays in the list to be compared.",
            "Run",
            self._session.start,
        )
        self._imported = EmptyState(
            "package",
            "Weights that came with a module",
            "They were not trained here, so there are no curves. With a Target and a loss in the drawing, a run can "
            "begin with them.",
            "Begin with these weights",
            self._begin_with_imported,
        )
        self.stack = QStackedWidget()
        for view in (self._empty, self._curves, self._imported, self.mistakes):
            self.stack.addWidget(view)
        main = QVBoxLayout()
        main.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        main.setSpacing(PADDING)
        main.addWidget(self.header)
        main.addWidget(self.failure)
        main.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(main, 1)
        row.addWidget(self._side())
        set_role(self, "window")

    def _side(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        column.setSpacing(14)
        for number, panel in enumerate((self.runs, self.steer, self.recipe, self.checks)):
            if number:
                column.addWidget(rule())
            column.addWidget(panel)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        side = QFrame()
        set_role(side, "right")
        side.setFixedWidth(SIDE)
        box = QVBoxLayout(side)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)
        return side
