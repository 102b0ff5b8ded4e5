"""From layers of the written-out drawing that need more units to edits of the document, and back."""

from __future__ import annotations

from collections.abc import Mapping

from app.compile.drawing import Drawing
from app.compile.widening.units import WIDTHS
from app.errors import ProjectError
from app.graph.blocks.expand import Place, expand
from app.graph.blocks.formula import FormulaError, evaluate, names_in
from app.graph.changes import scoped, set_params
from app.graph.changes.blocks import set_arguments
from app.graph.edits import Edit, apply_all
from app.graph.graph import Instance
from app.graph.project import Project
from nodes.custom import Custom

Setting = tuple[str, str, str]
"""Where a width is said: block ("" for the document's own level), node, and parameter or ``arguments.NAME``."""


def width_of(instance: Instance) -> int:
    """The units of a layer.

    Raises:
        ProjectError: this kind has no units of its own that could be doubled.
    """
    name = WIDTHS.get(instance.kind)
    if isinstance(instance.node, Custom):
        raise ProjectError(f"{instance.name} is a Python layer; change its code or its arguments to widen it")
    if name is None:
        raise ProjectError(f"{instance.name} is a {instance.kind}; only Linear layers and convolutions can be widened")
    if getattr(instance.node, "groups", 1) > 1:
        raise ProjectError(
            f"{instance.name} works in groups of channels; only a convolution with groups = 1 can be widened"
        )
    return int(getattr(instance.node, name))


def edits_for(drawing: Drawing, wanted: Mapping[str, int]) -> list[Edit]:
    """Edits of the whole document that give layers of the written-out drawing these units.

    Raises:
        ProjectError: two layers need the same setting at two values, or no value brings a formula there.
    """
    owners = {place.prefix + each.id: (place, each) for place in drawing.expanded.places() for each in place.graph}
    around = {
        copy.prefix: (place, place.graph[use])
        for place in drawing.expanded.places()
        for use, copies in place.copies.items()
        for copy in copies
    }
    settings: dict[Setting, int] = {}
    for written, width in wanted.items():
        place, instance = owners[written]
        setting, value = _followed(place, instance, WIDTHS[instance.kind], width, around)
        if settings.setdefault(setting, value) != value:
            raise ProjectError(f"{instance.name} cannot be widened: its block would need two widths at once")
    return _edits(drawing.project, settings)


def grown_layers(drawing: Drawing, edits: list[Edit], asked: str) -> dict[str, tuple[int, int]]:
    """Layers of the written-out drawing that get more units by edits: units before and after.

    Raises:
        ProjectError: the edits change something else, or a formula has no value any more.
    """
    project = drawing.project.copy()
    apply_all(project, edits)
    after = expand(project)
    if after.problems or len(after.graph) != len(drawing.expanded.graph):
        told = after.problems[0].message if after.problems else "its block would be repeated more often"
        raise ProjectError(f"{asked} cannot be widened: {told}")
    found: dict[str, tuple[int, int]] = {}
    for was in drawing.expanded.graph:
        now = after.graph[was.id].node
        if now == was.node:
            continue
        name = WIDTHS.get(was.kind, "")
        old, new = getattr(was.node, name, 0), getattr(now, name, 0)
        if not name or new <= old or now.changed(**{name: old}) != was.node:
            text = f"{was.name} ({was.kind}) would change with the argument of its block"
            raise ProjectError(f"{asked} cannot be widened: {text}")
        found[was.id] = (old, new)
    return found


def _followed(
    place: Place, instance: Instance, name: str, value: int, around: Mapping[str, tuple[Place, Instance]]
) -> tuple[Setting, int]:
    """Where a value is said, and what has to stand there: the node, or through formulas the use of a block."""
    text = dict(instance.formulas).get(name)
    if text is None:
        return (place.block, instance.id, name), value
    argument, needed = _solved(text, place, value, instance)
    outer, use = around[place.prefix]
    return _followed(outer, use, f"arguments.{argument}", needed, around)


def _solved(text: str, place: Place, value: int, instance: Instance) -> tuple[str, int]:
    """The argument that a formula speaks of, and its value at which the formula has this one."""
    refusal = ProjectError(f"{instance.name} cannot be widened: no argument of its block brings {text} to {value}")
    names = names_in(text)
    if len(names) != 1:
        raise refusal
    (name,) = names
    now, argument = evaluate(text, place.arguments), place.arguments[name]
    if not isinstance(now, int) or not isinstance(argument, int) or now <= 0 or argument * value % now:
        raise refusal
    needed = argument * value // now
    try:
        if evaluate(text, {name: needed}) != value:
            raise refusal
    except FormulaError:
        raise refusal from None
    return name, needed


def _edits(project: Project, settings: Mapping[Setting, int]) -> list[Edit]:
    nodes: dict[tuple[str, str], dict[str, int]] = {}
    for (scope, node_id, name), value in settings.items():
        nodes.setdefault((scope, node_id), {})[name] = value
    edits: list[Edit] = []
    for (scope, node_id), values in nodes.items():
        view = project.inside(scope)
        given = {name.removeprefix("arguments."): value for name, value in values.items()}
        if any(name.startswith("arguments.") for name in values):
            edits += set_arguments(view, node_id, **given)
        else:
            edits += scoped(scope, set_params(view, [node_id], **given))
    return edits
