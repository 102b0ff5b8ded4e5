"""Following copied units through the written-out drawing: which tensors grow along which axis, and who else has to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.compile.drawing import Drawing
from app.compile.widening.edits import width_of
from app.compile.widening.units import (
    OVER_UNITS,
    REDUCTIONS,
    TOGETHER,
    WIDTHS,
    Gather,
    Units,
    copies_of,
    entrywise,
    flattened,
    joined,
    normalized_axes,
    per_channel,
    reduced,
    spatial,
)
from app.compile.wiring import Arrivals, arrivals
from app.errors import ProjectError
from app.graph.graph import Graph, Instance
from nodes.base import Node
from nodes.custom import Custom
from nodes.merge_join import Concatenate
from nodes.shape import Shape


class Walk:
    """Follows the copies through the written-out drawing, along the way of the data.

    Attributes:
        gathers: how tensors grow.
        missing: layers that have to grow, too, before all of it is exact, with the units they need.
    """

    def __init__(self, drawing: Drawing, grown: Mapping[str, tuple[int, int]], asked: Instance, seed: int) -> None:
        self.gathers: list[Gather] = []
        self.missing: dict[str, int] = {}
        self._graph: Graph = drawing.expanded.graph
        self._shapes: Mapping[tuple[str, str], Shape] = drawing.flat.shapes
        self._into: Arrivals = arrivals(self._graph)
        self._grown, self._asked, self._seed = grown, asked, seed
        self._units: dict[tuple[str, str], Units] = {}

    def go(self) -> None:
        """From the first widened layer to the last reader."""
        for instance in self._graph.topological():
            arrived = [self._units.get((link.source, link.output)) for link in self._into[instance.id]]
            if any(arrived):
                self._pass(instance, arrived)
            if instance.id in self._grown:
                self._grow(instance, copies_of(*self._grown[instance.id], self._seed))

    def _grow(self, instance: Instance, origin: tuple[int, ...]) -> None:
        self._require_own(instance)
        if (instance.id, "y") in self._units:
            raise self._refusal(instance, "has units of its own kind on two axes")
        shape = self._shapes[instance.id, "y"]
        transposed = instance.kind.startswith("ConvTranspose")
        self._take(instance, (("weight", 1 if transposed else 0), ("bias", 0)), origin)
        axis = shape.rank - 1 if instance.kind == "Linear" else 1
        self._units[instance.id, "y"] = Units(axis, origin)

    def _pass(self, instance: Instance, arrived: Sequence[Units | None]) -> None:
        """Work out what leaves a node that widened units reach, or take them up."""
        if instance.kind in WIDTHS:
            self._read(instance, arrived)
            return
        left = self._through(instance, arrived)
        for name in instance.node.outputs:
            self._units[instance.id, name] = left

    def _through(self, instance: Instance, arrived: Sequence[Units | None]) -> Units:
        node, shapes = instance.node, self._arriving(instance)
        units, shape = next(each for each in zip(arrived, shapes, strict=True) if each[0] is not None)
        assert units is not None
        if node.kind in TOGETHER or (node.kind == "Concatenate" and len(arrived) > 1):
            return self._meet(instance, arrived, shapes)
        if len(arrived) == 1 and (entrywise(node) or node.kind == "Concatenate"):
            return units
        if spatial(node) and units.axis == 1:
            return units
        if node.kind == "Flatten":
            return flattened(units, shape)
        if (per_channel(node) or node.kind == "DepthwiseConv2d") and units.axis == 1:
            return self._by_channel(instance, units)
        if isinstance(node, OVER_UNITS):
            return self._standardized(instance, units, shape)
        behind = reduced(units, node, shape) if node.kind in REDUCTIONS else None
        if behind is None:
            raise self._refusal(instance)
        return behind

    def _meet(self, instance: Instance, arrived: Sequence[Units | None], shapes: Sequence[Shape]) -> Units:
        if isinstance(instance.node, Concatenate):
            together = joined(list(zip(shapes, arrived, strict=True)), instance.node.dim)
            if together is None:
                raise self._alone(instance)
            return together
        grown = {units for units in arrived if units is not None}
        if len(grown) != 1:
            raise self._alone(instance)
        (units,) = grown
        kept = [link for link, other in zip(self._into[instance.id], arrived, strict=True) if other is None]
        self._call_for([link.source for link in kept], units, instance)
        return units

    def _call_for(self, sources: list[str], units: Units, meeting: Instance) -> None:
        """Find the layers that what meets widened units comes from: they have to grow like these."""
        width, seen = len(units.origin), set[str]()
        while sources:
            instance = self._graph[sources.pop()]
            if instance.id in seen:
                continue
            seen.add(instance.id)
            node = instance.node
            if node.kind in WIDTHS:
                alike = width_of(instance) == units.old and copies_of(units.old, width, self._seed) == units.origin
                if instance.id in self._grown or not alike:
                    raise self._alone(meeting)
                self.missing[instance.id] = width
            elif _keeps_units(node):
                sources += [link.source for link in self._into[instance.id]]
            else:
                raise self._alone(meeting)

    def _alone(self, meeting: Instance) -> ProjectError:
        text = f"{meeting.name} ({meeting.kind}) joins it with a tensor that keeps its size"
        return ProjectError(f"{self._asked.name} cannot be widened alone: {text}")

    def _by_channel(self, instance: Instance, units: Units) -> Units:
        self._require_own(instance)
        times = getattr(instance.node, "multiplier", 1)
        behind = replace(units, origin=tuple(times * at + each for at in units.origin for each in range(times)))
        names = ("weight", "bias", "running_mean", "running_var")
        self._take(instance, ((name, 0) for name in names), behind.origin)
        return behind

    def _standardized(self, instance: Instance, units: Units, shape: Shape) -> Units:
        """(Statistics along other axes than that of the units are taken unit by unit.)"""
        axes = normalized_axes(instance.node, shape)
        if units.axis not in axes:
            return units
        groups = getattr(instance.node, "num_groups", 1)
        if not units.even(groups):
            old = len(set(units.origin))
            raise ProjectError(
                f"{instance.name} ({instance.kind}) standardizes over the units of {self._asked.name}, so "
                f"all need equally many copies: choose a multiple of {old}, such as {2 * old}"
            )
        self._require_own(instance)
        self._take(instance, (("weight", axes.index(units.axis)), ("bias", axes.index(units.axis))), units.origin)
        return units

    def _read(self, instance: Instance, arrived: Sequence[Units | None]) -> None:
        """A layer whose weights share what the copies give; it leaves as wide as it was."""
        (units,) = arrived
        (shape,) = self._arriving(instance)
        assert units is not None
        linear = instance.kind == "Linear"
        if units.axis != (shape.rank - 1 if linear else 1):
            if not linear:
                raise self._refusal(instance)
            self._units[instance.id, "y"] = units  # it works along another axis, unit by unit
            return
        if getattr(instance.node, "groups", 1) > 1:
            raise self._refusal(instance, "works in groups of channels")
        self._require_own(instance)
        axis = 0 if instance.kind.startswith("ConvTranspose") else 1
        self.gathers.append(Gather(f"{instance.name}.weight", axis, units.origin, shared=True))

    def _take(self, instance: Instance, tensors: Iterable[tuple[str, int]], origin: tuple[int, ...]) -> None:
        self.gathers += [Gather(f"{instance.name}.{name}", axis, origin) for name, axis in tensors]

    def _arriving(self, instance: Instance) -> list[Shape]:
        return [self._shapes[link.source, link.output] for link in self._into[instance.id]]

    def _require_own(self, instance: Instance) -> None:
        other = next((each for each in self._graph if each.shares == instance.id), None)
        if instance.shares or other:
            partner = self._graph[instance.shares] if instance.shares else other
            assert partner is not None
            raise self._refusal(instance, f"shares its weights with {partner.name}")

    def _refusal(self, instance: Instance, reason: str = "") -> ProjectError:
        name = self._asked.name
        if instance.id in self._grown:
            return ProjectError(f"{name} cannot be widened: it {reason}")
        if instance.node.role in ("output", "loss"):
            reason = "needs the size it has"
        if isinstance(instance.node, Custom):
            reason = "is Python code, and only its author knows what it does with more units"
            return ProjectError(f"{name} cannot be widened: {instance.name} behind it {reason}")
        reason = reason or "would give other numbers"
        return ProjectError(f"{name} cannot be widened: {instance.name} ({instance.kind}) behind it {reason}")


def _keeps_units(node: Node) -> bool:
    """Whether a node gives as many units as it gets, in their places."""
    each = entrywise(node) or spatial(node) or per_channel(node)
    return each or isinstance(node, OVER_UNITS) or node.kind in TOGETHER
