"""What a race is set to: function, start, racers, noise, penalty, steps. No widget here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from app.landscape.functions import FUNCTIONS, Point, TestFunction, quadratic
from app.landscape.race import Path, Penalty, Racer, race

LINE_UP: tuple[Racer, ...] = (
    Racer("SGD", lr=1e-3, label="SGD"),
    Racer("SGD", lr=1e-3, label="Momentum"),
    Racer("RMSprop", lr=1e-2, label="RMSprop"),
    Racer("Adam", lr=5e-2, label="Adam"),
    Racer("AdamW", lr=5e-2, weight_decay=1e-2, label="AdamW"),
)
WITH_MOMENTUM = 1  # place of the racer that the momentum slider belongs to
DRAGGING_STEPS = 600  # as many are computed while the start moves; the rest follows when it is let go


@dataclass(frozen=True)
class Setup:
    """One race, ready to run.

    Attributes:
        function: public name of the test function.
        condition: condition number of the quadratic.
        start: first weights, None for the function's own.
        rates: learning rate of each racer; taking_part: who runs.
        momentum: of the second racer, SGD with momentum.
        noise, penalty: see `app.landscape.race.race`.
    """

    function: str = "rosenbrock"
    condition: float = 50.0
    start: Point | None = None
    rates: tuple[float, ...] = field(default_factory=lambda: tuple(racer.lr for racer in LINE_UP))
    taking_part: tuple[bool, ...] = (True,) * len(LINE_UP)
    momentum: float = 0.9
    noise: float = 0.0
    penalty: Penalty = field(default_factory=Penalty)
    steps: int = 500
    seed: int = 0

    @property
    def surface(self) -> TestFunction:
        return quadratic(self.condition) if self.function == "quadratic" else FUNCTIONS[self.function]

    @property
    def from_here(self) -> Point:
        return self.start or self.surface.start

    def racers(self) -> list[tuple[int, Racer]]:
        """(number, racer) of those who take part."""
        found = []
        for index, (racer, rate) in enumerate(zip(LINE_UP, self.rates, strict=True)):
            momentum = self.momentum if index == WITH_MOMENTUM else racer.momentum
            if self.taking_part[index]:
                found.append((index, replace(racer, lr=rate, momentum=momentum)))
        return found

    def run(self, dragging: bool = False) -> list[tuple[int, Path]]:
        """(number, path) of those who take part, in plain floats: about 1 ms per racer and 500 steps."""
        numbered = self.racers()
        steps = min(self.steps, DRAGGING_STEPS) if dragging else self.steps
        paths = race(
            self.surface,
            self.from_here,
            [racer for _, racer in numbered],
            steps,
            self.noise,
            self.penalty,
            self.seed,
        )
        return [(index, path) for (index, _), path in zip(numbered, paths, strict=True)]

    def distances(self, paths: list[tuple[int, Path]]) -> list[tuple[int, np.ndarray]]:
        """(number, distance to the nearest minimum after each step)."""
        return [(index, self.surface.distance(path.points)) for index, path in paths]
