"""What is wrong with the drawing, where, and one button that mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from app.ui.session import Session
from app.ui.session.asking import sentence
from app.ui.session.mending import about, icon_of, mend, remedy
from app.ui.theme import PADDING, RADIUS, SPACE, color, pixmap, set_role, theme
from app.ui.widgets import EmptyState, button, label

if TYPE_CHECKING:
    from app.graph.problem import Problem

SHOWN = 200
"""Rows at most: nobody reads more, and each is a widget."""

ICONS = {"error": ("circle-alert", "bad"), "warning": ("triangle-alert", "attention")}


class ProblemsPanel(QWidget):
    """The session's problems, errors first. ``counted`` carries how many there are, for the tab."""

    counted = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: list[tuple[object, ...]] = []
        self.rows: list[ProblemRow] = []
        set_role(self, "panel")
        self.empty = EmptyState("circle-check", "No problems", "Every shape fits. The drawing can be trained.")
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._list)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(area)
        session.problems_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the problems as they are now; rows that say the same stay."""
        problems = sorted(self._session.problems, key=lambda problem: problem.severity)
        said = [_said(problem) for problem in problems[:SHOWN]]
        if said == self._shown:
            for row, problem in zip(self.rows, problems, strict=False):
                row.problem = problem
        else:
            self._shown = said
            self._rebuild(problems)
        self._stack.setCurrentIndex(1 if problems else 0)
        self.counted.emit(len(problems))

    def _rebuild(self, problems: list[Problem]) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [ProblemRow(self._session, problem) for problem in problems[:SHOWN]]
        for place, row in enumerate(self.rows):
            self._column.insertWidget(place, row)


class ProblemRow(QFrame):
    """One problem: icon, sentence, quick fix. A click goes to its node."""

    def __init__(self, session: Session, problem: Problem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.problem = problem
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if problem.node:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._icon = QLabel()
        self._icon.setFixedWidth(16)
        self._icon.setAccessibleName(problem.severity)
        graph = session.project.graph
        name = graph[problem.node].name if problem.node in graph else "drawing"
        self._name = label(name, "mono")
        self._name.setFixedWidth(140)
        self._name.setToolTip(name)
        self._name.setText(self._name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 140))
        self.text = label(_without_name(problem.message, name), wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, 5, SPACE, 5)
        row.setSpacing(PADDING - 4)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._name)
        row.addWidget(self.text, 1)
        self.fix_button = None
        if remedy(problem):
            self.fix_button = button(remedy(problem), icon_of(problem), tooltip=about(problem))
            self.fix_button.clicked.connect(self.mend)
            row.addWidget(self.fix_button)
        self.setMinimumHeight(38)
        self.setAccessibleName(f"{problem.severity}: {problem.message}")
        self._draw()
        theme().changed.connect(self._draw)

    @Slot()
    def mend(self) -> None:
        """Take the quick fix."""
        if remedy(self.problem):
            mend(self._session, self.problem)

    @Slot()
    def go(self) -> None:
        """Choose the node on the canvas and bring it into view."""
        if self.problem.node in self._session.project.graph:
            self._session.select([self.problem.node])
            self._session.go("build", node=self.problem.node)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A soft ground under the pointer, a ring around the focus."""
        if not (self.underMouse() or self.hasFocus()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(color("hover") if self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.setPen(color("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.go()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _draw(self) -> None:
        name, token = ICONS[self.problem.severity]
        self._icon.setPixmap(pixmap(name, 16, token))


def _said(problem: Problem) -> tuple[object, ...]:
    return (problem.severity, problem.message, problem.node, remedy(problem))


def _without_name(message: str, name: str) -> str:
    """The sentence without the name that stands beside it."""
    rest = message.removeprefix(name)
    if rest == message:
        return sentence(message)
    rest = rest.lstrip(": ")
    return rest[:1].upper() + rest[1:]
