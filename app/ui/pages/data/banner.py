"""One line that says why the data does not fit the drawing, with what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QWidget

from app.ui.theme import color, pixmap, theme
from app.ui.widgets import button, label


class Banner(QFrame):
    """Amber where something does not fit; quiet where the drawing is empty."""

    adapt = Signal()
    propose = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        self._icon, self._token = "triangle-alert", "attention"
        self._picture = QLabel()
        self.text = label("", wrap=True)
        self.adapt_button = button("Adapt the drawing", "wand-sparkles", tooltip="Give Inputs and Targets its sizes")
        self.propose_button = button("Propose a first network", "sparkles", kind="primary")
        self.adapt_button.clicked.connect(self._adapt)
        self.propose_button.clicked.connect(self._propose)
        words, acts = QHBoxLayout(), QHBoxLayout()
        words.setSpacing(10)
        words.addWidget(self._picture)
        words.addWidget(self.text, 1)
        acts.setSpacing(8)
        acts.addStretch(1)
        acts.addWidget(self.adapt_button)
        acts.addWidget(self.propose_button)
        self.line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.line.setContentsMargins(14, 8, 8, 8)
        self.line.setSpacing(10)
        self.line.addLayout(words, 1)
        self.line.addLayout(acts)
        theme().changed.connect(self._draw)
        self.set("", empty=False)

    def set(self, reason: str, empty: bool) -> None:
        """Show why the data does not fit; "" and no empty drawing hides the line."""
        self._icon, self._token = ("sparkles", "accent") if empty else ("triangle-alert", "attention")
        self.text.setText("The drawing is empty: start with a network that fits this data." if empty else reason)
        self.adapt_button.setVisible(not empty)
        self.setVisible(bool(reason) or empty)
        self._draw()

    @Slot()
    def _adapt(self) -> None:
        self.adapt.emit()

    @Slot()
    def _propose(self) -> None:
        self.propose.emit()

    @Slot()
    def _draw(self) -> None:
        self._picture.setPixmap(pixmap(self._icon, 16, self._token))
        self.setStyleSheet(f"Banner {{ border: 1px solid {color(self._token).name()}; }}")
