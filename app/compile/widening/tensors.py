"""Which tensors of numbers grow, and how, when a layer gets more units and the network is to stay as it is.

Chen, Goodfellow and Shlens 2016, "Net2Net: Accelerating Learning via Knowledge Transfer" (arXiv:1511.05641),
Net2WiderNet: new units are copies of old ones, and whoever reads a unit shares its weight among the copies.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.compile.drawing import Drawing
from app.compile.widening.edits import edits_for, grown_layers, width_of
from app.compile.widening.unit_walk import Walk
from app.compile.widening.units import Gather
from app.errors import ProjectError
from app.graph.edits import Edit


@dataclass(frozen=True, slots=True)
class Widening:
    """A drawing in which a layer has more units, and with it those whose results are added to its own.

    Attributes:
        edits: of the whole document.
        gathers: how its tensors grow.
        others: names of the layers that grow with it, in the written-out drawing.
    """

    edits: list[Edit]
    gathers: list[Gather]
    others: tuple[str, ...]


def units_of(drawing: Drawing, scope: str, node_id: str) -> int:
    """How many units a layer has, in every use of the block that it stands in.

    Raises:
        ProjectError: this kind has no units of its own that could be doubled, or their number differs from use to use.
    """
    ids = _written(drawing, scope, node_id)
    widths = {width_of(drawing.expanded.graph[each]) for each in ids}
    if len(widths) > 1:
        name = drawing.expanded.graph[ids[0]].name
        raise ProjectError(f"{name} has {' or '.join(map(str, sorted(widths)))} units, from use to use of its block")
    return widths.pop()


def _written(drawing: Drawing, scope: str, node_id: str) -> list[str]:
    """Ids of a node in the written-out drawing, one a use of its block."""
    places = [place for place in drawing.expanded.places() if place.block == scope]
    if not places:
        raise ProjectError("nothing uses this block, so it has no weights to keep")
    return [place.prefix + node_id for place in places]


def widening(drawing: Drawing, scope: str, node_id: str, width: int, seed: int = 0) -> Widening:
    """How a drawing and its tensors grow when a layer gets ``width`` units.

    Layers whose results are added to that of the layer (the members of a residual trunk) get as many copies of the same
    units; where the width of one follows a formula, the argument of its block changes.

    Args:
        drawing: as it is; sound.
        scope: the block that the layer stands in, "" for the drawing itself; all its copies grow.

    Raises:
        ProjectError: with the node that would answer differently, and why.
    """
    old, ids = units_of(drawing, scope, node_id), _written(drawing, scope, node_id)
    asked = drawing.expanded.graph[ids[0]]
    if width <= old:
        raise ProjectError(f"{asked.name} has {old} units already; a widening needs more than that, got {width}")
    wanted = dict.fromkeys(ids, width)
    while True:
        edits = edits_for(drawing, wanted)
        grown = grown_layers(drawing, edits, asked.name)
        walk = Walk(drawing, grown, asked, seed)
        walk.go()
        if not walk.missing:
            others = tuple(drawing.expanded.graph[each].name for each in grown if each not in ids)
            return Widening(edits, walk.gathers, others)
        wanted |= walk.missing
