"""The page where networks are drawn: palette, canvas, inspector, and a dock with code and problems."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.ui.canvas import CanvasView, Minimap
from app.ui.panels.analysis import AnalysisPanel
from app.ui.panels.code import CodePanel
from app.ui.panels.figure_chooser import FigureChooser
from app.ui.panels.inspector import InspectorPanel
from app.ui.panels.palette import PalettePanel
from app.ui.panels.problems import ProblemsPanel
from app.ui.panels.strip import LiveStrip
from app.ui.session import Session
from app.ui.theme import set_role
from app.ui.widgets import tool_button

LEFT, RIGHT, DOCK = 230, 290, 230


class BuildPage(QWidget):
    """Assembles the parts; each listens to the session itself. ``zoomed`` carries the canvas' scale."""

    zoomed = Signal(float)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.canvas = CanvasView(session)
        self.minimap = Minimap(self.canvas)
        self.figures = FigureChooser(session, self.canvas)
        self.palette_panel = PalettePanel(session)
        self.inspector = InspectorPanel(session)
        self.dock = Dock(session)
        set_role(self.palette_panel, "panel")
        set_role(self.inspector, "panel")
        self.middle = _splitter("middle", Qt.Orientation.Vertical, (self.canvas, self.dock), 0)
        self.outer = _splitter("outer", Qt.Orientation.Horizontal, (self.palette_panel, self.middle, self.inspector), 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.outer)
        self._restore_sizes()
        for splitter in (self.middle, self.outer):
            splitter.splitterMoved.connect(self._keep_sizes)
        self.canvas.moved.connect(self._tell_zoom)
        self.palette_panel.chosen.connect(self.canvas.add)
        self.dock.analysis.looked.connect(self.canvas.show_node)
        session.run_state.connect(self._follow_run)

    def shown(self) -> None:
        """The page has come to the front."""
        self._tell_zoom()
        self.canvas.setFocus()
        if node := self._session.hint.get("node"):
            self.canvas.focus_node(node)

    def hidden(self) -> None:
        """Another page has come to the front."""

    @property
    def settled(self) -> bool:
        """Whether all figures in sight are known."""
        return self._session.analyser.settled

    def toggle(self, part: QWidget) -> None:
        """Show or hide the palette, the inspector or the dock."""
        part.setVisible(part.isHidden())

    def _restore_sizes(self) -> None:
        for splitter, sizes in ((self.outer, (LEFT, 1080, RIGHT)), (self.middle, (690, DOCK))):
            kept = self._session.settings.splits.get(f"build.{splitter.objectName()}")
            splitter.setSizes(kept if kept and len(kept) == len(sizes) else list(sizes))

    @Slot()
    def _keep_sizes(self) -> None:
        for splitter in (self.outer, self.middle):
            self._session.settings.splits[f"build.{splitter.objectName()}"] = splitter.sizes()

    @Slot()
    def _tell_zoom(self) -> None:
        self.zoomed.emit(self.canvas.zoom)

    @Slot(str)
    def _follow_run(self, state: str) -> None:
        if state == "starting":
            self.dock.choose("strip")


class Dock(QFrame):
    """Code, Problems, Analysis and Training below the canvas. The tools of a panel stand beside the tabs."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        set_role(self, "panel")
        self._names = ("code", "problems", "analysis", "strip")
        self.tabs = QTabBar()
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.stack = QStackedWidget()
        self.problems = ProblemsPanel(session)
        self.analysis = AnalysisPanel(session)
        for text, panel in (
            ("Code", CodePanel(session)),
            ("Problems", self.problems),
            ("Analysis", self.analysis),
            ("Training", LiveStrip(session)),
        ):
            self.tabs.addTab(text)
            self.stack.addWidget(panel)
        self.tabs.currentChanged.connect(self._turn)
        self.close_button = tool_button("chevron-down", "Hide the dock (Ctrl+J)")
        self.close_button.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.setContentsMargins(10, 0, 8, 0)
        head.addWidget(self.tabs)
        head.addStretch(1)
        head.addWidget(self.analysis.tools)
        self.analysis.tools.hide()
        head.addSpacing(4)
        head.addWidget(self.close_button)
        bar = QFrame()
        bar.setProperty("role", "tab-bar")
        bar.setLayout(head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.stack, 1)
        self.setMinimumHeight(120)
        session.problems_changed.connect(self._count_problems)
        self._count_problems()

    def choose(self, name: str) -> None:
        """Bring "code", "problems", "analysis" or "strip" to the front."""
        self.tabs.setCurrentIndex(self._names.index(name))

    @Slot(int)
    def _turn(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self.analysis.tools.setVisible(self._names[place] == "analysis")

    @Slot()
    def _count_problems(self) -> None:
        count = len(self._session.problems) if len(self._session.project.graph) else 0  # nobody has begun yet
        self.tabs.setTabText(1, f"Problems  {count}" if count else "Problems")


def _splitter(name: str, orientation: Qt.Orientation, parts: tuple[QWidget, ...], stretch: int) -> QSplitter:
    made = QSplitter(orientation)
    made.setObjectName(name)
    made.setHandleWidth(1)
    made.setChildrenCollapsible(True)
    for place, part in enumerate(parts):
        made.addWidget(part)
        made.setStretchFactor(place, int(place == stretch))
        made.setCollapsible(place, place != stretch)
    return made
