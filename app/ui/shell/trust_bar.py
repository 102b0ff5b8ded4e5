"""The line below the top bar of a document that holds Python code which nobody here has trusted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.ui.session import Session
from app.ui.theme import pixmap, set_role, theme
from app.ui.widgets import button, label, tool_button

NAMED = 3
"""Layers that are named; of more, how many."""


class TrustBar(QFrame):
    """Says what does not run and why, and leads to the text. Dismissed, it stays away until the document changes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._dismissed: frozenset[str] = frozenset()
        self._wanted = False
        set_role(self, "notice")
        self._picture = QLabel()
        self._picture.setFixedWidth(18)
        self.text = label("", wrap=True)
        self.read_button = button("Read and trust…", kind="primary", tooltip="Shows the code; you decide afterwards")
        self.read_button.clicked.connect(session.trusting.ask)
        self.dismiss_button = tool_button("x", "Not now: the problems below the drawing keep the way to it")
        self.dismiss_button.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 10, 6)
        row.setSpacing(10)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.text, 1)
        row.addWidget(self.read_button)
        row.addWidget(self.dismiss_button)
        self.hide()
        session.replaced.connect(self.refresh)
        session.edited.connect(self.refresh)
        session.trusting.changed.connect(self.refresh)
        theme().changed.connect(self._draw)
        self._draw()

    def allow(self, wanted: bool) -> None:
        """Whether a document is in sight, so that a word about it makes sense."""
        self._wanted = wanted
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the line where there is something to read."""
        waiting = self._session.trusting.untrusted()
        known = frozenset(each.sha256 for each in waiting)
        self.setVisible(self._wanted and bool(known - self._dismissed))
        if waiting:
            self.text.setText(notice([each.name for each in waiting]))
            self.setAccessibleName(self.text.text())

    @Slot()
    def dismiss(self) -> None:
        """Say no more about these texts."""
        self._dismissed |= {each.sha256 for each in self._session.trusting.untrusted()}
        self.refresh()

    @Slot()
    def _draw(self) -> None:
        self._picture.setPixmap(pixmap("shield-alert", 18, "attention"))


def notice(names: list[str]) -> str:
    """What is said about layers of these names."""
    one = len(names) == 1
    listed = ", ".join(names) if len(names) <= NAMED else f"{', '.join(names[: NAMED - 1])} and {len(names) - 2} more"
    return (
        f"This project holds Python code in {len(names)} {'layer' if one else 'layers'} ({listed}). None of it has "
        f"run. Read {'it' if one else 'them'}, then trust {'it' if one else 'them'}."
    )
