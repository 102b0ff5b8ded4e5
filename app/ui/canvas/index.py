"""A grid of buckets that finds node bodies by place; far cheaper from Python than asking the scene."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

Box = tuple[float, float, float, float]
"""left, top, right, bottom"""

CELL = 256.0


class BoxIndex:
    """Boxes by key. Keys come back in no order; a box may be moved as often as wanted."""

    def __init__(self) -> None:
        self.boxes: dict[Any, Box] = {}
        self._cells: dict[tuple[int, int], set[Any]] = defaultdict(set)

    def put(self, key: Hashable, box: Box) -> None:
        """Add a box or move the one with this key."""
        before = self.boxes.get(key)
        if before == box:
            return
        if before is not None:
            self.take(key)
        self.boxes[key] = box
        for cell in _cells(box):
            self._cells[cell].add(key)

    def take(self, key: Hashable) -> None:
        """Remove a box."""
        for cell in _cells(self.boxes.pop(key)):
            self._cells[cell].discard(key)

    def clear(self) -> None:
        self.boxes.clear()
        self._cells.clear()

    def bounds(self) -> Box:
        """The box around all of them; all zero where there is none."""
        if not self.boxes:
            return 0.0, 0.0, 0.0, 0.0
        lefts, tops, rights, bottoms = zip(*self.boxes.values(), strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def touching(self, box: Box) -> list[Any]:
        """Keys of the boxes that share an inner point with this one."""
        left, top, right, bottom = box
        if (right - left) * (bottom - top) > CELL * CELL * max(16, len(self.boxes)):
            candidates: Iterable[Any] = self.boxes
        else:
            candidates = set().union(*(self._cells[cell] for cell in _cells(box) if cell in self._cells))
        boxes = self.boxes
        return [
            key
            for key in candidates
            if boxes[key][0] < right and boxes[key][2] > left and boxes[key][1] < bottom and boxes[key][3] > top
        ]


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = box
    for column in range(int(left // CELL), int(right // CELL) + 1):
        for row in range(int(top // CELL), int(bottom // CELL) + 1):
            yield column, row
