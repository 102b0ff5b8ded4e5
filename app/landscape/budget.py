"""A fixed share of passing time, for work that is done in small pieces."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

FIRST_GUESS = 0.02  # seconds set aside for a kind of work whose cost is not known yet
NEWS = 0.3  # weight of the newest cost in the running mean: one slow piece does not stop what follows for long


class Budget:
    """Says whether a piece of work fits into a share of the time since `begin`, pauses left out.

    Every kind of work is expected to cost what it cost lately. A piece that costs more is paid back: what was spent
    counts in full, so the next one waits.

    Args:
        share: of the time, at most.

    Attributes:
        spent: seconds of work so far.
    """

    def __init__(self, share: float) -> None:
        self.share = share
        self.spent = 0.0
        self._began = time.perf_counter()
        self._waited = 0.0
        self._paused: float | None = None
        self._costs: dict[str, float] = {}

    def begin(self) -> None:
        """Time runs from now on."""
        self._began, self._waited, self._paused = time.perf_counter(), 0.0, None

    def pause(self) -> None:
        """Time stands still until `resume`."""
        self._paused = time.perf_counter() if self._paused is None else self._paused

    def resume(self) -> None:
        """Time runs again; does nothing where it does."""
        if self._paused is not None:
            self._waited += time.perf_counter() - self._paused
            self._paused = None

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning, pauses left out."""
        now = time.perf_counter() if self._paused is None else self._paused
        return now - self._began - self._waited

    @property
    def used(self) -> float:
        """Share of the time that was spent."""
        return self.spent / max(self.elapsed, 1e-9)

    def cost(self, kind: str) -> float:
        """Seconds that a piece of this kind is expected to take."""
        return self._costs.get(kind, FIRST_GUESS)

    def left(self, part: float = 1.0) -> float:
        """Seconds that may be spent now; ``part`` is how much of the share is to be used."""
        return part * self.share * self.elapsed - self.spent

    @contextmanager
    def spending(self, kind: str) -> Iterator[None]:
        """Count what is done inside, and learn from it what this kind costs."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            took = time.perf_counter() - begin
            self.spent += took
            known = self._costs.get(kind, took)
            self._costs[kind] = known + NEWS * (took - known)
