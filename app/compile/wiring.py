"""Which links arrive where, read in one sweep over the drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.graph.graph import Graph, Link

Arrivals = dict[str, tuple[Link, ...]]
"""Links into each node, in the order of its ports and their own order."""


def arrivals(graph: Graph) -> Arrivals:
    """Links into every node."""
    return graph.arrivals()


def by_port(links: Sequence[Link]) -> dict[str, list[Link]]:
    """The links of each connected port, in order."""
    ports: dict[str, list[Link]] = {}
    for link in links:
        ports.setdefault(link.input, []).append(link)
    return ports


def counts(links: Sequence[Link]) -> Mapping[str, int]:
    """How many links each connected port has."""
    return {port: len(found) for port, found in by_port(links).items()}
