"""What a person is told of a receptive field: sizes, strides and offsets along the axes that are places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from app.compile.analysis.fields import Field
from app.compile.analysis.receptive import Reach
from app.graph.graph import Graph
from nodes.shape import Shape

WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Sight:
    """What the units of a node see of one Input.

    Attributes:
        source: name of the Input.
        axes: its axes that are places, by their number behind the batch's 0: height and width of a picture, the steps
            of a sequence. With (N, a, b) it is the layers that decide which one is steps, so both are here.
        reaches: for each, what is seen; None from end to end.
    """

    source: str
    axes: tuple[int, ...]
    reaches: tuple[Reach | None, ...]

    @property
    def whole(self) -> bool:
        """Whether everything is seen."""
        return not any(self.reaches)

    @property
    def breadth(self) -> tuple[int, int]:
        """For comparing: axes that are seen from end to end, then entries of the window along the others."""
        seen = [reach.size for reach in self.reaches if reach]
        return len(self.reaches) - len(seen), prod(seen)

    def __str__(self) -> str:
        """``7×7``, ``whole``; of (N, a, b) only the steps: the other axis holds the features."""
        if self.whole:
            return WHOLE
        shown = [reach for reach in self.reaches if reach or self.axes != (1, 2)]
        return "×".join(str(reach.size) if reach else WHOLE for reach in shown)

    def explained(self) -> str:
        """What size, stride and offset mean, in sentences."""
        if self.whole:
            return f"Every unit sees all of {self.source}."
        placed = [reach for reach in self.reaches if reach is not None and reach.placed]
        told = [f"One unit sees {self} of {self.source}."]
        if placed:
            told.append(f"The next unit sees the same {_along(_stride(reach) for reach in placed)} further (stride).")
            told.append(_beginning(placed))
        return " ".join(told)

    def to_json(self) -> dict[str, Any]:
        """As plain data, pixels or steps; an unknown place is null."""
        return {"input": self.source, "axes": [_axis(*each) for each in zip(self.axes, self.reaches, strict=True)]}


def _axis(axis: int, reach: Reach | None) -> dict[str, Any]:
    if reach is None:
        return {"axis": axis, "whole": True, "size": None, "stride": None, "offset": None}
    place = {"stride": _number(reach), "offset": reach.offset} if reach.placed else {"stride": None, "offset": None}
    return {"axis": axis, "whole": False, "size": reach.size, **place}


def _along(texts: Iterable[str]) -> str:
    """One text where it is the same along all axes, else one for each: ``4``, ``4×2``."""
    listed = list(texts)
    return listed[0] if len(set(listed)) == 1 else "×".join(listed)


def _stride(reach: Reach) -> str:
    return f"{float(reach.stride):.4g}"


def _beginning(placed: Sequence[Reach]) -> str:
    """Where the first window stands."""
    offset = _along(str(reach.offset).replace("-", "−") for reach in placed)
    inside = " inside the padding," if any(reach.offset < 0 for reach in placed) else ""
    return f"The first one begins{inside} at {offset} (offset)."


def _number(reach: Reach) -> int | float:
    return reach.stride.numerator if reach.stride.denominator == 1 else float(reach.stride)


Ends = dict[str, tuple[str, tuple[int, ...]]]
"""Name and places of every Input, by its id."""


class SightEngine:
    """Tells what is seen. A field that is the very same as at the last pass is not told again."""

    def __init__(self) -> None:
        self._ends: Ends = {}
        self._known: dict[str, tuple[Field, tuple[Sight, ...]]] = {}

    def sights(
        self, fields: Mapping[str, Field], graph: Graph, shapes: Mapping[tuple[str, str], Shape]
    ) -> dict[str, tuple[Sight, ...]]:
        """The readable part of each field, by node id.

        Args:
            fields: by node id, as `FieldEngine` gives them.
            graph: a drawing whose blocks are written out.
            shapes: of every known tensor.
        """
        inputs = [instance for instance in graph if instance.node.role == "input"]
        ends = {instance.id: (instance.name, places(shapes[instance.id, "y"])) for instance in inputs}
        before = self._known if ends == self._ends else {}
        self._ends, self._known = ends, {}
        for node_id, field in fields.items():
            known = before.get(node_id)
            self._known[node_id] = known if known and known[0] is field else (field, _told(field, ends))
        return {node_id: told for node_id, (_, told) in self._known.items()}


def _told(field: Field, ends: Ends) -> tuple[Sight, ...]:
    """Inputs without places, such as rows of a table, are left out."""
    seen = [(*ends[input_id], reaches) for input_id, reaches in field.items()]
    return tuple(Sight(name, axes, tuple(reaches[axis - 1] for axis in axes)) for name, axes, reaches in seen if axes)


def places(shape: Shape) -> tuple[int, ...]:
    """Axes of an Input along which one can stand somewhere: not the batch, not the channels of a picture."""
    if shape.rank > 3:
        return tuple(range(2, shape.rank))
    if shape.rank == 3:
        return (1, 2)
    return (1,) if shape.rank == 2 and shape.dtype == "int64" else ()
