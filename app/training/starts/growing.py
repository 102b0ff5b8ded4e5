"""A trained network grows and goes on saying what it said: deeper by a residual block, or wider by copied units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from app.compile.analysis.engine import analyse
from app.compile.drawing import Drawing, infer, tensor_of
from app.compile.empty import compile_with_weights
from app.compile.module import compile_project
from app.compile.widening.tensors import widening
from app.compile.widening.units import Gather
from app.errors import RunError
from app.graph.changes import deepen
from app.graph.edits import Edit, apply_all
from app.graph.graph import Link
from app.graph.project import Project
from app.training.device import default_threads, settings
from app.training.starts.difference import BATCHES, COSTLY, FEW, Difference, measure
from app.training.starts.gathering import gathered
from app.training.starts.warm_start import WarmStart, names_and_shapes
from nodes.shape import Shape


@dataclass(frozen=True, eq=False, slots=True)
class Grown:
    """A change of a trained network that keeps what it learned.

    Attributes:
        label: for the history.
        edits: of the document.
        node_id: the node that is new or wider.
        project: with the edits made.
        start: the weights of the grown network; the next run begins with them.
        difference: between the two networks, as measured.
    """

    label: str
    edits: list[Edit]
    node_id: str
    project: Project
    start: WarmStart
    difference: Difference


def deepened(
    project: Project, start: WarmStart, links: Sequence[Link], inputs: Sequence[Tensor], scope: str = ""
) -> Grown:
    """Put a residual block on links that leave one output, with zeros in its last layer.

    Args:
        project: the whole document; it is not changed.
        start: weights that fit it.
        links: see `app.graph.changes.deepen`; of the block ``scope``, "" for the drawing itself.
        inputs: samples to measure with, for each Input.

    Raises:
        ProjectError: the block cannot stand there.
        RunError: the drawing cannot run, or the weights do not fit it.
    """
    drawing, own = infer(project), weights_for(project, start)
    edits, node_id = deepen(project.inside(scope), links, _shape(drawing, links[0], scope))
    name = project.inside(scope).graph[links[0].source].name
    return _grown(f"Deepen behind {name}", project, start, own, edits, node_id, (), inputs, drawing)


def widened(
    project: Project,
    start: WarmStart,
    node_id: str,
    width: int,
    inputs: Sequence[Tensor],
    scope: str = "",
    seed: int = 0,
) -> Grown:
    """Give a Linear layer or a convolution more units, copies of those it has.

    Args:
        width: units afterwards.
        seed: picks the copies and their shares.

    Raises:
        ProjectError: it cannot be widened without changing what the network says; the text names the node.
        RunError: the drawing cannot run, or the weights do not fit it.
    """
    drawing, own = infer(project), weights_for(project, start)
    found = widening(drawing, scope, node_id, width, seed)
    name, more = project.inside(scope).graph[node_id].name, len(found.others)
    label = f"Widen {name} and {more} that belong{'s' * (more == 1)} to it" if more else f"Widen {name}"
    return _grown(label, project, start, own, found.edits, node_id, found.gathers, inputs, drawing, seed)


def weights_for(project: Project, start: WarmStart) -> dict[str, Tensor]:
    """All weights and buffers of a drawing from a start.

    Raises:
        RunError: the drawing cannot run, or a tensor is not there; it names the first.
    """
    own = names_and_shapes(project)
    found, _ = start.fitting(own)
    missing = [name for name in own if name not in found]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise RunError(
            f"the weights from {start.origin} do not fit the drawing as it is: nothing for {missing[0]}{more}; "
            "train this drawing first"
        )
    return found


def _grown(
    label: str,
    project: Project,
    start: WarmStart,
    own: dict[str, Tensor],
    edits: list[Edit],
    node_id: str,
    gathers: Sequence[Gather],
    inputs: Sequence[Tensor],
    drawing: Drawing,
    seed: int = 0,
) -> Grown:
    after = project.copy()
    apply_all(after, edits)
    with torch.random.fork_rng(devices=[]):
        fresh = compile_project(after, seed=after.training.seed).root.state_dict()
    carried = gathered(own, gathers, seed)
    made = {gather.name for gather in gathers} & fresh.keys()
    made_new = fresh.keys() - carried.keys()
    grown = WarmStart(start.origin, fresh | carried, start.grown | made, start.new | made_new, start)
    costly = analyse(drawing, batch=1).total.multiply_adds > COSTLY
    recipe = project.training
    with settings(recipe, recipe.threads or default_threads()):
        difference = _measured(project, own, after, grown, inputs, FEW if costly else BATCHES)
    if not difference.passed:
        raise RunError(f"{label} would change the network: its {difference.sentence}; nothing was changed")
    return Grown(label, edits, node_id, after, grown, difference)


def _measured(
    project: Project,
    own: dict[str, Tensor],
    after: Project,
    grown: WarmStart,
    inputs: Sequence[Tensor],
    batches: Sequence[int],
) -> Difference:
    """The difference; where 32-bit numbers leave it open whether it is rounding, 64-bit numbers tell."""
    nets = compile_with_weights(project, own), compile_with_weights(after, grown.weights)
    found = measure(*nets, inputs, batches)
    if found.passed:
        return found
    nets = compile_with_weights(project, own), compile_with_weights(after, grown.weights)
    for net in nets:
        net.root.double()
    wide = [each.double() if each.is_floating_point() else each for each in inputs]
    return replace(found, in_double=measure(*nets, wide, FEW).largest)


def _shape(drawing: Drawing, link: Link, scope: str) -> Shape:
    """Of the tensor on a link; in a block that is used at several sizes there is no one answer."""
    places = [place for place in drawing.expanded.places() if place.block == scope]
    tensors = [tensor_of(place, link.source, link.output) for place in places]
    shapes = {drawing.flat.shapes[tensor] for tensor in tensors if tensor in drawing.flat.shapes}
    if len(shapes) != 1:
        told = "is not known" if not shapes else "differs from use to use of this block"
        name = drawing.project.inside(scope).graph[link.source].name
        raise RunError(f"the size of what {name} gives {told}, so no residual block fits there")
    return shapes.pop()
