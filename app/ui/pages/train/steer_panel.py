"""Settings of the live run that can be changed while it trains."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QSlider, QVBoxLayout, QWidget

from app.graph.recipe import Recipe
from app.ui.session import Session
from app.ui.session.steered import TITLES, in_words
from app.ui.widgets import NumberField, Row, button, heading, label

LOW, HIGH, STEPS = -6.0, 1.0, 700  # decades of the slider and its resolution


class SteerPanel(QWidget):
    """Learning rate by slider and number, batch size, clipping, weight decay; asleep where nothing trains."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: Recipe | None = None
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setAccessibleName("learning rate")
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self._released)
        self.fields = {
            "lr": NumberField(1e-3, 0, 1000),
            "batch_size": NumberField(64, 1, 1_000_000, integer=True),
            "clip_norm": NumberField(None, 0, optional=True),
            "weight_decay": NumberField(0.0, 0, 100),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading("Steer this run"))
        column.addSpacing(6)
        self._hint = label("Learning rate, batch size, clipping and decay change here while it trains.", "caption")
        column.addWidget(self._hint)
        self._box = QWidget()
        inner = QVBoxLayout(self._box)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for name, field in self.fields.items():
            field.setObjectName(name)
            field.changed.connect(self._changed)
            inner.addWidget(Row(TITLES[name], field, _HELP[name]))
            if name == "lr":
                inner.addWidget(self.slider)
        column.addWidget(self._box)
        self._apart = label("", "caption")
        self.keep = button("Keep in the recipe", "save", tooltip="Write it into the recipe of the next run")
        self.keep.clicked.connect(self._keep)
        self._keeping = QWidget()
        below = QVBoxLayout(self._keeping)
        below.setContentsMargins(0, 8, 0, 0)
        below.setSpacing(6)
        below.addWidget(self._apart)
        below.addWidget(self.keep)
        column.addWidget(self._keeping)
        for signal in (session.run_state, session.replaced, session.edited):
            signal.connect(self.show_settings)
        self.show_settings()

    @Slot()
    def show_settings(self, _what: object = None) -> None:
        """Show what the live run uses now, and what of it the recipe does not say."""
        self._offer_to_keep()
        run, live = self._session.run, self._session.live
        recipe = run.telemetry.recipe if run is not None and live else None
        typing = QApplication.focusWidget()
        if recipe is None and typing is not None and self._box.isAncestorOf(typing):
            typing.clearFocus()  # else hiding it hands the keyboard to the next field, the epochs of the next run
        self._box.setVisible(recipe is not None)
        self._hint.setVisible(recipe is None)
        if recipe is None or recipe == self._shown:
            return
        self._shown = recipe
        for name, field in self.fields.items():
            if not field.hasFocus() or not field.isModified():
                field.set(getattr(recipe, name))
        if not self.slider.isSliderDown():
            self.slider.blockSignals(True)
            self.slider.setValue(_place(recipe.lr))
            self.slider.blockSignals(False)

    def _offer_to_keep(self) -> None:
        steered = self._session.steered
        self._keeping.setVisible(bool(steered))
        if steered:
            begin = "Only this run has" if self._session.live else "The last run was steered to"
            self._apart.setText(f"{begin} {in_words(steered)}")

    @Slot()
    def _keep(self) -> None:
        self._session.keep_steered(self._session.steered)

    @Slot(object)
    def _changed(self, value: Any) -> None:
        editor: QObject = self.sender()
        self._session.set_live(**{editor.objectName(): value})

    @Slot(int)
    def _slid(self, place: int) -> None:
        value = _rate(place)
        self.fields["lr"].set(value)
        if not self.slider.isSliderDown():
            self._session.set_live(lr=value)

    @Slot()
    def _released(self) -> None:
        self._session.set_live(lr=_rate(self.slider.value()))


_HELP = {
    "lr": "before the schedule: its shape stays, its height changes",
    "batch_size": "samples per step from the next step on",
    "clip_norm": "largest gradient norm; empty for none",
    "weight_decay": "pull of weights to zero",
}


def _rate(place: int) -> float:
    return float(f"{10.0 ** (LOW + (HIGH - LOW) * place / STEPS):.2g}")


def _place(rate: float) -> int:
    if rate <= 0:
        return 0
    return round(STEPS * (min(max(math.log10(rate), LOW), HIGH) - LOW) / (HIGH - LOW))
