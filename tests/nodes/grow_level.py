"""One level of a random drawing that grows node by node: the drawing itself, or the inside of a block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from case import Case

import nodes
from app.compile.initialization import NAMES
from app.compile.shapes.answer import Answer, Arrived, answer
from app.compile.shapes.probe import probe
from app.graph.blocks.edits import Inside
from app.graph.edits import AddLink, AddNode, Edit, apply_all
from app.graph.graph import Instance, Link
from app.graph.project import Project
from nodes.base import Node, Port
from nodes.shape import Shape

Choose = Callable[[int], int]
"""A whole number from 0 on, below the one given; 0 is the plainest choice."""

Tensor = tuple[str, str]
Fed = dict[str, list[Tensor]]
"""The tensors at every linked port."""

LARGEST_SAMPLE, LARGEST_WEIGHTS = 3000, 60_000
TRIES = 6
JOINS = ("Add", "Concatenate", "Multiply", "Average", "Stack", "Calculate", "Subtract", "Gate")
INDICES = {("Embedding", "x"), ("EmbeddingBag", "x"), ("TableLookup", "x"), ("OneHot", "x"), ("MaxUnpool2d", "indices")}
"""Ports whose numbers must lie below a size: only an Input is known to keep to that."""

AWKWARD = ("x", "h", "z", "y", "copy", "chained", "size", "inputs", "objective", "linear", "out", "a_b", "i")
"""Names that generated source might want for something else."""


@lru_cache(100_000)
def answered(node: Node, arrived: Arrived) -> Answer:
    """What torch itself says of the node, once for these very shapes."""
    return answer(node, arrived, probe)


@dataclass
class Garden:
    """What all levels of one drawing share.

    Attributes:
        history: every edit that made the drawing.
        left: how many nodes may still be placed.
        flat: nodes of each block with its inner blocks written out.
    """

    project: Project
    choose: Choose
    cases: Sequence[Case]
    left: int
    history: list[Edit] = field(default_factory=list)
    flat: dict[str, int] = field(default_factory=dict)
    count: int = 0

    def fresh(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def do(self, edit: Edit) -> None:
        apply_all(self.project, [edit])
        self.history.append(edit)


class Level:
    """Grows one level; `scope` is the block that it is the inside of.

    Attributes:
        shapes: of every tensor so far, oldest first.
        fed: what arrives at every layer and use of a block.
        safe: tensors of whole numbers that may be used as indices.
    """

    def __init__(self, garden: Garden, scope: str = "", depth: int = 0) -> None:
        self.garden, self.scope, self.depth = garden, scope, depth
        self.graph = garden.project.inside(scope).graph
        self.shapes: dict[Tensor, Shape] = {}
        self.fed: dict[str, Fed] = {}
        self.safe: set[Tensor] = set()

    # placing

    def do(self, edit: Edit) -> None:
        self.garden.do(Inside(self.scope, edit) if self.scope else edit)

    def put(self, node: Node, shapes: dict[str, Shape], fed: Fed | None = None, **fields: object) -> str:
        """Place a node with its links; gives its id."""
        instance = Instance(self.garden.fresh("n"), self._name(node), node)
        self.do(AddNode(replace(instance, **fields)))
        for port, tensors in (fed or {}).items():
            for order, (source, output) in enumerate(tensors):
                self.do(AddLink(Link(source, output, instance.id, port, order)))
        self.shapes |= {(instance.id, output): shape for output, shape in shapes.items()}
        if fed:
            self.fed[instance.id] = fed
        self.garden.left -= 1
        return instance.id

    def layer(self, node: Node, fed: Fed, any_size: bool = False, **fields: object) -> bool:
        """Place a layer where it fits and stays small."""
        arrived = self.arrived(node, fed)
        found = answered(node, arrived)
        if found.refusal or undefined(node, arrived) or (too_large(found) and not any_size):
            return False
        if node.weighted and "shares" not in fields:
            fields = self._weights() | fields
        if self.scope and "formulas" not in fields:
            fields["formulas"] = self.formulas(node)
        self.put(node, dict(found.shapes), fed, **fields)
        return True

    def formulas(self, node: Node) -> tuple[tuple[str, str], ...]:
        """Formulas that have the values of the node; blocks know some."""
        return ()

    def arrived(self, node: Node, fed: Fed) -> Arrived:
        return tuple(tuple(self.shapes[tensor] for tensor in fed.get(port.name, ())) for port in node.inputs)

    def _weights(self) -> dict[str, object]:
        choice = self.garden.choose(len(NAMES) + 8)
        frozen = not self.garden.choose(8)
        return {"initialization": NAMES[choice] if choice < len(NAMES) else "", "frozen": frozen and bool(self.fed)}

    def _name(self, node: Node) -> str:
        plain = self.garden.choose(5)
        base = node.kind.lower() if plain else AWKWARD[self.garden.choose(len(AWKWARD))]
        taken, name, number = {instance.name for instance in self.graph}, base, 2
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        return name

    # steps

    def any_layer(self) -> bool:
        """A kind of the catalogue on one of the tensors here."""
        cases, start = self.garden.cases, self.garden.choose(len(self.garden.cases))
        base = self.recent()
        tried = 0
        for offset in range(len(cases)):
            node = cases[(start + 37 * offset) % len(cases)].node
            if tried == TRIES:
                return False
            if node.role == "loss" or not any(self.takes(node, port, base) for port in node.inputs):
                continue
            tried += 1
            fed = self.feed(node, base)
            if fed is not None and self.layer(node, fed):
                return True
        return False

    def join(self) -> bool:
        """Two or more tensors of one shape put together."""
        node = nodes.kind(JOINS[self.garden.choose(len(JOINS))])()
        fed = self.feed(node, self.recent())
        return fed is not None and self.layer(node, fed)

    def twin(self) -> bool:
        """A node that uses the weights of an earlier one."""
        owners = [self.graph[each] for each in self.fed if shareable(self.graph[each])]
        if not owners:
            return False
        owner = owners[self.garden.choose(len(owners))]
        fed = {port: [self._alike(tensor) for tensor in tensors] for port, tensors in self.fed[owner.id].items()}
        shapes = {name: self.shapes[owner.id, name] for name in owner.node.outputs}
        same = {"shares": owner.shares or owner.id, "formulas": owner.formulas}
        if any(port in INDICES for port in [(owner.kind, name) for name in fed]):
            fed = self.fed[owner.id]
        self.put(owner.node, shapes, fed, **same)
        return True

    def kept(self) -> bool:
        """A tensor of the model's own that fits onto the last axis of one here."""
        sizes = self.shapes[self.recent()].dims[1:][-1:]
        shape = [size.fixed for size in sizes if size.fixed <= 24]
        kinds = [("Parameter", {"start": start}) for start in ("ones", "normal")]
        kinds += [("Constant", {"fill": "value", "value": 0.5, "saved": saved}) for saved in (False, True)]
        kinds += [("Constant", {"fill": "range", "dtype": dtype}) for dtype in ("float32", "int64") if shape]
        kinds += [("Constant", {"fill": "causal"})] if shape else []
        kind, values = kinds[self.garden.choose(len(kinds))]
        shape = shape * 2 if values.get("fill") == "causal" else shape
        return self.layer(nodes.kind(kind).from_values({"shape": shape, **values}), {})

    # choosing tensors

    def recent(self) -> Tensor:
        """One of the tensors, rather a late one."""
        tensors = list(self.shapes)
        back = min(self.garden.choose(len(tensors)), self.garden.choose(len(tensors)))
        return tensors[-1 - back]

    def feed(self, node: Node, base: Tensor) -> Fed | None:
        """Tensors for all ports, the base among them."""
        ports = [port for port in node.inputs if self.takes(node, port, base)]
        if not ports:
            return None
        main = ports[self.garden.choose(len(ports))]
        fed: Fed = {}
        for port in node.inputs:
            if port is main:
                more = 1 + self.garden.choose(2) if port.many else 0
                fed[port.name] = [base, *(self._partner(node, port, base) or base for _ in range(more))]
            elif not (port.optional and self.garden.choose(2)):
                partner = self._partner(node, port, base)
                if partner is None:
                    return None
                fed[port.name] = [partner]
        return fed

    def takes(self, node: Node, port: Port, tensor: Tensor) -> bool:
        if (node.kind, port.name) in INDICES and tensor not in self.safe:
            return False
        return port.refuses(self.shapes[tensor]) is None

    def _partner(self, node: Node, port: Port, base: Tensor) -> Tensor | None:
        fitting = [tensor for tensor in self.shapes if self.takes(node, port, tensor)]
        if not fitting:
            return None
        if self.garden.choose(3) and base in fitting:
            return self._alike(base)
        return fitting[-1 - self.garden.choose(len(fitting))]

    def _alike(self, tensor: Tensor) -> Tensor:
        """A tensor of the same shape, perhaps the same one."""
        found = [other for other, shape in self.shapes.items() if shape == self.shapes[tensor]]
        return found[-1 - self.garden.choose(len(found))]


def shareable(instance: Instance) -> bool:
    return instance.node.weighted or instance.node.role == "block"


def undefined(node: Node, arrived: Arrived) -> bool:
    """Whether torch may refuse the numbers: whole ones have no remainder by 0 and no negative power."""
    operation = getattr(node, "operation", "")
    return operation in ("remainder", "power") and any(shape.dtype == "int64" for shape in arrived[1])


def too_large(found: Answer) -> bool:
    return found.parameters > LARGEST_WEIGHTS or not small(found.shapes.values())


def small(shapes: Iterable[Shape]) -> bool:
    """Whether the tensors are quick to compute with, and no axis but the first grows with the batch."""
    for shape in shapes:
        numbers = 1
        for extent in shape.dims:
            numbers *= extent.at(1)
        if not 0 < numbers <= LARGEST_SAMPLE or shape.rank > 6 or any(extent.per_sample for extent in shape.dims[1:]):
            return False
    return True
