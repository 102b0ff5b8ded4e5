"""The learning rate of a run, and as the schedule plans it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.graph.recipe import Recipe
from app.training.records.telemetry import Telemetry
from app.training.schedules import lr_at
from app.ui.pages.train.records import Records, tint_of
from app.ui.plots.card import PlotCard
from app.ui.plots.lines import LineSeries
from app.ui.plots.numbers import short

Array = NDArray[np.float64]


class RatePlot(PlotCard):
    """The learning rate so far, and ahead as the schedule plans it; before a run, the plan of the recipe."""

    def __init__(self, records: Records, recipe: object) -> None:
        super().__init__("Learning rate")
        self._records, self._recipe = records, recipe
        self._plan = LineSeries(self, "secondary", width=1.0, dashed=True)
        self._done = LineSeries(self, "accent", width=1.8)
        self.log = False
        self._planned: tuple[Recipe, int, int, NDArray[np.int64], Array] | None = None

    def draw(self) -> None:
        """Show what is known now."""
        main = self._records.main
        telemetry = self._records.of(main) if main else Telemetry()
        steps, rates = telemetry.column("step"), telemetry.column("lr")
        over = main is not None and not main.live
        ahead, planned = (np.zeros(0), np.zeros(0)) if over else self._ahead(telemetry)
        self._done.recolor(tint_of(self._records))
        self._done.set(steps, rates)
        self._plan.set(ahead, planned)
        last = max(float(steps[-1]) if len(steps) else 1.0, float(ahead[-1]) if len(ahead) else 1.0)
        top = max([float(np.max(each)) for each in (rates, planned) if len(each)], default=1.0) or 1.0
        self.set_ranges((0.0, last), (0.0, 1.06 * top))
        self.marks.set([(event.step, event.text) for event in telemetry.events if event.text.startswith("lr ")])
        newest = telemetry.latest("lr")
        self.set_value(f"planned, peak {short(top)}" if newest is None else short(newest))

    def _ahead(self, telemetry: Telemetry) -> tuple[Array, Array]:
        """Steps to come and their learning rates."""
        recipe, done, total = telemetry.recipe, telemetry.latest("step"), telemetry.total_steps
        per_epoch = telemetry.steps_per_epoch
        if recipe is None and done is None:
            recipe, done, per_epoch = self._recipe(), 0.0, self._steps_per_epoch()  # type: ignore[operator]
            total = recipe.epochs * per_epoch
        if recipe is None or done is None or total <= done:
            return np.zeros(0), np.zeros(0)
        steps, rates = self._whole_plan(recipe, total, per_epoch)
        now = np.array([int(done)])
        later = steps > now[0]
        ahead = np.concatenate([now, steps[later]])
        return ahead + 1.0, np.concatenate([planned_rates(recipe, now, total, per_epoch), rates[later]])

    def _whole_plan(self, recipe: Recipe, total: int, per_epoch: int) -> tuple[NDArray[np.int64], Array]:
        """256 steps of the run and their learning rates; reckoned anew only where the plan has changed."""
        if self._planned is None or self._planned[0] is not recipe or self._planned[1:3] != (total, per_epoch):
            steps = np.unique(np.linspace(0, total - 1, 256).astype(np.int64))
            self._planned = (recipe, total, per_epoch, steps, planned_rates(recipe, steps, total, per_epoch))
        return self._planned[3], self._planned[4]

    def _steps_per_epoch(self) -> int:
        """Of an earlier run of this drawing; 100 before there is one."""
        main = self._records.main
        return (self._records.of(main).steps_per_epoch if main else 0) or 100


def planned_rates(recipe: Recipe, steps: NDArray[np.int64], total: int, per_epoch: int) -> Array:
    """Learning rates of coming steps; counted from the end, as a steered batch size shifts the count of steps."""
    whole = recipe.epochs * per_epoch
    return np.array([lr_at(recipe, max(0, int(step) + whole - total), whole, per_epoch) for step in steps])
