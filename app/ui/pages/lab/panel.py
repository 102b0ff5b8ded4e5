"""The right side of the Lab: function, racers, noise and penalty."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.landscape.functions import FUNCTIONS
from app.landscape.race import Penalty
from app.ui.pages.lab.marks import MarkButton
from app.ui.pages.lab.setup import LINE_UP, WITH_MOMENTUM, Setup
from app.ui.widgets import ChoiceField, NumberField, Row, Segmented, SliderField, button, heading, label

WIDTH = 320
NAME = 84


class RacerRow(QWidget):
    """Mark, name and learning rate of one racer."""

    changed = Signal()

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        racer = LINE_UP[index]
        self.mark = MarkButton(index, racer.label)
        self.rate = SliderField(racer.lr, 1e-5, 10.0, log=True)
        self.rate.field.setToolTip(f"learning rate of {racer.label}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        name = label(racer.label)
        name.setFixedWidth(NAME - 8)
        row.addWidget(self.mark)
        row.addWidget(name)
        row.addWidget(self.rate, 1)
        self.mark.toggled.connect(self._tell)
        self.rate.changed.connect(self._tell)

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()


class LabPanel(QScrollArea):
    """Edits a `Setup`. ``changed`` fires on every change, ``function_changed`` where the surface is another one."""

    changed = Signal()
    function_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setup = Setup()
        self.setFixedWidth(WIDTH)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("role", "right")
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(6)
        self._build_function()
        self._build_racers()
        self._build_settings()
        self._column.addStretch(1)
        self.setWidget(inside)
        self._show_function()

    def _build_function(self) -> None:
        self.function = ChoiceField([(name, each.title) for name, each in FUNCTIONS.items()], "rosenbrock", mono=False)
        self.function.changed.connect(self._function_chosen)
        self.formula = label("", "mono-secondary", wrap=True)
        self.says = label("", "secondary")
        self.condition = SliderField(50.0, 1.0, 1000.0, log=True)
        self.condition.changed.connect(self._condition_changed)
        self.condition_row = _named("condition", self.condition)
        self.start_x, self.start_y = (NumberField(0.0, -1e6, 1e6) for _ in range(2))
        self.home = button("Reset start", kind="flat", tooltip="Put the start where the function's lesson begins")
        self.home.clicked.connect(self._start_reset)
        starts = QWidget()
        row = QHBoxLayout(starts)
        row.setContentsMargins(0, 0, 0, 0)
        for field in (self.start_x, self.start_y):
            field.setFixedWidth(72)
            field.changed.connect(self._start_typed)
            row.addWidget(field)
        self._column.addWidget(heading("Test function"))
        self._column.addWidget(Row("function", self.function))
        for widget in (self.formula, self.says, self.condition_row, Row("start x, y", starts)):
            self._column.addWidget(widget)
        self._column.addWidget(self.home, 0, Qt.AlignmentFlag.AlignRight)

    def _build_racers(self) -> None:
        self._column.addSpacing(8)
        self._column.addWidget(heading("Racers · learning rate"))
        self.racers = [RacerRow(index) for index in range(len(LINE_UP))]
        for racer in self.racers:
            racer.changed.connect(self._racers_changed)
            self._column.addWidget(racer)

    def _build_settings(self) -> None:
        self.momentum = SliderField(0.9, 0.0, 0.99)
        self.noise = SliderField(0.0, 1e-3, 100.0, log=True, zero=True)
        self.penalty = SliderField(0.0, 1e-3, 10.0, log=True, zero=True)
        self.power = Segmented([("1", "L1"), ("2", "L2")])
        self.power.set("2")
        self.steps = SliderField(500, 10, 5000, log=True, integer=True)
        self.seed = NumberField(0, 0, 2**31 - 1, integer=True)
        for field in (self.momentum, self.noise, self.penalty, self.steps, self.power, self.seed):
            field.changed.connect(self._settings_changed)
        self._column.addSpacing(8)
        self._column.addWidget(heading("Conditions"))
        helps = {
            "momentum": f"share of the last update kept by {LINE_UP[WITH_MOMENTUM].label}",
            "noise": "standard deviation of Gaussian noise added to every gradient entry; all racers meet the same",
            "penalty": "strength of |x|ᵖ + |y|ᵖ, added to the function and drawn with it",
            "steps": "updates of each racer",
        }
        for name, field in (
            ("momentum", self.momentum),
            ("noise", self.noise),
            ("penalty", self.penalty),
            ("steps", self.steps),
        ):
            self._column.addWidget(_named(name, field, helps[name]))
        self._column.addWidget(Row("penalty norm", self.power))
        self._column.addWidget(Row("noise seed", self.seed))

    def set_start(self, x: float, y: float) -> None:
        """The start was dragged."""
        self.setup = replace(self.setup, start=(x, y))
        self._show_start()

    def _show_start(self) -> None:
        for field, value in zip((self.start_x, self.start_y), self.setup.from_here, strict=True):
            field.set(float(f"{value:.4g}"))

    def _show_function(self) -> None:
        surface = self.setup.surface
        self.formula.setText(surface.formula)
        self.says.setText(surface.says)
        self.condition_row.setVisible(surface.name == "quadratic")
        self._show_start()

    @Slot(object)
    def _function_chosen(self, name: str) -> None:
        self.setup = replace(self.setup, function=name, start=None)
        self._show_function()
        self.function_changed.emit()

    @Slot(float)
    def _condition_changed(self, value: float) -> None:
        self.setup = replace(self.setup, condition=value)
        self.formula.setText(self.setup.surface.formula)
        self.function_changed.emit()

    @Slot()
    def _start_typed(self) -> None:
        self.setup = replace(self.setup, start=(self.start_x.value(), self.start_y.value()))
        self.changed.emit()

    @Slot()
    def _start_reset(self) -> None:
        self.setup = replace(self.setup, start=None)
        self._show_start()
        self.changed.emit()

    @Slot()
    def _racers_changed(self) -> None:
        self.setup = replace(
            self.setup,
            rates=tuple(racer.rate.value() for racer in self.racers),
            taking_part=tuple(racer.mark.isChecked() for racer in self.racers),
        )
        self.changed.emit()

    @Slot()
    def _settings_changed(self) -> None:
        before = self.setup.penalty
        self.setup = replace(
            self.setup,
            momentum=self.momentum.value(),
            noise=self.noise.value(),
            penalty=Penalty(self.penalty.value(), float(self.power.value())),
            steps=int(self.steps.value()),
            seed=int(self.seed.value()),
        )
        if self.setup.penalty != before:
            self.function_changed.emit()
        else:
            self.changed.emit()


def _named(name: str, field: QWidget, help: str = "") -> QFrame:
    """A name of fixed width and a field that takes the rest."""
    made = QFrame()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    text = label(name)
    text.setFixedWidth(NAME)
    text.setToolTip(help)
    field.setAccessibleName(name)
    row.addWidget(text)
    row.addWidget(field, 1)
    return made
