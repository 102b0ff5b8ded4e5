"""The measurement of ratios, on a clock that is made up."""

from __future__ import annotations

import random

from tests.bench.ratio import FEWEST, RESOLVED, compare


class _Machine:
    """A clock that work moves forward, on a machine that slows down all the time and stutters now and then."""

    def __init__(self, stutter: float = 0.0) -> None:
        self.now = 0.0
        self._chance, self._stutter = random.Random(1), stutter

    def work(self, seconds: float) -> None:
        slow = 1 + self.now / 50
        self.now += seconds * slow * (1 + self._stutter * (self._chance.random() < 0.2))


def test_finds_a_small_difference_on_a_machine_that_slows_down_and_stutters() -> None:
    machine = _Machine(stutter=0.5)
    found = compare(lambda: machine.work(0.0102), lambda: machine.work(0.01), 20, lambda: machine.now)
    assert abs(found.value - 1.02) < RESOLVED
    assert found.low <= found.value <= found.high < 1.05


def test_finds_nothing_where_there_is_nothing_and_stops_once_that_is_sure() -> None:
    machine = _Machine()
    found = compare(lambda: machine.work(0.01), lambda: machine.work(0.01), 20, lambda: machine.now)
    assert abs(found.value - 1) < RESOLVED
    assert machine.now < 10
    assert found.turns >= FEWEST
