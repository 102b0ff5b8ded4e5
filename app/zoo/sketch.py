"""Networks written down in a few lines: chains of layers, blocks with arguments, and a project that stands laid out.

block = BlockSketch("ConvReLU", "A convolution and its activation.", integer("channels", 64, "number of filters"))
out = block.chain(block.entry("x"), conv=layer("Conv2d", out_channels=formula("channels")), relu=layer("ReLU"))
block.exit("y", out)

net = Network("Two stages", "...")
image = net.put("image", layer("Input", shape=(3, 32, 32)))
net.chain(image, stage1=block(channels=32), stage2=block(channels=64, repeat=3))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import nodes
from app.graph.blocks.block import Argument, Definition
from app.graph.blocks.formula import Value, evaluate
from app.graph.data_choice import DataChoice
from app.graph.graph import Graph, Instance, Link
from app.graph.layout.fold import arranged
from app.graph.layout.layered import COLUMN, ROW
from app.graph.project import Project
from app.graph.recipe import Recipe
from nodes.base import Node


@dataclass(frozen=True, slots=True)
class Wire:
    """One tensor of a sketch."""

    node: str
    output: str = "y"

    def at(self, output: str) -> Wire:
        """Another output of the same node."""
        return Wire(self.node, output)


@dataclass(frozen=True, slots=True)
class Formula:
    """A parameter's value that is worked out from the arguments of the block around it."""

    text: str


formula = Formula

Cell = tuple[float, float]
"""Column and row of a node in a drawing that is laid out by hand."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A node that is not placed yet. ``values`` may hold formulas; ``init`` is the name of an initialization."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    init: str = ""
    shares: str = ""
    block: BlockSketch | None = None

    def placed(self, name: str, known: Mapping[str, Value]) -> Instance:
        """The node under a name (and id), its formulas at the values they have with the block's defaults."""
        formulas = {key: value.text for key, value in self.values.items() if isinstance(value, Formula)}
        plain = {key: evaluate(formulas[key], known) if key in formulas else self.values[key] for key in self.values}
        written = tuple((f"arguments.{key}" if self._is_argument(key) else key, text) for key, text in formulas.items())
        node = self._node({key: value for key, value in plain.items() if not self._is_argument(key)}, plain)
        return Instance(name, name, node, initialization=self.init, shares=self.shares, formulas=written)

    def _is_argument(self, key: str) -> bool:
        return self.block is not None and key in self.block.definition.defaults

    def _node(self, values: dict[str, Any], plain: Mapping[str, Any]) -> Node:
        if self.block is None:
            return nodes.kind(self.kind).from_values({key: _listed(value) for key, value in values.items()})
        definition = self.block.definition
        given = {
            argument.name: plain[argument.name]
            for argument in definition.arguments
            if argument.name in plain and plain[argument.name] != argument.default
        }
        return definition.use(**given).changed(**values)


def layer(kind: str, init: str = "", shares: str = "", **values: Any) -> Layer:
    """A layer by the name of its kind; values of parameters may be formulas."""
    return Layer(kind, values, init, shares)


class Sketch:
    """A drawing that grows in the order of its document. Names of nodes are their ids, too."""

    def __init__(self, graph: Graph, known: Mapping[str, Value]) -> None:
        self.graph = graph
        self.blocks: dict[str, Definition] = {}
        self._known = known

    def put(self, name: str, made: Layer, *sources: Wire) -> Wire:
        """Place a layer and link the sources with its ports in their order; gives its first output."""
        if made.block is not None:
            self.blocks |= {**made.block.blocks, made.block.definition.id: made.block.definition}
        instance = made.placed(name, self._known)
        if name in self.graph:
            raise ValueError(f"there is a node named {name!r} already")
        self.graph.put_instance(instance)
        ports = instance.node.inputs
        for number, source in enumerate(sources):
            port = ports[0] if len(ports) == 1 else ports[number]
            order = number if len(ports) == 1 else 0
            self.graph.put_link(Link(source.node, source.output, name, port.name, order))
        return Wire(name, next(iter(instance.node.outputs), ""))

    def chain(self, x: Wire, **layers: Layer) -> Wire:
        """Place layers one behind the other."""
        for name, made in layers.items():
            x = self.put(name, made, x)
        return x


class BlockSketch(Sketch):
    """The inside of a block. Called with its arguments it is a layer."""

    def __init__(self, name: str, note: str, *arguments: Argument) -> None:
        self.definition = Definition(name, name, Graph(), arguments, note)
        super().__init__(self.definition.graph, self.definition.defaults)

    def entry(self, name: str = "x") -> Wire:
        """A port where a tensor enters."""
        return self.put(name, layer("BlockInput"))

    def exit(self, name: str, x: Wire) -> None:
        """A port where a tensor leaves."""
        self.put(name, layer("BlockOutput"), x)

    def __call__(self, **values: Any) -> Layer:
        """A use of the block: its arguments, and ``repeat`` and ``share`` of `nodes.blocks.Block`."""
        return Layer("Block", values, block=self)


class Network(Sketch):
    """The drawing of a project."""

    def __init__(self, title: str, summary: str) -> None:
        super().__init__(Graph(), {})
        self._title = title
        self._summary = " ".join(summary.split())

    def project(self, training: Recipe, data: DataChoice, cells: Mapping[str, Cell] | None = None) -> Project:
        """The finished project, the drawing and the inside of every block laid out.

        Args:
            cells: column and row of every node, for a drawing whose form says more than the usual rows.
        """
        places = {name: (column * COLUMN, row * ROW) for name, (column, row) in (cells or {}).items()}
        blocks = {definition.id: _laid_out_block(definition) for definition in self.blocks.values()}
        graph = _placed(self.graph, places or arranged(self.graph))
        return Project(self._title, self._summary, graph, data, training, (), blocks)


def integer(name: str, default: int, help: str) -> Argument:
    """An argument of a block that is a whole number."""
    return Argument(name, "integer", default, help)


def number(name: str, default: float, help: str) -> Argument:
    """An argument of a block that is a number."""
    return Argument(name, "number", default, help)


def scaled(channels: int, width: float, multiple: int = 4) -> int:
    """A width of the paper times a factor, at least one multiple; the width itself where the factor is 1."""
    return channels if width == 1 else max(multiple, round(channels * width / multiple) * multiple)


def _laid_out_block(definition: Definition) -> Definition:
    return replace(definition, graph=_placed(definition.graph, arranged(definition.graph)))


def _placed(graph: Graph, places: Mapping[str, tuple[float, float]]) -> Graph:
    placed = graph.copy()
    for instance in graph:
        x, y = places[instance.id]
        placed.put_instance(replace(instance, x=x, y=y))
    return placed


def _listed(value: Any) -> Any:
    return [_listed(entry) for entry in value] if isinstance(value, Iterable) and not isinstance(value, str) else value
