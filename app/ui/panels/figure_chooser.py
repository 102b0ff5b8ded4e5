"""Over the canvas' upper left corner: the sum of the figure that the nodes tell, and a menu of the others."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter

from app.compile.analysis.figures import FIGURES, Figure
from app.compile.analysis.rows import Row, together
from app.ui.canvas import CanvasView
from app.ui.canvas.gauge import NOTHING, Gauge
from app.ui.session import Session
from app.ui.theme import RADIUS, color, theme
from app.ui.widgets import menu

CANVAS, MENU = "canvas", "figure menu"
TITLES = {
    "parameters": "Parameters",
    "flops": "FLOPs for one sample",
    "memory": "Memory for the batch",
    NOTHING: "Nothing",
}


class FigureChooser(QPushButton):
    """Says the total and lets one choose what nodes tell; the choice is remembered."""

    def __init__(self, session: Session, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._session, self._canvas = session, canvas
        self.setProperty("kind", "over")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip("What the nodes tell, and their bars compare")
        theme().track_icon(self, "chevron-down", "secondary", 14)
        self.actions_of: dict[str, QAction] = {}
        self._make_menu()
        for signal in (session.scope_changed, session.inferred, session.replaced):
            signal.connect(self.refresh)
        session.analyser.analysed.connect(self._measured)
        session.settings_changed.connect(self._measured)
        self._measured()

    @property
    def figure(self) -> str:
        """Key of the figure that is told, "none" for nothing."""
        return self._session.settings.figure

    def choose(self, name: str) -> None:
        """Let the nodes tell another figure."""
        self._session.settings.figure = name
        self._session.settings.save()
        self._wish()
        self._measured()

    @Slot()
    def refresh(self) -> None:
        """Read the total again."""
        known = self._session.inference is not None and len(self._session.project.graph) > 0
        self.setText(self._total() if known else "")
        self.setVisible(known)
        self.move(12, 56 if self._session.scope else 11)  # below the way back
        self.adjustSize()

    @Slot()
    def _measured(self) -> None:
        """Other numbers are known, or asked for."""
        self._canvas.board.measure(Gauge.of(self.figure, self._rows))
        self.refresh()
        self._fill_menu()

    @property
    def _rows(self) -> dict[str, Row]:
        return dict(self._session.analyser.level(self._session.scope))

    def _total(self) -> str:
        figure = FIGURES.get(self.figure)
        if figure is None:
            return "No figures"
        told = self._told(figure)
        return {
            "parameters": f"{told} parameters{self._frozen()}",
            "flops": f"{told} FLOPs for one sample",
            "memory": f"{told} for a batch of {self._session.analyser.batch:,}",
        }[figure.key]

    def _told(self, figure: Figure) -> str:
        """The sum of the level that one looks at, as far as it is known."""
        if figure.key == "parameters":
            inference = self._session.inference
            return f"{inference.total_parameters:,}" if inference else "–"
        rows = self._rows
        return (figure.text(figure.of(together(rows.values()))) or "0") if rows else "–"

    def _frozen(self) -> str:
        inference, graph = self._session.inference, self._session.project.graph
        counts = inference.parameters if inference else {}
        frozen = sum(count for node_id, count in counts.items() if node_id in graph and graph[node_id].frozen)
        return f" · {frozen:,} frozen" if frozen else ""

    # the menu

    def _make_menu(self) -> None:
        offered = menu(parent=self)
        group = QActionGroup(self)
        for name, title in TITLES.items():
            action = self.actions_of[name] = offered.addAction(title)
            action.setCheckable(True)
            action.triggered.connect(partial(self.choose, name))
            group.addAction(action)
            if name in FIGURES:
                action.setToolTip(FIGURES[name].help)
        offered.aboutToShow.connect(self._look)
        offered.aboutToHide.connect(self._look_away)
        self.setMenu(offered)

    def _fill_menu(self) -> None:
        """The sum of every figure stands behind its name."""
        for name, action in self.actions_of.items():
            action.setChecked(name == self.figure)
            action.setText(f"{TITLES[name]}\t{self._told(FIGURES[name])}" if name in FIGURES else TITLES[name])

    @Slot()
    def _look(self) -> None:
        self._session.analyser.want(MENU, True)
        self._fill_menu()

    @Slot()
    def _look_away(self) -> None:
        self._session.analyser.want(MENU, False)

    # events

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wish()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._session.analyser.want(CANVAS, False)

    def _wish(self) -> None:
        """Parameters are known anyway; only the others have to be worked out."""
        self._session.analyser.want(CANVAS, self.isVisible() and self.figure in ("flops", "memory"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A veil over what lies below: the figures have to be read on a node and on a link too.

        Only the arrow stands behind the text: with a button from right to left its menu would open to the left.
        """
        ground = color("hover" if self.underMouse() else "canvas")
        ground.setAlphaF(0.85)
        painter = QStylePainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.direction = Qt.LayoutDirection.RightToLeft
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
