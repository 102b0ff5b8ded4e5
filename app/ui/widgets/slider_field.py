"""Sliders with a number beside them, linear or logarithmic."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from app.ui.widgets.fields import NumberField

STEPS = 400


class SliderField(QWidget):
    """A slider and a field for the same number. ``changed`` fires for either.

    A logarithmic one with ``zero`` has 0 at its left end.
    """

    changed = Signal(float)

    def __init__(
        self,
        value: float,
        minimum: float,
        maximum: float,
        log: bool = False,
        zero: bool = False,
        integer: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum, self._log, self._zero, self._integer = minimum, maximum, log, zero, integer
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.field = NumberField(value, 0.0 if zero else minimum, maximum, integer=integer)
        self.field.setFixedWidth(84)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        self.set(value)
        self.slider.valueChanged.connect(self._slid)
        self.field.changed.connect(self._typed)

    def value(self) -> float:
        return self._value

    def set(self, value: float) -> None:
        """Show a number; emits nothing."""
        self._value = value
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(self._place(value))
        self.slider.blockSignals(blocked)
        self.field.set(value)

    def _place(self, value: float) -> int:
        if self._zero and value <= 0:
            return 0
        low, high = (math.log(self._minimum), math.log(self._maximum)) if self._log else (self._minimum, self._maximum)
        at = math.log(max(value, self._minimum)) if self._log else value
        return max(round((at - low) / (high - low) * STEPS), int(self._zero))

    def _number(self, place: int) -> float:
        if self._zero and place == 0:
            return 0.0
        share = place / STEPS
        if self._log:
            value = self._minimum * (self._maximum / self._minimum) ** share
        else:
            value = self._minimum + (self._maximum - self._minimum) * share
        return float(round(value)) if self._integer else float(f"{value:.2g}")

    @Slot(int)
    def _slid(self, place: int) -> None:
        self._value = self._number(place)
        self.field.set(int(self._value) if self._integer else self._value)
        self.changed.emit(self._value)

    @Slot(object)
    def _typed(self, value: float) -> None:
        self.set(value)
        self.changed.emit(value)
