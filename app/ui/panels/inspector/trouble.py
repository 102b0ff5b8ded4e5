"""What is wrong with the chosen node, and the quick way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.graph.problem import Problem
from app.ui.session import Session
from app.ui.session.mending import about, icon_of, mend, remedy
from app.ui.theme import pixmap, set_role, theme
from app.ui.widgets import button, label

MARKS = {"error": ("circle-alert", "bad"), "warning": ("triangle-alert", "attention")}

ASIDE = 80
"""Room beside the label of the quick fix: margins, the mark, the icon, px."""


class Trouble(QWidget):
    """The first problem in words, with its quick fix where there is one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._problem: Problem | None = None
        set_role(self, "inset")
        self._mark = QLabel()
        self.text = label("", wrap=True)
        self.fix = button("", "wand-sparkles", kind="link")
        self.fix.setMinimumWidth(1)  # its text is shortened; else a long one would push the form out of sight
        self.fix.clicked.connect(self._mend)
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 8, 10, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.text, 0, 1)
        grid.addWidget(self.fix, 1, 1, Qt.AlignmentFlag.AlignLeft)
        theme().changed.connect(self._draw)
        self.hide()

    def show_problems(self, problems: list[Problem]) -> None:
        """Show the first of these, errors and misfitting links before the rest; hide where there is none."""
        ordered = sorted(problems, key=lambda problem: (problem.severity != "error", problem.link is None))
        self._problem = ordered[0] if ordered else None
        self.setVisible(self._problem is not None)
        if self._problem is None:
            return
        more = f" (and {len(ordered) - 1} more)" if len(ordered) > 1 else ""
        self.text.setText(f"{self._problem.message}{more}")
        self.fix.setVisible(bool(remedy(self._problem)))
        theme().track_icon(self.fix, icon_of(self._problem), "accent_text")
        self._fit()
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The whole label where there is room, else its beginning and end."""
        label = remedy(self._problem) if self._problem else ""
        room = self.width() - ASIDE
        self.fix.setText(self.fix.fontMetrics().elidedText(label, Qt.TextElideMode.ElideMiddle, room))
        self.fix.setToolTip(f"{label}. {about(self._problem)}" if self._problem else "")

    @Slot()
    def _draw(self) -> None:
        if self._problem:
            name, token = MARKS[self._problem.severity]
            self._mark.setPixmap(pixmap(name, 16, token))

    @Slot()
    def _mend(self) -> None:
        if self._problem and remedy(self._problem):
            mend(self._session, self._problem)
