"""Walks over a written-out drawing that keep its blocks whole, as the source does that calls them.

A block computes all of its outputs in one go, whether or not each of them is used. What trains does the same: it holds
the same weights, and draws the same random numbers in the same order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.graph.blocks.expand import Place


def in_order(place: Place) -> Iterator[str]:
    """Written-out ids of a level in the order in which they run: every node after all it depends on, blocks whole."""
    for instance in place.graph.topological():
        if instance.id in place.copies:
            for copy in place.copies[instance.id]:
                yield from in_order(copy)
        else:
            yield place.prefix + instance.id


def needed(place: Place, wanted: Collection[str], whole: bool = False) -> set[str]:
    """Written-out ids of what these depend on, themselves included; of a block that is needed all that it computes.

    Args:
        place: the level.
        wanted: written-out ids; what stands in other levels is passed over.
        whole: everything counts that leaves the level.
    """
    inside = [node_id[len(place.prefix) :] for node_id in wanted if node_id.startswith(place.prefix)]
    ends = {own for own in (node_id.split("/", 1)[0] for node_id in inside) if own in place.graph}
    if whole:
        ends |= {each.id for each in place.graph if each.node.role == "exit"}
    found: set[str] = set()
    for node_id in place.graph.ancestors(ends):
        for copy in place.copies.get(node_id, ()):
            found |= needed(copy, wanted, whole=True)
        if node_id not in place.copies:
            found.add(place.prefix + node_id)
    return found
