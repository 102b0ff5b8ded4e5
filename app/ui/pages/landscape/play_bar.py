"""Play, pause and scrub through numbered moments."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from app.ui.pages.landscape.ruler import Ruler
from app.ui.theme import theme
from app.ui.widgets import label, tool_button

TICK_MS = 33
LASTS = 4.0  # seconds from the first moment to the last


class PlayBar(QWidget):
    """A button, a slider over 0 .. last with a ruler below, and a text. ``moved`` carries the moment shown."""

    moved = Signal(int)

    def __init__(self, text_width: int = 380, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = tool_button("play", "Play (Space)")
        self.button.setFixedSize(36, 30)
        self.button.clicked.connect(self.toggle)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("moment")
        self.slider.setRange(0, 0)
        self.slider.valueChanged.connect(self._slid)
        self.text = label("", "mono-secondary", wrap=False)
        self.text.setMinimumWidth(text_width)
        self.text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.button)
        self.ruler = Ruler("epoch")
        track = QVBoxLayout()
        track.setSpacing(0)
        track.addStretch(1)
        track.addWidget(self.slider)
        track.addWidget(self.ruler)
        track.addStretch(1)
        row.addLayout(track, 1)
        row.addWidget(self.text)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._advance)
        self._exact = 0.0

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    @property
    def moment(self) -> int:
        return self.slider.value()

    def set_last(self, last: int, go: bool = True) -> None:
        """Offer moments 0 .. last, and go to the last one; emits nothing."""
        blocked = self.slider.blockSignals(True)
        self.slider.setRange(0, max(last, 0))
        if go:
            self.slider.setValue(max(last, 0))
        self.slider.blockSignals(blocked)

    @Slot()
    def toggle(self) -> None:
        """Play from the start where the end is reached, or pause."""
        if self.playing:
            self.stop()
            return
        if self.slider.value() >= self.slider.maximum():
            self.slider.setValue(0)
        self._exact = float(self.slider.value())
        self._timer.start()
        theme().track_icon(self.button, "pause", "text")

    @Slot()
    def stop(self) -> None:
        """Pause."""
        self._timer.stop()
        theme().track_icon(self.button, "play", "secondary")

    @Slot()
    def _advance(self) -> None:
        self._exact += self.slider.maximum() * TICK_MS / 1000 / LASTS
        self.slider.setValue(min(round(self._exact), self.slider.maximum()))
        if self.slider.value() >= self.slider.maximum():
            self.stop()

    @Slot(int)
    def _slid(self, moment: int) -> None:
        self.moved.emit(moment)
