"""Gradient norms of layers, kept for a run of any length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class LayerHistory:
    """Gradient norms per layer over time in bounded memory.

    Every step is kept until ``capacity`` rows are full; then neighbours are merged by their maximum, so that a
    spike stays visible, and one row stands for twice as many steps.
    """

    def __init__(self, layers: int, capacity: int = 8192) -> None:
        self.stride = 1
        self._capacity = capacity
        self._pending: list[NDArray[np.float32]] = []
        self._pending_step = 0
        self._published = (np.zeros(capacity, np.int64), np.zeros((capacity, layers), np.float32), 0)

    def append(self, steps: NDArray[np.int64], norms: NDArray[np.float32]) -> None:
        """Add rows: steps (n,), norms (n, layers)."""
        if self.stride == 1:
            fits = self._block(steps, norms)
            steps, norms = steps[fits:], norms[fits:]
        for step, row in zip(steps, norms, strict=True):
            if not self._pending:
                self._pending_step = int(step)
            self._pending.append(row)
            if len(self._pending) >= self.stride:
                self._push(self._pending_step, np.max(self._pending, axis=0))
                self._pending = []

    def _block(self, new_steps: NDArray[np.int64], new_norms: NDArray[np.float32]) -> int:
        """Add as many rows at once as there is room for, but one; gives how many."""
        steps, values, count = self._published
        fits = min(len(new_steps), self._capacity - 1 - count)
        steps[count : count + fits], values[count : count + fits] = new_steps[:fits], new_norms[:fits]
        self._published = (steps, values, count + fits)
        return fits

    def _push(self, step: int, row: NDArray[np.float32]) -> None:
        steps, values, count = self._published
        steps[count], values[count] = step, row
        count += 1
        self._published = (steps, values, count)
        if count == self._capacity:
            self._halve()

    def _halve(self) -> None:
        steps, values, count = self._published
        half = count // 2
        fewer, merged = np.zeros_like(steps), np.zeros_like(values)
        fewer[:half] = steps[0 : 2 * half : 2]
        merged[:half] = np.maximum(values[0 : 2 * half : 2], values[1 : 2 * half : 2])
        self.stride *= 2
        self._published = (fewer, merged, half)

    def view(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The kept rows: steps (count,), norms (count, layers)."""
        steps, values, count = self._published
        return steps[:count], values[:count]

    def restore(self, steps: NDArray[np.int64], norms: NDArray[np.float32], stride: int) -> None:
        """Take over the rows of an earlier session of the same run."""
        kept = min(len(steps), self._capacity - 1)
        own_steps, values, _ = self._published
        own_steps[:kept], values[:kept] = steps[:kept], norms[:kept]
        self.stride, self._pending = stride, []
        self._published = (own_steps, values, kept)
