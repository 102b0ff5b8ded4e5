"""What a drawing costs and sees: parameters, buffers, FLOPs, memory and receptive field of every node and block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.compile.costs import CostEngine, Costs
from app.compile.drawing import Drawing, tensor_of
from app.compile.fields import Field, FieldEngine
from app.compile.sharing import owner_of
from app.compile.sight import Sight, sights
from app.compile.wiring import arrivals
from app.graph.expand import Place
from app.graph.graph import Instance
from nodes.shape import Shape


@dataclass(frozen=True, slots=True)
class Row:
    """One node, or one use of a block with all that is inside added up.

    Attributes:
        id: of the node in the written-out drawing; of a block what the ids of its inside begin with.
        name: its place in the module: ``stage.1.conv``.
        kind: public name of its kind.
        trainable, frozen: numbers in its weights that are trained, and that are not; 0 where another node owns them.
        buffers: numbers in its buffers, such as running means.
        flops: floating-point operations of the forward pass for one sample, two for each multiply-add.
        memory: bytes that a training step on the batch keeps for it from the forward to the backward pass.
        sights: what one of its units sees of each Input; of a block the result that sees most.
        inside: the nodes and blocks of a block, copy by copy.
        block: name of the block that it is a use of, "" for a node.
        shapes: of each output, as far as it is known.
    """

    id: str
    name: str
    kind: str
    trainable: int = 0
    frozen: int = 0
    buffers: int = 0
    flops: int = 0
    memory: int = 0
    sights: tuple[Sight, ...] = ()
    inside: tuple[Row, ...] = ()
    block: str = ""
    shapes: tuple[tuple[str, Shape], ...] = ()

    @property
    def parameters(self) -> int:
        """All numbers in its weights."""
        return self.trainable + self.frozen

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds of the forward pass for one sample."""
        return self.flops // 2

    @property
    def sight(self) -> Sight | None:
        """What it sees of the Input of which it sees most."""
        return max(self.sights, key=lambda sight: sight.breadth, default=None)

    def to_json(self) -> dict[str, Any]:
        """The figures as plain data; what is inside a block in full."""
        return {
            "parameters": self.parameters,
            "trainable": self.trainable,
            "frozen": self.frozen,
            "buffers": self.buffers,
            "multiply_adds": self.multiply_adds,
            "flops": self.flops,
            "memory": self.memory,
            "receptive_field": [sight.to_json() for sight in self.sights],
            "inside": [row._named_json() for row in self.inside],
        }


    def _named_json(self) -> dict[str, Any]:
        shapes = {name: str(shape) for name, shape in self.shapes}
        return {"name": self.name, "kind": self.kind, "shapes": shapes, **self.to_json()}


@dataclass(frozen=True, slots=True)
class Analysis:
    """The figures of a drawing.

    Attributes:
        batch: samples of the batch that memory is for.
        total: the whole drawing; its ``inside`` are the nodes of the document's own level in document order.
        levels: the rows of the document's own level and of every copy of a block, by `Place.prefix` and the id that a
            node has there.
        firsts: prefix of the first use of each block, by the block's id; that of the document's own level by "".
    """

    batch: int
    total: Row
    levels: Mapping[str, Mapping[str, Row]]
    firsts: Mapping[str, str]

    def level(self, scope: str = "") -> Mapping[str, Row]:
        """The rows of the document's own level, or of the first use of the block that is ``scope``; none where
        nothing uses it."""
        return self.levels.get(self.firsts.get(scope, "?"), {})

    @property
    def rows(self) -> Mapping[str, Row]:
        """The rows of the document's own level, by id."""
        return self.levels[""]


class AnalysisEngine:
    """Analyses drawings. What did not change since the last time is not measured again."""

    def __init__(self) -> None:
        self._costs = CostEngine()
        self._fields = FieldEngine()

    def analyse(self, drawing: Drawing, batch: int) -> Analysis:
        """All figures, memory for a batch of that many samples."""
        graph, inference = drawing.expanded.graph, drawing.flat
        into, order = arrivals(graph), graph.topological()
        costs = self._costs.costs(graph, into, inference, order)
        table = _Table(drawing, costs, self._fields.fields(graph, into, inference.shapes, order), batch)
        rows = table.level(drawing.expanded.top)
        return Analysis(batch, together(rows), table.levels, table.firsts)


def analyse(drawing: Drawing, batch: int) -> Analysis:
    """All figures of a drawing, once; memory for a batch of that many samples."""
    return AnalysisEngine().analyse(drawing, batch)


@dataclass(frozen=True, slots=True)
class _Table:
    """Puts the figures of written-out nodes into rows, level by level."""

    drawing: Drawing
    costs: Costs
    fields: Mapping[str, Field]
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
            sights=max((self._sights(tensor[0]) for _, tensor in results), key=_breadth, default=()),
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
            self._sights(instance.id),
            shapes=tuple(
                (name, shape) for name in instance.node.outputs if (shape := inference.shapes.get((instance.id, name)))
            ),
        )

    def _sights(self, node_id: str) -> tuple[Sight, ...]:
        return sights(self.fields.get(node_id, {}), self.drawing.expanded.graph, self.drawing.flat.shapes)


def _breadth(seen: tuple[Sight, ...]) -> tuple[int, int]:
    return max((sight.breadth for sight in seen), default=(0, 0))


def together(inside: Iterable[Row]) -> Row:
    """A nameless row with the figures of others added up."""
    rows = tuple(inside)
    return Row(
        "",
        "",
        "",
        sum(row.trainable for row in rows),
        sum(row.frozen for row in rows),
        sum(row.buffers for row in rows),
        sum(row.flops for row in rows),
        sum(row.memory for row in rows),
        inside=rows,
    )
