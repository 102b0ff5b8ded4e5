"""First half of the layout: layers, bends of long links, and which nodes matter most."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from app.graph.graph import Graph

MOST_BENDS = 20_000
"""Drawings whose long links would need more bends are laid out without any."""


@dataclass(slots=True)
class Layers:
    """Nodes and bends with their layers.

    Attributes:
        rank: layer of each node and bend, 0 is leftmost.
        before, after: neighbours in the layers beside.
        bends: those that stand for a long link.
        low: nodes that only losses need; they stand below the model.
        chain: the main chain, the longest way through the model.
    """

    rank: dict[str, int]
    before: dict[str, list[str]]
    after: dict[str, list[str]]
    bends: set[str]
    low: set[str]
    chain: set[str]

    def rows(self) -> list[list[str]]:
        """Members of each layer, in order of entry."""
        rows: list[list[str]] = [[] for _ in range(max(self.rank.values()) + 1)]
        for member, layer in self.rank.items():
            rows[layer].append(member)
        return rows


def make_layers(graph: Graph, dag: nx.DiGraph, part: list[str]) -> Layers:
    """Layers of one connected part, whose ids come in document order."""
    rank = _ranks(dag, part)
    low = _low(graph, dag, part)
    made = Layers(rank, {node: [] for node in part}, {node: [] for node in part}, set(), low, set())
    made.chain = _main_chain(dag, rank, low, part)
    spans = sum(max((rank[after] - rank[node] for after in dag.successors(node)), default=1) - 1 for node in part)
    for node in part:
        _link(made, dag, node, bend=spans <= MOST_BENDS)
    return made


def _ranks(dag: nx.DiGraph, part: list[str]) -> dict[str, int]:
    position = {node: number for number, node in enumerate(part)}
    rank: dict[str, int] = dict.fromkeys(part, 0)
    for node in nx.lexicographical_topological_sort(dag, key=position.__getitem__):
        rank[node] = max((rank[before] + 1 for before in dag.predecessors(node)), default=0)
    for node in part:
        if not dag.in_degree(node):
            rank[node] = min(rank[after] for after in dag.successors(node)) - 1
    return rank


def _low(graph: Graph, dag: nx.DiGraph, part: list[str]) -> set[str]:
    """Nodes from which no Output is reached, where the part has an Output or a loss to tell by."""
    roles = {node: graph[node].node.role for node in part}
    outputs = [node for node in part if roles[node] == "output"]
    if not outputs:
        return {node for node in part if roles[node] in ("loss", "target")}
    model = set(outputs).union(*(nx.ancestors(dag, node) for node in outputs))
    return set(part) - model


def _main_chain(dag: nx.DiGraph, rank: dict[str, int], low: set[str], part: list[str]) -> set[str]:
    """From the last node of the model back along the predecessors that lie deepest."""
    model = [node for node in part if node not in low] or part
    node = max(model, key=lambda candidate: rank[candidate])
    chain = {node}
    while dag.in_degree(node):
        node = max(dag.predecessors(node), key=lambda candidate: rank[candidate])
        chain.add(node)
    return chain


def _link(layers: Layers, dag: nx.DiGraph, node: str, bend: bool) -> None:
    """Join a node with its successors; all its long links share one row of bends."""
    lane = [node]
    for after in sorted(dag.successors(node), key=lambda candidate: layers.rank[candidate]):
        steps = layers.rank[after] - layers.rank[node]
        while bend and len(lane) < steps:
            _extend(layers, lane)
        start = lane[steps - 1] if bend else node
        layers.after[start].append(after)
        layers.before[after].append(start)


def _extend(layers: Layers, lane: list[str]) -> None:
    name = f"{lane[0]}/{len(lane)}"
    layers.rank[name] = layers.rank[lane[0]] + len(lane)
    layers.before[name], layers.after[name] = [lane[-1]], []
    layers.after[lane[-1]].append(name)
    layers.bends.add(name)
    if lane[0] in layers.low:
        layers.low.add(name)
    lane.append(name)
