"""The drawing: node instances and links on a networkx DAG.

Edges of the `networkx.MultiDiGraph` are keyed by (destination port, order), so one pair of nodes may be joined
several times and a `many` port keeps the order of its links. Only `app.graph.edits` changes a graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import networkx as nx

from nodes.base import Node, Port


@dataclass(frozen=True, slots=True)
class Instance:
    """One placed node.

    Attributes:
        id: stable identifier, never shown, never reused within a document.
        name: identifier in source and weights (``conv_1``); unique, can be changed by the person.
        node: the kind with its parameter values.
        x, y: top-left corner on the canvas, px.
        initialization: name of an initialisation in `app.compile.initialization`, "" for PyTorch's default.
        frozen: weights are not trained.
        lr_factor: multiplies the learning rate for this node's weights.
        shares: id of the node whose weights this one uses, or "".
        note: free text.
        formulas: (parameter, formula) pairs; inside a block they give the parameter its value for every use, from the
            block's arguments. ``arguments.NAME`` stands for an argument of a block that is used there.
    """

    id: str
    name: str
    node: Node
    x: float = 0.0
    y: float = 0.0
    initialization: str = ""
    frozen: bool = False
    lr_factor: float = 1.0
    shares: str = ""
    note: str = ""
    formulas: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        return self.node.kind


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One wire from an output to an input port; ``order`` counts the links of a `many` port from 0."""

    source: str
    output: str
    target: str
    input: str
    order: int = 0

    @property
    def key(self) -> tuple[str, int]:
        return (self.input, self.order)


class LinkRefusedError(ValueError):
    """A link that a graph cannot take; the text is the reason."""

    def __init__(self, link: Link, reason: str) -> None:
        super().__init__(reason)
        self.link = link


class Graph:
    """Instances in document order and the links between them.

    Document order fixes random draws, parameter order and argument order. The ``put_*``, ``take_*`` primitives
    are for `app.graph.edits` and the file reader; they keep the graph acyclic and ports valid or raise ValueError.
    """

    def __init__(self) -> None:
        self._dag: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self._instances: dict[str, Instance] = {}
        self._arriving: dict[str, tuple[Link, ...]] = {}
        self._named: dict[str, str] | None = None

    # reading

    def __len__(self) -> int:
        return len(self._instances)

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._instances

    def __iter__(self) -> Iterator[Instance]:
        return iter(self._instances.values())

    def __getitem__(self, node_id: str) -> Instance:
        return self._instances[node_id]

    @property
    def dag(self) -> nx.MultiDiGraph[str]:
        """The networkx graph itself, for algorithms that only read."""
        return self._dag

    def index(self, node_id: str) -> int:
        """Position in document order."""
        return list(self._instances).index(node_id)

    def named(self, name: str) -> Instance | None:
        """The node of that name (the first, were there several)."""
        if self._named is None:
            self._named = {}
            for instance in self:
                self._named.setdefault(instance.name, instance.id)
        found = self._named.get(name)
        return None if found is None else self[found]

    def links(self) -> list[Link]:
        """All links, by document order of their destination, then port and order."""
        return [link for instance in self for link in self.links_into(instance.id)]

    def links_into(self, node_id: str) -> list[Link]:
        """Links that arrive at a node, in the order of its ports and their own order."""
        return list(self._arrived(node_id))

    def arrivals(self) -> dict[str, tuple[Link, ...]]:
        """Links into every node, as `links_into`. What did not change since the last call is the very same tuple."""
        known = self._arriving
        return {node_id: known[node_id] if node_id in known else self._arrived(node_id) for node_id in self._instances}

    def _arrived(self, node_id: str) -> tuple[Link, ...]:
        found = self._arriving.get(node_id)
        if found is None:
            ports = {port.name: rank for rank, port in enumerate(self[node_id].node.inputs)}
            links = [data["link"] for edges in self._dag.pred[node_id].values() for data in edges.values()]
            found = tuple(sorted(links, key=lambda link: (ports[link.input], link.order)))
            self._arriving[node_id] = found
        return found

    def links_from(self, node_id: str) -> list[Link]:
        """Links that leave a node."""
        return sorted(data["link"] for edges in self._dag.succ[node_id].values() for data in edges.values())

    def links_at(self, node_id: str, port: str) -> list[Link]:
        """Links that arrive at one input port, in order."""
        return [link for link in self.links_into(node_id) if link.input == port]

    def topological(self) -> list[Instance]:
        """Every instance after all it depends on; ties in document order."""
        rank = {node_id: position for position, node_id in enumerate(self._instances)}
        return [self[node_id] for node_id in nx.lexicographical_topological_sort(self._dag, key=rank.__getitem__)]

    def ancestors(self, node_ids: set[str]) -> set[str]:
        """The nodes that these depend on, themselves included."""
        found, waiting = set(node_ids), list(node_ids)
        while waiting:
            for before in self._dag.predecessors(waiting.pop()):
                if before not in found:
                    found.add(before)
                    waiting.append(before)
        return found

    def would_cycle(self, source: str, target: str) -> bool:
        """Whether a link from source to target would close a circle."""
        return source == target or nx.has_path(self._dag, target, source)

    def copy(self) -> Graph:
        """An independent copy; instances and links are immutable and shared."""
        twin = Graph()
        twin._dag = _twin(self._dag)
        twin._instances = dict(self._instances)
        twin._arriving = dict(self._arriving)
        twin._named = None if self._named is None else dict(self._named)
        return twin

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Graph):
            return NotImplemented
        return list(self) == list(other) and self.links() == other.links()

    __hash__ = None  # type: ignore[assignment]

    # changing

    def put_instance(self, instance: Instance, index: int | None = None) -> None:
        """Add an instance, or replace the one with its id; ``index`` is the place in document order."""
        self._note_name(instance)
        if index is None or instance.id in self._instances or index >= len(self._instances):
            self._instances[instance.id] = instance
        else:
            items = list(self._instances.items())
            items.insert(index, (instance.id, instance))
            self._instances = dict(items)
        self._dag.add_node(instance.id)
        self._arriving.pop(instance.id, None)  # other ports may come in another order

    def _note_name(self, instance: Instance) -> None:
        """Keep what is known of names where a new one only adds to it, as for each of a thousand nodes that come in."""
        before = self._instances.get(instance.id)
        if self._named is None or (before is not None and before.name == instance.name):
            return
        if before is None and instance.name not in self._named:
            self._named[instance.name] = instance.id
        else:
            self._named = None

    def take_instance(self, node_id: str) -> Instance:
        """Remove an instance that has no links left."""
        if self._dag.degree(node_id):
            raise ValueError(f"{self[node_id].name} still has links")
        self._dag.remove_node(node_id)
        self._arriving.pop(node_id, None)
        self._named = None
        return self._instances.pop(node_id)

    def put_link(self, link: Link) -> None:
        """Add a link.

        Raises:
            LinkRefusedError: with the reason, see `why_not`.
        """
        reason = self.why_not(link)
        if reason:
            raise LinkRefusedError(link, reason)
        self.put_known_link(link)

    def put_known_link(self, link: Link) -> None:
        """Add a link that is known to fit and to close no cycle (it was checked where it was drawn)."""
        self._dag.add_edge(link.source, link.target, key=link.key, link=link)
        self._arriving.pop(link.target, None)

    def put_links(self, links: Iterable[Link]) -> None:
        """Add many links with one search for cycles at the end (a file of a thousand nodes).

        Raises:
            LinkRefusedError: with the first link that cannot be made; the graph is then to be thrown away.
        """
        keys: dict[str, set[tuple[str, int]]] = {}
        for link in links:
            if link.target not in keys and link.target in self:
                keys[link.target] = {other.key for other in self.links_into(link.target)}
            reason = self._misfit(link, keys.get(link.target, set()))
            if reason:
                raise LinkRefusedError(link, reason)
            keys[link.target].add(link.key)
            self.put_known_link(link)
        self._refuse_cycle()

    def _refuse_cycle(self) -> None:
        if nx.is_directed_acyclic_graph(self._dag):
            return
        circle = [self._dag.edges[edge]["link"] for edge in nx.find_cycle(self._dag)]
        names = [self[link.source].name for link in circle]
        shown = names if len(names) <= 8 else [*names[:6], "...", names[-1]]
        raise LinkRefusedError(circle[-1], f"the links {' -> '.join([*shown, names[0]])} close a cycle")

    def take_link(self, link: Link) -> None:
        """Remove a link."""
        self._dag.remove_edge(link.source, link.target, key=link.key)
        self._arriving.pop(link.target, None)

    def why_not(self, link: Link) -> str | None:
        """Why this link cannot be made (port unknown or occupied, cycle), or None where it can."""
        keys = {other.key for other in self.links_into(link.target)} if link.target in self else set()
        reason = self._misfit(link, keys)
        if reason is None and self.would_cycle(link.source, link.target):
            return f"{self[link.source].name} depends on {self[link.target].name}: the link would close a cycle"
        return reason

    def _misfit(self, link: Link, keys: set[tuple[str, int]]) -> str | None:
        """What is wrong with a link by itself; ``keys`` are those of the links that its target has already."""
        for node_id in (link.source, link.target):
            if node_id not in self:
                return f"there is no node {node_id!r}"
        source, target = self[link.source], self[link.target]
        if link.output not in source.node.outputs:
            return f"{source.name} has no output {link.output!r}"
        port = self.port(link.target, link.input)
        if port is None:
            return f"{target.name} has no input {link.input!r}"
        if link.order < 0 or (link.order and not port.many):
            return f"the input {link.input} of {target.name} has no place number {link.order}"
        if link.key in keys:
            if port.many:
                return f"the input {link.input} of {target.name} has a link number {link.order} already"
            return f"the input {link.input} of {target.name} is taken by {self._at(link).name}"
        return None

    def _at(self, link: Link) -> Instance:
        return next(self[other.source] for other in self.links_into(link.target) if other.key == link.key)

    def port(self, node_id: str, name: str) -> Port | None:
        """The input port of that name."""
        return next((port for port in self[node_id].node.inputs if port.name == name), None)


def _twin(dag: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """What ``dag.copy()`` gives, in a tenth of the time: its dictionaries are filled as they are, without a look at
    every key. (That nodes, successors and predecessors are these three dictionaries, the last two with shared entries,
    is what networkx documents for subclasses.) The data of an edge, its link, never changes and is shared."""
    twin: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    twin._node.update((node_id, {}) for node_id in dag._node)
    twin._succ.update(
        (source, {target: dict(keys) for target, keys in targets.items()}) for source, targets in dag._succ.items()
    )
    after = twin._succ
    twin._pred.update(
        (target, {source: after[source][target] for source in sources}) for target, sources in dag._pred.items()
    )
    return twin
