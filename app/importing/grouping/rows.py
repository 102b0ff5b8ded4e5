"""Copies of a block that stand one behind the other: they are drawn as one node that is repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from app.graph.blocks.block import Definition
from app.importing.grouping.folding import Group
from app.importing.grouping.levels import Level, arriving
from nodes.blocks import Value


def rows(
    group: Group, blocks: Mapping[int, Definition], given: Mapping[int, Mapping[str, Value]]
) -> Iterator[tuple[int, int]]:
    """Where each drawn node begins and ends among the items of a group; the same in all of its levels.

    Args:
        blocks: of every level inside (by ``id``), its block.
        given: its values by argument.
    """

    def chained(level: Level, place: int) -> bool:
        """Whether an item is one more copy of the block before it, and all that uses that one's result."""
        before, item = level.items[place - 1], level.items[place]
        if not isinstance(before, Level) or not isinstance(item, Level) or blocks[id(before)] is not blocks[id(item)]:
            return False
        paths = Counter(each.path for each in level.items)
        alone = paths[before.path] == paths[item.path] == 1
        uses = sum(before.leaving[0] in arriving(each) for each in level.items) + (before.leaving[0] in level.leaving)
        linked = before.leaving == item.entering and len(item.leaving) == len(item.entering) == 1
        return alone and linked and uses == 1 and given[id(before)] == given[id(item)]

    start, end = 0, len(group.first.items)
    while start < end:
        stop = start + 1
        while stop < end and all(chained(level, stop) for level in group.levels):
            stop += 1
        yield start, stop
        start = stop
