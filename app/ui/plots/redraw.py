"""One plot per tick, and fewer ticks where drawing is slow."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

GAP = 0.125  # seconds between two redraws at least, unless asked otherwise
SHARE = 0.035  # of the time at most goes into preparing redraws; painting costs about as much again


class Redraw:
    """Takes turns among drawings; ``stale`` makes all of them due."""

    def __init__(self, drawings: Sequence[Callable[[], None]], gap: float = GAP) -> None:
        self._drawings, self._gap = list(drawings), gap
        self._turn = 0
        self._next = 0.0

    def tick(self) -> None:
        """Draw the next one if it is time."""
        now = time.perf_counter()
        if now < self._next:
            return
        self._drawings[self._turn]()
        self._turn = (self._turn + 1) % len(self._drawings)
        cost = time.perf_counter() - now
        self._next = now + max(self._gap, cost / SHARE)

    def all(self) -> None:
        """Draw every one now."""
        for draw in self._drawings:
            draw()
