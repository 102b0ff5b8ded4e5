"""The receptive field of every node of a drawing, kept up to date while one edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.compile.analysis.receptive import Axes, Reach, joined, through
from app.compile.wiring import Arrivals
from app.graph.graph import Graph, Instance, Link
from nodes.base import Node
from nodes.shape import Shape
from nodes.window import same

Field = Mapping[str, Axes]
"""What a node sees, by the id of each Input that it depends on. All outputs of a node see the same."""

_NOTHING: Field = {}

Shapes = Mapping[tuple[str, str], Shape]


class _Arriving(NamedTuple):
    """One link with what travels on it."""

    port: str
    shape: Shape
    field: Field


@dataclass(frozen=True, slots=True)
class _Known:
    """A node as it was at the last pass."""

    node: Node
    links: tuple[Link, ...]
    arriving: tuple[_Arriving, ...]
    result: Shape | None
    field: Field

    def holds(
        self, node: Node, links: tuple[Link, ...], result: Shape | None, shapes: Shapes, found: Mapping[str, Field]
    ) -> bool:
        """Whether nothing has happened to the node and right before it. (Asked of every node at every edit.)"""
        if self.node is not node or self.links != links or self.result != result:
            return False
        return all(
            shapes.get((link.source, link.output)) is each.shape and found.get(link.source, _NOTHING) is each.field
            for link, each in zip(links, self.arriving, strict=True)
        )


class FieldEngine:
    """Computes receptive fields. What did not change since the last pass is not computed again."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def fields(self, graph: Graph, into: Arrivals, shapes: Shapes, order: list[Instance]) -> dict[str, Field]:
        """The field of every layer and Output whose shapes are known; empty where it depends on no Input.

        Args:
            graph: a drawing whose blocks are written out.
            into: the links into every node.
            shapes: of every known tensor.
            order: the nodes, each after all it depends on.
        """
        found: dict[str, Field] = {}
        for instance in order:
            if instance.node.role == "input":
                found[instance.id] = self._begin(instance, shapes[instance.id, "y"])
            elif instance.node.role in ("layer", "output"):
                self._settle(instance, into[instance.id], shapes, found)
        if len(self._known) > len(graph):
            self._known = {node_id: known for node_id, known in self._known.items() if node_id in graph}
        return found

    def _settle(self, instance: Instance, links: tuple[Link, ...], shapes: Shapes, found: dict[str, Field]) -> None:
        node = instance.node
        result = shapes.get((instance.id, node.outputs[0])) if node.outputs else None
        if node.outputs and result is None:
            return
        known = self._known.get(instance.id)
        if known is None or not known.holds(node, links, result, shapes, found):
            if any((link.source, link.output) not in shapes for link in links):
                return
            arriving = tuple(
                _Arriving(link.input, shapes[link.source, link.output], found.get(link.source, _NOTHING))
                for link in links
            )
            field = self._kept(instance.id, _field(node, arriving, result))
            known = self._known[instance.id] = _Known(node, links, arriving, result, field)
        found[instance.id] = known.field

    def _begin(self, instance: Instance, shape: Shape) -> Field:
        """The field of an Input."""
        field = self._kept(instance.id, {instance.id: _of_input(shape)})
        self._known[instance.id] = _Known(instance.node, (), (), shape, field)
        return field

    def _kept(self, node_id: str, field: Field) -> Field:
        """The very one of the last pass where it is equal, so that what comes after it holds."""
        known = self._known.get(node_id)
        return known.field if known is not None and known.field == field else field


def _of_input(shape: Shape) -> Axes:
    return tuple(Reach(axis) for axis in range(1, shape.rank))


def _field(node: Node, arriving: tuple[_Arriving, ...], result: Shape | None) -> Field:
    branches: dict[str, list[Axes]] = {}
    for each in arriving:
        windows = same(each.shape) if result is None else node.sees(each.shape, each.port, result)
        if windows is not None:
            for input_id, axes in each.field.items():
                branches.setdefault(input_id, []).append(through(axes, windows))
    return {input_id: joined(axes) for input_id, axes in branches.items()}
