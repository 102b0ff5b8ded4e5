"""The drawing with every block written out: what shapes, modules and pictures are made of.

A node ``conv`` inside the second copy of a repeated block ``stage`` has the id ``<stage's id>/1/<conv's id>`` and the
name ``stage.1.conv``, which is its place in the module and in the names of its weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.graph.blocks.block import Definition
from app.graph.blocks.formula import FormulaError, Value, evaluate
from app.graph.graph import Graph, Instance, Link
from app.graph.problem import Problem
from app.graph.project import Project
from nodes.base import Node, ParamError
from nodes.blocks import Block
from nodes.use import Use

Tensor = tuple[str, str]
"""One tensor of a graph: node id and output name."""

MOST = 20_000
"""Nodes of a drawing whose blocks are written out."""


@dataclass(eq=False, slots=True)
class Place:
    """One level of the drawing: the document's own, or one copy of a block.

    Attributes:
        prefix: what the ids of its nodes begin with in the written-out graph; "" for the document's own.
        block: id of the block, "" for the document's own.
        arguments: values that its formulas use.
        feeds: by port, the tensor of the written-out graph that enters; a port without a link is absent.
        results: by port, the tensor that leaves.
    """

    prefix: str
    name: str
    block: str
    graph: Graph
    arguments: Mapping[str, Value] = field(default_factory=dict)
    feeds: dict[str, Tensor] = field(default_factory=dict)
    results: dict[str, Tensor] = field(default_factory=dict)
    copies: dict[str, list[Place]] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Expanded:
    """The written-out drawing.

    Attributes:
        graph: layers and ends only; the project's own graph where it uses no block.
        top: the document's own level; the copies of each block use hang below it.
        problems: formulas that have no value, arguments that a layer cannot take; ``node`` is the written-out id.
    """

    graph: Graph
    top: Place
    problems: list[Problem] = field(default_factory=list)

    def place(self, prefix: str) -> Place | None:
        """The level with that prefix."""
        return next((each for each in self.places() if each.prefix == prefix), None)

    def places(self) -> list[Place]:
        """Every level, a block after what it stands in."""
        found, waiting = [], [self.top]
        while waiting:
            place = waiting.pop(0)
            found.append(place)
            waiting[:0] = [copy for copies in place.copies.values() for copy in copies]
        return found


def expand(project: Project) -> Expanded:
    """Write out all blocks of the drawing. Costs nothing where there are none."""
    top = Place("", "", "", project.graph)
    if not any(instance.node.role == "block" for instance in project.graph):
        return Expanded(project.graph, top)
    expansion = _Expansion(project)
    expansion.lay(top)
    expansion.share(top)
    expansion.link(top)
    return Expanded(expansion.graph, top, expansion.problems)


class _Expansion:
    """Nodes first, in document order, which fixes random draws; then links, along the way of the data."""

    def __init__(self, project: Project) -> None:
        self.graph = Graph()
        self.problems: list[Problem] = []
        self._blocks = project.blocks
        self._orders: dict[str, list[Instance]] = {}

    def lay(self, place: Place, around: Instance | None = None) -> None:
        """Put the nodes of a level; ``around`` is the use of the block that it is a copy of."""
        for instance in place.graph:
            if len(self.graph) > MOST:
                self._too_large(instance)
                return
            if isinstance(instance.node, Block):
                self._lay_copies(place, instance, around)
            elif instance.node.role not in ("entry", "exit"):
                self.graph.put_instance(self._written_out(place, instance, around))

    def _lay_copies(self, place: Place, instance: Instance, around: Instance | None) -> None:
        node = self._evaluated(place, instance)
        definition = self._blocks.get(node.block) if isinstance(node, Block) else None
        if definition is None or not isinstance(node, Block):
            return
        copies = [_level(place, instance, node, definition, number) for number in range(node.repeat)]
        place.copies[instance.id] = copies
        for copy in copies:
            self.lay(copy, _combined(instance, around))

    def _written_out(self, place: Place, instance: Instance, around: Instance | None) -> Instance:
        if not place.prefix:
            return instance
        name, node = f"{place.name}.{instance.name}", self._evaluated(place, instance)
        whole = _combined(instance, around)
        return replace(whole, id=place.prefix + instance.id, name=name, node=node, formulas=(), shares="")

    def share(self, place: Place, lender: Place | None = None) -> None:
        """Say whose weights the nodes of a level use; ``lender`` is the level whose weights it uses as a whole."""
        for instance in place.graph:
            if isinstance(instance.node, Block):
                self._share_copies(place, instance, lender)
            elif lender and place.prefix + instance.id in self.graph:
                self._borrow(place.prefix + instance.id, lender.prefix + (instance.shares or instance.id))
            elif instance.shares:
                self._borrow(place.prefix + instance.id, place.prefix + instance.shares)

    def _share_copies(self, place: Place, instance: Instance, lender: Place | None) -> None:
        assert isinstance(instance.node, Block)
        copies = place.copies.get(instance.id, [])
        lenders = (lender or place).copies.get(instance.id if lender else instance.shares, [])
        for number, copy in enumerate(copies):
            first = copies[0] if instance.node.share and number else None
            self.share(copy, lenders[number] if number < len(lenders) else first)

    def _borrow(self, borrower: str, owner: str) -> None:
        """(An owner may borrow itself: its weights are those of the last in the row.)"""
        while owner in self.graph and self.graph[owner].shares:
            owner = self.graph[owner].shares
        if owner in self.graph and owner != borrower:
            self.graph.put_instance(replace(self.graph[borrower], shares=owner))

    def _evaluated(self, place: Place, instance: Instance) -> Node:
        """The node with its formulas at their values."""
        try:
            return valued(instance.node, instance.formulas, place.arguments)
        except (FormulaError, ParamError) as error:
            name = f"{place.name}.{instance.name}" if place.name else instance.name
            about = f"{error.name}: " if isinstance(error, ParamError) else ""
            self.problems.append(Problem("error", f"{name}: {about}{error}", place.prefix + instance.id))
            return instance.node

    def link(self, place: Place) -> None:
        """Link a level whose feeds are known."""
        tensors: dict[Tensor, Tensor] = {}
        for instance in self._order(place):
            arriving = [
                (link, tensors[link.source, link.output])
                for link in place.graph.links_into(instance.id)
                if (link.source, link.output) in tensors
            ]
            if instance.node.role == "entry":
                if instance.name in place.feeds:
                    tensors[instance.id, "y"] = place.feeds[instance.name]
            elif instance.node.role == "exit":
                for _, tensor in arriving:
                    place.results[instance.name] = tensor
            elif isinstance(instance.node, Block):
                results = self._through(place, instance, {link.input: tensor for link, tensor in arriving})
                tensors |= {(instance.id, name): tensor for name, tensor in results.items()}
            else:
                self._arrive(place, instance, arriving)
                tensors |= {(instance.id, name): (place.prefix + instance.id, name) for name in instance.node.outputs}

    def _order(self, place: Place) -> list[Instance]:
        """The nodes of a level along the way of the data; the same in every copy of a block."""
        if place.block not in self._orders:
            self._orders[place.block] = place.graph.topological()
        return self._orders[place.block]

    def _through(self, place: Place, instance: Instance, feeds: dict[str, Tensor]) -> dict[str, Tensor]:
        """Link the copies of a block one behind the other: results enter the next one's ports in their order."""
        results: dict[str, Tensor] = {}
        for copy in place.copies.get(instance.id, ()):
            copy.feeds = dict(feeds)
            self.link(copy)
            results = copy.results
            assert isinstance(instance.node, Block)
            for entry, leaving in zip(instance.node.entries, instance.node.exits, strict=False):
                feeds.pop(entry, None)
                if leaving in results:
                    feeds[entry] = results[leaving]
        return results

    def _arrive(self, place: Place, instance: Instance, arriving: list[tuple[Link, Tensor]]) -> None:
        flat = place.prefix + instance.id
        orders: dict[str, int] = {}
        links = []
        for link, (source, output) in arriving:
            links.append(Link(source, output, flat, link.input, orders.get(link.input, 0)))
            orders[link.input] = orders.get(link.input, 0) + 1
        for link in links:
            if link.source in self.graph and link.target in self.graph:  # else the drawing was too large to lay
                self.graph.put_known_link(link)

    def _too_large(self, instance: Instance) -> None:
        if not any("written out" in problem.message for problem in self.problems):
            text = f"the drawing has more than {MOST:,} nodes when its blocks are written out; repeat them less often"
            self.problems.append(Problem("error", text, instance.id))


def _level(place: Place, instance: Instance, node: Block, definition: Definition, number: int) -> Place:
    prefix, name = f"{place.prefix}{instance.id}/", f"{place.name}.{instance.name}" if place.name else instance.name
    if node.repeat > 1:
        prefix, name = f"{prefix}{number}/", f"{name}.{number}"
    return Place(prefix, name, definition.id, definition.graph, definition.defaults | dict(node.arguments))


def _combined(instance: Instance, around: Instance | None) -> Instance:
    """A node under what is said of the block around it: frozen there is frozen here, factors multiply."""
    if around is None or (not around.frozen and around.lr_factor == 1):
        return instance
    return replace(instance, frozen=instance.frozen or around.frozen, lr_factor=instance.lr_factor * around.lr_factor)


def valued(node: Node, formulas: Iterable[tuple[str, str]], arguments: Mapping[str, Value]) -> Node:
    """A node with its formulas at their values.

    Raises:
        FormulaError, ParamError: a formula has no value, or the node cannot take it.
    """
    values = {name: evaluate(text, arguments) for name, text in formulas}
    inner = {name.removeprefix("arguments."): values.pop(name) for name in [*values] if "." in name}
    if inner and isinstance(node, Use):
        node = node.changed(arguments=[list(pair) for pair in (dict(node.arguments) | inner).items()])
    return node.changed(**values) if values else node
