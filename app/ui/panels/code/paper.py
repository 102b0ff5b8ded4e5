"""What code lies on in a dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.theme import set_role


def paper(text: QWidget) -> QFrame:
    """A card with a text that fills it."""
    made = QFrame()
    set_role(made, "card")
    inner = QVBoxLayout(made)
    inner.setContentsMargins(2, 6, 2, 6)
    inner.addWidget(text)
    return made
