"""What an analysis gives: a row for every node and block, and all of them together. Knows no torch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.compile.analysis.sight import Sight
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
        block: name of the block or Python layer that it is a use of, "" for a kind of the catalogue.
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
