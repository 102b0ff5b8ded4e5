"""Which ports can take a link that is in the hand, and why the others cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.graph.graph import Graph, Link
from app.graph.offer import Offer
from app.ui.canvas.hits import PortHit
from nodes.base import Port


@dataclass(frozen=True, slots=True)
class Loose:
    """The fixed end of a link in the hand; ``moving`` is the link it was before, if any."""

    fixed: PortHit
    moving: Link | None = None

    @property
    def wants(self) -> str:
        """The side of the ports it can be put on."""
        return "in" if self.fixed.side == "out" else "out"


class Judge:
    """Knows for one link in the hand what every port says to it. Made once per gesture."""

    def __init__(self, graph: Graph, inference: Any, loose: Loose) -> None:
        self.graph = graph
        self.inference = inference
        self.loose = loose
        start = {loose.fixed.node}
        self._before = graph.ancestors(start) if loose.fixed.side == "out" else set()
        self._after = _descendants(graph, loose.fixed.node) if loose.fixed.side == "in" else set()

    def link_to(self, hit: PortHit) -> Link:
        """The link that dropping on this port would make (of any order)."""
        fixed = self.loose.fixed
        source, target = (fixed, hit) if fixed.side == "out" else (hit, fixed)
        return Link(source.node, source.port, target.node, target.port)

    def why_not(self, hit: PortHit) -> str | None:
        """Why this port cannot take the link, or None where it can."""
        if hit.side != self.loose.wants:
            return "outputs go to inputs"
        if hit.node == self.loose.fixed.node:
            return "a node cannot feed itself"
        if hit.node in self._before or hit.node in self._after:
            source, target = (self.loose.fixed.node, hit.node) if self._before else (hit.node, self.loose.fixed.node)
            return f"cycle: {self.graph[source].name} already depends on {self.graph[target].name}"
        link = self.link_to(hit)
        port = self.graph.port(link.target, link.input)
        if port is None:
            return f"{self.graph[link.target].name} has no input {link.input}"
        taken = [other for other in self.graph.links_at(link.target, link.input) if other != self.loose.moving]
        if taken and not port.many:
            return f"{link.input} of {self.graph[link.target].name} is taken by {self.graph[taken[0].source].name}"
        return self._wrong_type(link, port)

    def best_port(self, node_id: str) -> tuple[PortHit | None, str]:
        """The first port of a node that takes the link, or the first reason why none does."""
        node = self.graph[node_id].node
        names = [port.name for port in node.inputs] if self.loose.wants == "in" else list(node.outputs)
        reasons = []
        for name in names:
            hit = PortHit(node_id, self.loose.wants, name)
            reason = self.why_not(hit)
            if reason is None:
                return hit, ""
            reasons.append(reason)
        side = "input" if self.loose.wants == "in" else "output"
        return None, reasons[0] if reasons else f"{self.graph[node_id].name} has no {side}"

    def takes(self, kind: Offer) -> bool:
        """Whether a new node of a kind could be put at the loose end: ports, element type and axes fit."""
        return self.port_for(kind) is not None

    def port_for(self, kind: Offer) -> str | None:
        """The port of a kind that would take the loose end."""
        if self.loose.wants == "out":
            return next(iter(kind.outputs), None)
        shape = self._shape(self.loose.fixed)
        return next((port.name for port in kind.inputs if shape is None or port.refuses(shape) is None), None)

    def _wrong_type(self, link: Link, port: Port) -> str | None:
        shape = self._shape(PortHit(link.source, "out", link.output))
        if shape is None or shape.dtype in port.dtypes:
            return None
        return f"{self.graph[link.target].name} takes {' or '.join(port.dtypes)}, this is {shape.dtype}"

    def _shape(self, hit: PortHit) -> Any:
        if self.inference is not None:
            return self.inference.shapes.get((hit.node, hit.port))
        emits = getattr(self.graph[hit.node].node, "emits", None)
        return emits() if emits else None


def _descendants(graph: Graph, node_id: str) -> set[str]:
    found, waiting = {node_id}, [node_id]
    while waiting:
        for after in graph.dag.successors(waiting.pop()):
            if after not in found:
                found.add(after)
                waiting.append(after)
    return found


def upstream(graph: Graph, ids: tuple[str, ...]) -> list[str]:
    """Everything these nodes depend on, themselves included, in document order."""
    found = graph.ancestors(set(ids))
    return [instance.id for instance in graph if instance.id in found]


def downstream(graph: Graph, ids: tuple[str, ...]) -> list[str]:
    """Everything that depends on these nodes, themselves included, in document order."""
    found: set[str] = set()
    for node_id in ids:
        found |= _descendants(graph, node_id)
    return [instance.id for instance in graph if instance.id in found]
