"""What one asks of a network that writes: the begin of a text, and how it is to go on."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.training.answers.sampling import LENGTH, Sampling
from app.ui.theme import mono_font
from app.ui.widgets import NumberField, Row, SliderField, button, label

LINES = 6
WILDEST = 2.0
LONGEST = 100_000
FIELD = 200  # px


class WriteForm(QWidget):
    """``asked`` fires when the text shall go on, ``stopped`` when it shall not any more."""

    asked = Signal()
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self.prompt = QPlainTextEdit()
        self.prompt.setFont(mono_font())
        self.prompt.setAccessibleName("Begin of the text")
        self.prompt.setPlaceholderText("Begin of the text; it goes on from here")
        self.prompt.setTabChangesFocus(True)
        self.prompt.setFixedHeight(LINES * self.prompt.fontMetrics().lineSpacing() + 24)
        usual = Sampling()
        self.temperature = SliderField(usual.temperature, 0.0, WILDEST)
        self.temperature.setFixedWidth(FIELD)
        self.top_k = NumberField(usual.top_k, 1, integer=True, optional=True, empty="all")
        self.length = NumberField(LENGTH, 1, LONGEST, integer=True)
        self.seed = NumberField(usual.seed, 0, 2**31 - 1, integer=True, optional=True, empty="any")
        self.button = button("Write", kind="primary")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._pressed)
        self._lay_out()

    @property
    def sampling(self) -> Sampling:
        """As the fields say."""
        return Sampling(float(self.temperature.value()), self.top_k.value(), self.seed.value())

    def set_busy(self, busy: bool) -> None:
        """The button stops what is being written."""
        self._busy = busy
        self.button.setText("Stop" if busy else "Write")

    @Slot()
    def _pressed(self) -> None:
        (self.stopped if self._busy else self.asked).emit()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.prompt)
        column.addSpacing(4)
        rows = (
            (
                "temperature",
                self.temperature,
                "0: always the likeliest character; 1: as the network says; more is wilder",
            ),
            ("top-k", self.top_k, "draw from so many of the likeliest characters only"),
            ("length", self.length, "characters to write"),
            ("seed", self.seed, "the same seed writes the same text"),
        )
        for name, field, help in rows:
            column.addWidget(Row(name, field, help))
        column.addSpacing(4)
        column.addWidget(label("At temperature 0 the likeliest character comes every time.", "caption"))
        column.addSpacing(4)
        column.addWidget(self.button)
        column.addStretch(1)
