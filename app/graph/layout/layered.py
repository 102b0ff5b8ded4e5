"""Layout from left to right in layers (Sugiyama, Tagawa and Toda 1981).

1. Layer = longest path from the inputs; what has no input of its own stands just before what uses it.
2. A link over several layers is split by bends, shared by all links of one node, so that it gets a lane of its own.
3. Order within a layer by barycentre sweeps; nodes that serve only the losses stand below the model.
4. Heights by the priority method: lanes and the main chain are kept straight, the rest follows its neighbours.

Everything is decided by the drawing and its document order, so the same drawing always gives the same picture.
"""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from app.graph.graph import Graph
from app.graph.layout.heights import heights
from app.graph.layout.layers import Layers, make_layers
from app.graph.layout.ordering import order

GRID = 8
NODE_WIDTH, NODE_HEIGHT = 164, 74
COLUMN = 240
"""From one column's left edge to the next: node and a gap of 76 px."""
ROW = 112
"""From one row's top edge to the next: node and a gap of 38 px."""
ALONE_PER_ROW = 6


def layered(graph: Graph, ids: Iterable[str] | None = None) -> dict[str, tuple[float, float]]:
    """Top-left corners of all nodes, or of those given, px; the leftmost and topmost stand at 0."""
    chosen = {instance.id for instance in graph} if ids is None else set(ids)
    dag = nx.DiGraph()
    dag.add_nodes_from(instance.id for instance in graph if instance.id in chosen)
    dag.add_edges_from((link.source, link.target) for link in graph.links() if {link.source, link.target} <= chosen)
    places: dict[str, tuple[float, float]] = {}
    top = 0.0
    for part in _parts(dag):
        found = _place_part(graph, dag.subgraph(part), part)
        places |= {node_id: (x, y + top) for node_id, (x, y) in found.items()}
        top = max(y for _, y in places.values()) + ROW + GRID * 3
    alone = [node_id for node_id in dag if not dag.degree(node_id)]
    for number, node_id in enumerate(alone):
        row, column = divmod(number, ALONE_PER_ROW)
        places[node_id] = (float(column * COLUMN), top + row * ROW)
    return places


def _parts(dag: nx.DiGraph) -> list[list[str]]:
    """Connected parts of more than one node, each in document order, the first-drawn part first."""
    rank = {node_id: position for position, node_id in enumerate(dag)}
    parts = [sorted(part, key=rank.__getitem__) for part in nx.weakly_connected_components(dag) if len(part) > 1]
    return sorted(parts, key=lambda part: rank[part[0]])


def _place_part(graph: Graph, dag: nx.DiGraph, part: list[str]) -> dict[str, tuple[float, float]]:
    layers = make_layers(graph, dag, part)
    rows = order(layers)
    middle = heights(layers, rows)
    top = min(middle[node_id] for node_id in part)
    return {
        node_id: (float(layers.rank[node_id] * COLUMN), float(round((middle[node_id] - top) / GRID) * GRID))
        for node_id in part
    }


__all__ = ["COLUMN", "GRID", "NODE_HEIGHT", "NODE_WIDTH", "ROW", "Layers", "layered"]
