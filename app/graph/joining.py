"""The links that a node most likely waits for: proposed only where exactly one fits, so that nothing is guessed."""

from __future__ import annotations

from functools import cached_property

from app.graph.edits import AddLink
from app.graph.graph import Graph, Instance, Link
from app.graph.problem import Fix
from nodes.base import Port

Wanted = tuple[Instance, Port]
"""A needed input that has no link yet."""

MOST = 12
"""With more free ends than this nothing is obvious, and they are not compared."""

LONGEST = 20
"""Characters of a name on a button."""

ENDS = ("output", "loss")


class Joining:
    """What stands open in a drawing: needed inputs without a link, and nodes that give to nobody."""

    def __init__(self, graph: Graph, connected: set[tuple[str, str]]) -> None:
        """``connected`` holds (node id, input port) of every link."""
        self._graph = graph
        self._connected = connected

    def into(self, instance: Instance, port: Port) -> Fix | None:
        """A link into a needed input: from the only node that gives to nobody yet, or from what the other end takes."""
        source = self._source(instance, port) or self._head(instance, port)
        if source is None:
            return None
        return Fix(f"Connect {_short(source)} → {_short(instance)}", (_link(source, instance, port),))

    def through(self, instance: Instance, useful: set[str]) -> Fix | None:
        """Links that let a node lead to an end: on to what waits for it, and into it from what is free.

        ``useful`` are the nodes from which an Output or a loss is reached.
        """
        if not self._is_free(instance) or len(self._wanting) > MOST:
            return None
        sinks = [(other, port) for other, port in self._wanting if self._fits(instance, other, port)]
        if not _is_one_place(sinks) or any(other.id not in useful for other, _ in sinks):
            return None
        found = [(self._source(instance, port), port) for port in self._needed(instance)]
        sources = [(source, port) for source, port in found if source is not None]
        first = [_short(source) for source, _ in sources]
        last = [_short(other) for other, _ in sinks]
        steps = [", ".join(names) for names in (first, [_short(instance)], last) if names]
        edits = [_link(source, instance, port) for source, port in sources]
        edits += [_link(instance, other, port) for other, port in sinks]
        return Fix(f"Connect {' → '.join(steps)}", tuple(edits))

    @cached_property
    def _wanting(self) -> list[Wanted]:
        return [(instance, port) for instance in self._graph for port in self._needed(instance)]

    @cached_property
    def _offering(self) -> list[Instance]:
        return [instance for instance in self._graph if self._is_free(instance)]

    def _is_free(self, instance: Instance) -> bool:
        return bool(instance.node.outputs) and not self._graph.dag.out_degree(instance.id)

    def _needed(self, instance: Instance) -> list[Port]:
        ports = instance.node.inputs
        return [port for port in ports if not port.optional and (instance.id, port.name) not in self._connected]

    def _source(self, instance: Instance, port: Port) -> Instance | None:
        """The only node that gives to nobody yet and that this input could take."""
        if len(self._offering) > MOST:
            return None
        return _only([source for source in self._offering if self._fits(source, instance, port)])

    def _head(self, instance: Instance, port: Port) -> Instance | None:
        """What the other ends take: an Output and a loss usually take the same scores."""
        if instance.node.role not in ENDS or port != instance.node.inputs[0]:
            return None
        graph = self._graph
        heads = {
            link.source
            for end in graph
            if end.node.role in ENDS
            for link in graph.links_into(end.id)
            if self._fits(graph[link.source], instance, port)
        }
        return _only([graph[node_id] for node_id in heads])

    def _fits(self, source: Instance, target: Instance, port: Port) -> bool:
        """Whether such a link can be made and makes sense; shapes are not known here."""
        gives, takes = source.node.role, target.node.role
        if (gives == "target") != (takes == "loss" and port.name == "target"):
            return False
        if gives == "input" and takes in ENDS:
            return False
        emits = getattr(source.node, "emits", None)
        if emits is not None and emits().dtype not in port.dtypes:
            return False
        return not self._graph.would_cycle(source.id, target.id)


def _is_one_place(sinks: list[Wanted]) -> bool:
    """One input, or those of one Output and one loss, which take the same."""
    roles = [other.node.role for other, _ in sinks]
    return len(roles) == 1 or sorted(roles) == sorted(ENDS)


def _only(found: list[Instance]) -> Instance | None:
    return found[0] if len(found) == 1 else None


def _link(source: Instance, target: Instance, port: Port) -> AddLink:
    return AddLink(Link(source.id, source.node.outputs[0], target.id, port.name))


def _short(instance: Instance) -> str:
    name = instance.name
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
