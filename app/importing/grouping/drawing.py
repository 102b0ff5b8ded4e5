"""From a tree of calls to a project: a graph for the whole, a block for every group of calls that are built alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from app.graph.blocks.block import Definition
from app.graph.data_choice import DataChoice
from app.graph.graph import Graph, Instance, Link
from app.graph.layout.fold import arranged
from app.graph.project import Project
from app.graph.python_layers.layer import Layers
from app.importing.grouping.arguments import Found, arguments_of
from app.importing.grouping.folding import Group, folded, has_weights
from app.importing.grouping.levels import Level, arriving, given, tree
from app.importing.grouping.naming import block_name, clean, free, local_name
from app.importing.grouping.rows import rows
from app.importing.matching.kept import Drawn
from app.importing.matching.pieces import Piece
from app.importing.tracing.steps import Value
from nodes.base import Node
from nodes.blocks import BlockInput, BlockOutput
from nodes.blocks import Value as Number
from nodes.registry import kind

Tensor = tuple[str, str]
"""A tensor of a graph: node id and output."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A node of a graph that is drawn for one item, or a row of copies for several: places ``start`` to ``stop``."""

    name: str
    start: int
    stop: int

    @property
    def repeat(self) -> int:
        return self.stop - self.start


def project_of(
    drawn: Drawn, inputs: Mapping[str, Value], title: str, summary: str, layers: Layers
) -> tuple[Project, dict[str, Piece]]:
    """The project, laid out, and the node that was found for every one of the written-out drawing, by its name."""
    root = tree(drawn.pieces, drawn.outputs.values())
    writer = _Writer(title, {layer.name for layer in layers.values()})
    groups = folded(root)
    for group in groups[:-1]:
        writer.define(group)
    graph = writer.whole(groups[-1], inputs, drawn.outputs)
    data = DataChoice(source="", standardize=False)  # nobody said on what; the weights know numbers as they come
    project = Project(title, summary, graph, data, blocks=writer.blocks, layers=layers)
    return project, dict(writer.places(root, ""))


class _Writer:
    def __init__(self, title: str, taken: Collection[str]) -> None:
        self._title, self._taken = title, taken
        self.blocks: dict[str, Definition] = {}
        self._of: dict[int, Definition] = {}
        self._slots: dict[int, list[Slot]] = {}
        self._given: dict[int, Mapping[str, Number]] = {}
        self._ids = 0

    def define(self, group: Group) -> None:
        """Make the block of a group; those inside are there already."""
        found = arguments_of(group, self._given)
        taken_names = {*self._taken, *(each.name for each in self.blocks.values())}
        name = block_name(group.first.type_name, taken_names, self._title)
        definition = Definition(self._id(), name, Graph(), found.arguments)
        taken = {argument.name for argument in found.arguments}
        slots = self._named(group, taken)
        entries = [_taken(free("x", taken), taken) for _ in group.first.entering]
        exits = [_taken(free("y", taken), taken) for _ in group.first.leaving]
        graph, tensors = definition.graph, dict[Value, Tensor]()
        for value, port in zip(group.first.entering, entries, strict=True):
            tensors[value] = self._put(graph, port, BlockInput())
        self._fill(graph, group, slots, found, tensors)
        for value, port in zip(group.first.leaving, exits, strict=True):
            self._end(graph, port, BlockOutput(), tensors[value])
        definition.graph = _laid_out(graph)
        self.blocks[definition.id] = definition
        for level in group.levels:
            self._of[id(level)] = definition
            self._given[id(level)] = found.given[id(level)]

    def whole(self, group: Group, inputs: Mapping[str, Value], outputs: Mapping[str, Value]) -> Graph:
        """The drawing itself, with its Inputs and Outputs."""
        graph, tensors, taken = Graph(), dict[Value, Tensor](), set[str]()
        for name, value in inputs.items():
            shape = [extent.fixed for extent in value.shape.dims[1:]]
            node = kind("Input").from_values({"shape": shape, "dtype": value.shape.dtype})
            tensors[value] = self._put(graph, _taken(free(clean(name, "input"), taken), taken), node)
        ends = [_taken(free(clean(name, "output"), taken), taken) for name in outputs]
        slots = self._named(group, taken)
        self._fill(graph, group, slots, arguments_of(group, self._given), tensors)
        for name, value in zip(ends, outputs.values(), strict=True):
            self._end(graph, name, kind("Output").from_values({}), tensors[value])
        return _laid_out(graph)

    def places(self, level: Level, prefix: str) -> Iterator[tuple[str, Piece]]:
        """Every node inside a level, by its name in the drawing whose blocks are written out."""
        for slot in self._slots[id(level)]:
            for place in range(slot.start, slot.stop):
                item = level.items[place]
                name = prefix + (f"{slot.name}.{place - slot.start}" if slot.repeat > 1 else slot.name)
                if isinstance(item, Piece):
                    yield name, item
                else:
                    yield from self.places(item, f"{name}.")

    def _named(self, group: Group, taken: set[str]) -> list[Slot]:
        """The nodes to draw; ``taken`` grows by their names."""
        slots: list[Slot] = []
        for start, stop in rows(group, self._of, self._given):
            base = local_name(group.first.items[start], group.first)
            base = _row_name(group, start, stop, base) if stop - start > 1 else base
            slots.append(Slot(_taken(free(base, taken), taken), start, stop))
        for level in group.levels:
            self._slots[id(level)] = slots
        return slots

    def _fill(self, graph: Graph, group: Group, slots: list[Slot], found: Found, tensors: dict[Value, Tensor]) -> None:
        owners: dict[str, str] = {}
        for slot in slots:
            item, last = group.first.items[slot.start], group.first.items[slot.stop - 1]
            node, ports = self._node(item, slot)
            formulas = tuple(found.formulas.get(slot.start, {}).items())
            made = Instance(self._id(), slot.name, node, formulas=formulas)
            if has_weights(item):
                owner = owners.setdefault(item.path, made.id) if item.path else made.id
                made = replace(made, shares="" if owner == made.id else owner)
            if isinstance(item, Piece) and item.frozen:
                made = replace(made, frozen=True)
            graph.put_instance(made)
            orders: Counter[str] = Counter()
            for port, value in zip(ports, arriving(item), strict=True):
                graph.put_link(Link(*tensors[value], made.id, port, orders[port]))
                orders[port] += 1
            outputs = item.outputs if isinstance(item, Piece) else made.node.outputs
            tensors |= {value: (made.id, name) for name, value in zip(outputs, given(last), strict=True)}

    def _node(self, item: Piece | Level, slot: Slot) -> tuple[Node, list[str]]:
        if isinstance(item, Piece):
            return item.node, [port for port, _ in item.inputs]
        definition, values = self._of[id(item)], self._given[id(item)]
        defaults = definition.defaults
        block = definition.use(**{name: value for name, value in values.items() if value != defaults[name]})
        node = block.changed(repeat=slot.repeat) if slot.repeat > 1 else block
        return node, list(definition.entries)

    def _put(self, graph: Graph, name: str, node: Node) -> Tensor:
        made = Instance(self._id(), name, node)
        graph.put_instance(made)
        return made.id, node.outputs[0]

    def _end(self, graph: Graph, name: str, node: Node, tensor: Tensor) -> None:
        made = Instance(self._id(), name, node)
        graph.put_instance(made)
        graph.put_link(Link(*tensor, made.id, "x"))

    def _id(self) -> str:
        self._ids += 1
        return f"n{self._ids}"


def _row_name(group: Group, start: int, stop: int, base: str) -> str:
    """``layer1`` for ``layer1_0`` and ``layer1_1``, unless more than the row is called so."""
    stem = base.rstrip("0123456789").rstrip("_") or base
    others = [*group.first.items[:start], *group.first.items[stop:]]
    return base if any(local_name(item, group.first).startswith(f"{stem}_") for item in others) else stem


def _taken(name: str, taken: set[str]) -> str:
    """The name, which is taken from now on."""
    taken.add(name)
    return name


def _laid_out(graph: Graph) -> Graph:
    places = arranged(graph)
    for instance in list(graph):
        x, y = places[instance.id]
        graph.put_instance(replace(instance, x=x, y=y))
    return graph
