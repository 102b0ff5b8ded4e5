"""The line at the bottom: what is drawn, what goes on, what is chosen."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.ui.plots.redraw import Redraw
from app.ui.session import Session
from app.ui.widgets import label

HEIGHT = 26
SPEED_GAP = 0.5  # seconds; a text that changes lays out the whole line again


class StatusBar(QFrame):
    """Follows the session; the zoom is told to it by the page that has one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._page = ""
        self.setProperty("role", "status")
        self.setFixedHeight(HEIGHT)
        self.size, self.state, self.chosen, self.speed, self.zoom = (label("", "caption", wrap=False) for _ in range(5))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(20)
        row.addWidget(self.size)
        row.addWidget(self.state)
        row.addStretch(1)
        for part in (self.chosen, self.speed, self.zoom):
            row.addWidget(part)
        for part in (self.size, self.state, self.chosen, self.speed, self.zoom):
            part.hide()
        session.document_changed.connect(self.show_size)
        session.scope_changed.connect(self.show_size)
        session.problems_changed.connect(self.show_state)
        session.ready_changed.connect(self.show_state)
        session.run_state.connect(self.show_state)
        session.inferred.connect(self.show_state)
        session.selected.connect(self.show_chosen)
        self._speed = Redraw([self._draw_speed], SPEED_GAP)
        session.tick.connect(self.show_speed)

    @Slot(str)
    def show_page(self, name: str) -> None:
        """Another page is in front; the welcome page tells nothing of a drawing that is not in sight."""
        self._page = name
        self.show_size()
        self.show_state()
        self.show_chosen(self._session.selection)

    @property
    def _is_open(self) -> bool:
        return self._page not in ("", "welcome")

    @Slot()
    def show_size(self) -> None:
        """How many nodes and links there are."""
        if not self._is_open:
            _put(self.size, "")
            return
        graph = self._session.project.graph
        nodes, links = len(graph), graph.dag.number_of_edges()
        _put(self.size, f"{_count(nodes, 'node')} · {_count(links, 'link')}")

    @Slot()
    def show_state(self) -> None:
        """What goes on."""
        session = self._session
        if session.live and session.run:
            text = f"{session.run.name} · {session.state}"
            if session.outdated:
                text += " · trains the drawing as it was at its start"
        elif not session.ready:
            text = "Loading torch…"
        elif self._is_open and not len(session.project.graph):
            text = "Nothing drawn yet"
        elif self._is_open and session.errors:
            text = _count(len(session.errors), "error")
        else:
            text = "Ready"
        _put(self.state, text)
        if not session.live:
            _put(self.speed, "")

    @Slot(object)
    def show_chosen(self, ids: tuple[str, ...]) -> None:
        """What is chosen on the canvas."""
        graph = self._session.project.graph
        names = [graph[node_id].name for node_id in ids if node_id in graph and self._is_open]
        _put(self.chosen, f"{names[0]} selected" if len(names) == 1 else f"{len(names)} selected" if names else "")

    @Slot()
    def show_speed(self) -> None:
        """Steps per second of the live run, not oftener than it can be read."""
        self._speed.tick()

    def _draw_speed(self) -> None:
        run = self._session.run
        if run is not None and self._session.live:
            _put(self.speed, f"{run.telemetry.steps_per_second:,.0f} steps/s")

    def show_zoom(self, zoom: float) -> None:
        """The scale of the canvas; 0 takes it away."""
        _put(self.zoom, f"{zoom * 100:.0f} %" if zoom else "")


def _put(target: QLabel, text: str) -> None:
    """Show a text; an empty one takes no room."""
    if target.text() != text:
        target.setText(text)
        target.setVisible(bool(text))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
