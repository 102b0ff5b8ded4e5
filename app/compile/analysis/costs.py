"""FLOPs of every node and the memory that a training step keeps for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from app.compile.analysis.measure import Measured, measure
from app.compile.analysis.saved import Label, Place
from app.compile.shapes.engine import Inference
from app.compile.sharing import owner_of
from app.compile.wiring import Arrivals, by_port
from app.graph.graph import Graph, Instance, Link
from nodes.base import Node
from nodes.shape import Extent, Shape

Tensor = tuple[str, str]
"""One tensor of the drawing: node id and output name."""

_BYTES = {"float32": 4, "int64": 8, "bool": 1, "complex64": 8}
_KEPT = 20_000
"""Measured uses that are remembered."""

_Arrived = tuple[tuple[str, tuple[Shape, ...]], ...]


@dataclass(slots=True)
class Costs:
    """By node id: FLOPs of the forward pass for one sample; bytes kept from the forward to the backward pass.

    Memory is every tensor that autograd saves in a training step as the CPU runs it. A tensor counts once, for the node
    that made it, whoever needs it; masks, gates and statistics count for the node that keeps them beside its outputs.
    What no loss needs (in a drawing without a loss: no Output) keeps nothing, nor does what comes before the first
    trained layer. Not counted are weights, gradients, optimiser states, and what lives for a moment only; nor the
    workspaces of library kernels: recurrent layers count as plain steps. Attention without dropout keeps no scores,
    with dropout it keeps them (on CUDA it need not).
    """

    flops: dict[str, int] = field(default_factory=dict)
    memory: dict[str, Extent] = field(default_factory=dict)


class _Use(NamedTuple):
    """All that a measurement depends on."""

    node: Node
    arrived: _Arrived
    carries: frozenset[Place]
    trained: bool


Measurements = dict[_Use, Measured]
"""What has been measured."""


class _Now(NamedTuple):
    """How things stand at a node: while nothing of it changes, nor does what is measured.

    Attributes:
        shapes, carries: of each link what travels on it, and whether a gradient flows back.
        trained: whether its weights are.
    """

    node: Node
    links: tuple[Link, ...]
    shapes: tuple[Shape, ...]
    carries: tuple[bool, ...]
    trained: bool


class CostEngine:
    """Measures nodes. Every different use of a kind is measured once (1 to 5 ms, attention 20 ms).

    Args:
        measured: already, and shared with whoever holds it too; nothing at first where none is given.
    """

    def __init__(self, measured: Measurements | None = None) -> None:
        self._measured: Measurements = {} if measured is None else measured
        self._known: dict[str, tuple[_Now, Measured]] = {}

    def costs(self, graph: Graph, into: Arrivals, inference: Inference, order: list[Instance]) -> Costs:
        """Costs of all nodes whose shapes are known.

        Args:
            graph: a drawing whose blocks are written out.
            into: links into each node.
            inference: what is known about it.
            order: its nodes, each after all that it depends on.
        """
        step = _Step(graph, into, inference)
        for instance in order:
            if instance.id in inference.calls:
                step.take(instance, self._measured_at(instance, step, inference))
            elif instance.node.role in ("input", "target"):
                step.begin(instance)
        if len(self._known) > len(graph):
            self._known = {node_id: known for node_id, known in self._known.items() if node_id in graph}
        return step.costs()

    def _measured_at(self, instance: Instance, step: _Step, inference: Inference) -> Measured:
        known, now = self._known.get(instance.id), step.now(instance)
        if known is not None and known[0] == now:
            return known[1]
        found = self._measure(instance.id, step.use(instance), inference)
        self._known[instance.id] = now, found
        return found

    def _measure(self, node_id: str, use: _Use, inference: Inference) -> Measured:
        found = self._measured.get(use)
        if found is None:
            if len(self._measured) >= _KEPT:
                self._measured.clear()
            found = measure(inference.calls[node_id], dict(use.arrived), use.carries, use.trained)
            self._measured[use] = found
        return found


class _Step:
    """One training step, walked through node by node."""

    def __init__(self, graph: Graph, into: Arrivals, inference: Inference) -> None:
        self._graph = graph
        self._into = into
        self._inference = inference
        self._runs = _running(graph)
        self._carrying: set[Tensor] = set()
        self._shown: dict[Tensor, Tensor] = {}
        self._sizes: dict[Tensor, Extent] = {}
        self._needed: set[Tensor] = set()
        self._costs = Costs()

    def begin(self, instance: Instance) -> None:
        """Data comes in."""
        for name in instance.node.outputs:
            tensor = instance.id, name
            self._sizes[tensor] = _bytes(self._inference.shapes[tensor])
            self._costs.flops[instance.id] = 0
            self._costs.memory[instance.id] = Extent(0, 0)

    def now(self, instance: Instance) -> _Now:
        """How things stand at a node. (Asked of every node at every edit: it makes far less than `use`.)"""
        links, shapes = self._into[instance.id], self._inference.shapes
        tensors = [(link.source, link.output) for link in links]
        return _Now(
            instance.node,
            links,
            tuple([shapes[tensor] for tensor in tensors]),
            tuple([tensor in self._carrying for tensor in tensors]),
            self._is_trained(instance),
        )

    def use(self, instance: Instance) -> _Use:
        """What arrives at a node."""
        ports = by_port(self._into[instance.id])
        shapes = self._inference.shapes
        arrived = tuple(
            (port, tuple(shapes[link.source, link.output] for link in links)) for port, links in ports.items()
        )
        carries = frozenset(
            (port, number)
            for port, links in ports.items()
            for number, link in enumerate(links)
            if (link.source, link.output) in self._carrying
        )
        return _Use(instance.node, arrived, carries, self._is_trained(instance))

    def _is_trained(self, instance: Instance) -> bool:
        owner = owner_of(self._graph, instance)
        return not owner.frozen and self._inference.parameters.get(owner.id, 0) > 0

    def take(self, instance: Instance, measured: Measured) -> None:
        """What the node did."""
        saved = measured.saved
        self._costs.flops[instance.id] = measured.flops
        self._sizes |= {(instance.id, name): size for name, size in saved.own.items()}
        self._shown |= {(instance.id, name): self._at(instance, label) for name, label in saved.views.items()}
        self._carrying |= {(instance.id, name) for name in saved.carries}
        runs = instance.id in self._runs
        self._costs.memory[instance.id] = saved.inner if runs else Extent(0, 0)
        if runs:
            self._needed |= {self._at(instance, label) for label in saved.border}

    def _at(self, instance: Instance, label: Label) -> Tensor:
        """The tensor that has the memory which a node shows at its border."""
        if isinstance(label, str):
            tensor = instance.id, label
        else:
            port, number = label
            link = by_port(self._into[instance.id])[port][number]
            tensor = link.source, link.output
        return self._shown.get(tensor, tensor)

    def costs(self) -> Costs:
        """All together."""
        for tensor in self._needed:
            before, more = self._costs.memory[tensor[0]], self._sizes.get(tensor, Extent(0, 0))
            self._costs.memory[tensor[0]] = Extent(before.per_sample + more.per_sample, before.fixed + more.fixed)
        return self._costs


def _running(graph: Graph) -> set[str]:
    """Nodes that a training step runs: what the losses need, and what the Outputs need where there is no loss."""
    losses = {instance.id for instance in graph if instance.node.role == "loss"}
    return graph.ancestors(losses or {instance.id for instance in graph if instance.node.role == "output"})


def _bytes(shape: Shape) -> Extent:
    """Of a tensor for N samples, whose first axis alone grows with the batch."""
    fixed, per_sample = _BYTES.get(shape.dtype, 4), 0
    for extent in shape.dims:
        fixed, per_sample = fixed * extent.fixed, per_sample * extent.fixed + fixed * extent.per_sample
    return Extent(per_sample, fixed)
