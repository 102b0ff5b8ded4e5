"""Which links arrive where, read in one sweep over the drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.graph.graph import Graph, Link

Arrivals = dict[str, tuple[Link, ...]]
"""Links into each node, in the order of its ports and their own order."""


def arrivals(graph: Graph) -> Arrivals:
    """Links into every node. (`Graph.links_into` for each of a thousand nodes would take longer than an edit may.)"""
    found: dict[str, list[Link]] = {instance.id: [] for instance in graph}
    for _, targets in graph.dag.adjacency():
        for target, edges in targets.items():
            found[target].extend(data["link"] for data in edges.values())
    return {node_id: _in_order(graph, node_id, links) for node_id, links in found.items()}


def by_port(links: Sequence[Link]) -> dict[str, list[Link]]:
    """The links of each connected port, in order."""
    ports: dict[str, list[Link]] = {}
    for link in links:
        ports.setdefault(link.input, []).append(link)
    return ports


def counts(links: Sequence[Link]) -> Mapping[str, int]:
    """How many links each connected port has."""
    return {port: len(found) for port, found in by_port(links).items()}


def _in_order(graph: Graph, node_id: str, links: list[Link]) -> tuple[Link, ...]:
    if len(links) < 2:
        return tuple(links)
    ranks = {port.name: rank for rank, port in enumerate(graph[node_id].node.inputs)}
    return tuple(sorted(links, key=lambda link: (ranks[link.input], link.order)))
