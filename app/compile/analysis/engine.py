"""What a drawing costs and sees: parameters, buffers, FLOPs, memory and receptive field of every node and block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.compile.analysis.costs import CostEngine, Costs, Measurements
from app.compile.analysis.fields import FieldEngine
from app.compile.analysis.rows import Analysis, Row, together
from app.compile.analysis.sight import Sight, SightEngine
from app.compile.drawing import Drawing, tensor_of
from app.compile.sharing import owner_of
from app.compile.wiring import Arrivals, arrivals
from app.graph.blocks.expand import Place
from app.graph.graph import Graph, Instance
from app.graph.using import kind_name
from nodes.use import Use

_measured: Measurements = {}
"""By all analyses of this process that have no engine: exports and checks look at the same nodes again and again."""


class AnalysisEngine:
    """Analyses drawings. What did not change since the last time is not measured again."""

    def __init__(self, measured: Measurements | None = None) -> None:
        self._costs = CostEngine(measured)
        self._fields = FieldEngine()
        self._sights = SightEngine()
        self._into: Arrivals = {}
        self._order: list[str] = []

    def analyse(self, drawing: Drawing, batch: int) -> Analysis:
        """All figures, memory for a batch of that many samples."""
        graph, inference = drawing.expanded.graph, drawing.flat
        into = arrivals(graph)
        order = self._sorted(graph, into)
        costs = self._costs.costs(graph, into, inference, order)
        sights = self._sights.sights(self._fields.fields(graph, into, inference.shapes, order), graph, inference.shapes)
        table = _Table(drawing, costs, sights, batch)
        rows = table.level(drawing.expanded.top)
        return Analysis(batch, together(rows), table.levels, table.firsts)

    def _sorted(self, graph: Graph, into: Arrivals) -> list[Instance]:
        """The nodes, each after all that it depends on; sorted anew only where links or nodes came or went."""
        if into != self._into:
            self._into, self._order = into, [instance.id for instance in graph.topological()]
        return [graph[node_id] for node_id in self._order]


def analyse(drawing: Drawing, batch: int) -> Analysis:
    """All figures of a drawing, once; memory for a batch of that many samples."""
    return AnalysisEngine(_measured).analyse(drawing, batch)


@dataclass(frozen=True, slots=True)
class _Table:
    """Puts the figures of written-out nodes into rows, level by level."""

    drawing: Drawing
    costs: Costs
    sights: Mapping[str, tuple[Sight, ...]]
    batch: int
    levels: dict[str, dict[str, Row]] = field(default_factory=dict)
    firsts: dict[str, str] = field(default_factory=dict)

    def level(self, place: Place) -> tuple[Row, ...]:
        """The rows of a level and, in passing, of all below it."""
        rows = self.levels[place.prefix] = {}
        self.firsts.setdefault(place.block, place.prefix)
        for instance in place.graph:
            if instance.id in place.copies:
                rows[instance.id] = self._block(place, instance)
            elif place.prefix + instance.id in self.drawing.expanded.graph:
                rows[instance.id] = self._node(self.drawing.expanded.graph[place.prefix + instance.id])
        return tuple(rows.values())

    def _block(self, place: Place, instance: Instance) -> Row:
        copies = place.copies[instance.id]
        results = [(name, tensor) for name in instance.node.outputs if (tensor := tensor_of(place, instance.id, name))]
        shapes = self.drawing.flat.shapes
        return replace(
            together(row for copy in copies for row in self.level(copy)),
            id=f"{place.prefix}{instance.id}",
            name=f"{place.name}.{instance.name}" if place.name else instance.name,
            kind=instance.kind,
            sights=max((self.sights.get(tensor[0], ()) for _, tensor in results), key=_breadth, default=()),
            block=self.drawing.project.blocks[copies[0].block].name if copies else "",
            shapes=tuple((name, shapes[tensor]) for name, tensor in results if tensor in shapes),
        )

    def _node(self, instance: Instance) -> Row:
        inference, frozen = self.drawing.flat, owner_of(self.drawing.expanded.graph, instance).frozen
        parameters = inference.parameters.get(instance.id, 0)
        memory = self.costs.memory.get(instance.id)
        return Row(
            instance.id,
            instance.name,
            instance.kind,
            0 if frozen else parameters,
            parameters if frozen else 0,
            inference.buffers.get(instance.id, 0),
            self.costs.flops.get(instance.id, 0),
            memory.at(self.batch) if memory else 0,
            self.sights.get(instance.id, ()),
            block=kind_name(self.drawing.project, instance) if isinstance(instance.node, Use) else "",
            shapes=tuple(
                (name, shape) for name in instance.node.outputs if (shape := inference.shapes.get((instance.id, name)))
            ),
        )


def _breadth(seen: tuple[Sight, ...]) -> tuple[int, int]:
    return max((sight.breadth for sight in seen), default=(0, 0))
