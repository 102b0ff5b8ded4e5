"""What a node says about itself: the lines of text on its body, made from the document and the inference."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from app.graph.changes.naming import base_name, instance_name
from app.graph.graph import Graph, Instance
from app.graph.project import Project
from app.graph.using import defined, kind_name
from app.ui.canvas.block_face import BlockFace, block_face
from app.ui.canvas.block_paint import badge_width
from app.ui.canvas.gauge import PARAMETERS, Gauge, Reading
from app.ui.canvas.geometry import NODE_WIDTH
from app.ui.canvas.style import Style
from nodes import trusted
from nodes.blocks import Block
from nodes.custom import Custom
from nodes.shape import Shape
from nodes.use import Use

TEXT_LEFT = 18.0
TEXT_RIGHT = 12.0
TEXT_WIDTH = NODE_WIDTH - TEXT_LEFT - TEXT_RIGHT
SHARE_WIDTH, BAR_GAP = 36.0, 5.0
_NUMBER = re.compile(r"_\d+$")
UNTRUSTED = "shield-alert"
"""Mark of a node whose code nobody here has trusted yet."""


class Told(NamedTuple):
    """All that a face takes from an inference: while that is the same, so is the face, but for the mark of trust.

    Attributes:
        reading: the figure that is told; None where there is nothing to say of it.
        absence: what stands in its place then.
        shape: of the first result; of an output what arrives. None where it is not known.
        called: whether it is known how the node is called.
    """

    reading: Reading | None
    absence: str
    shape: Shape | None
    called: bool


@dataclass(frozen=True, slots=True)
class Face:
    """Texts already shortened to their room.

    Attributes:
        title: kind, or the name where the person gave one (inputs and outputs: always the name).
        name: identifier in source and weights, "" where the title says it or no room is left.
        cost: third line: the figure that is told, or what enters or leaves.
        share: part of the drawing's sum of that figure, 0 to 1; 0 for none.
        mark: icon of a special state (code that is not trusted, frozen, shared weights, code), "" for none.
        tip: full text for the tooltip.
        block: what a block shows besides, None for a layer.
        told: what the inference had said of the node, None before there is one.
    """

    title: str
    name: str
    summary: str
    cost: str
    share: float
    mark: str
    tip: str
    block: BlockFace | None = None
    told: Told | None = field(default=None, compare=False)


def told_of(instance: Instance, graph: Graph, inference: Any, gauge: Gauge = PARAMETERS) -> Told | None:
    """What an inference says of a node; asked of every node after every edit."""
    if inference is None:
        return None
    node, node_id = instance.node, instance.id
    reading = gauge.read(node_id, inference)
    shared = instance.shares and gauge.figure is PARAMETERS.figure
    absence = "" if reading else "shared weights" if shared else gauge.absence
    if node.role in ("output", "exit"):
        shape = next((inference.link_shape(link) for link in graph.links_into(node_id)), None)
    else:
        shape = inference.shapes.get((node_id, node.outputs[0])) if node.outputs else None
    return Told(reading, absence, shape, node_id in inference.calls)


def face_of(instance: Instance, project: Project, told: Told | None, style: Style) -> Face:
    """Derive a node's texts."""
    kind = kind_name(project, instance)
    named = has_own_name(instance, kind)
    title = instance.name if named else kind
    full = _summary(instance, project, kind if named else "", told.shape if told else None, style)
    reading = told.reading if told else None
    full_cost = reading.text if reading else _without(instance, told)
    cost = _fitting(reading, style) if reading else full_cost
    share = reading.share if reading else 0.0
    mark = _mark(instance)
    block = block_face(instance, project)
    room = TEXT_WIDTH - (18 if mark else 0) - badge_width(block, "label", style)
    shown = style.elided("title", title, room)
    name = "" if named else instance.name
    if name and style.width("title", title) + 8 + style.width("label", name) > room:
        name = ""
    summary = style.elided("summary", full, TEXT_WIDTH)
    return Face(shown, name, summary, cost, share, mark, _tip(instance, project, full, full_cost), block, told)


def _mark(instance: Instance) -> str:
    """The icon of what is special about a node; of several things the one that matters most."""
    code = isinstance(instance.node, Custom)
    if code and not trusted.is_allowed(instance.node.sha256):
        return UNTRUSTED
    if instance.frozen:
        return "snowflake"
    return "link" if instance.shares or _shares_inside(instance) else "code" if code else ""


def _shares_inside(instance: Instance) -> bool:
    """Whether the copies of a repeated block use one set of weights."""
    return isinstance(instance.node, Block) and instance.node.share and instance.node.repeat > 1


def has_own_name(instance: Instance, kind: str) -> bool:
    """Whether the name tells more than the kind: chosen by the person, or an end of the drawing."""
    ends = ("input", "target", "output", "entry", "exit", "block")
    base = instance_name(kind) if isinstance(instance.node, Custom) else base_name(type(instance.node))
    return instance.node.role in ends or _is_chosen(instance.name, base)


@lru_cache(maxsize=4096)
def _is_chosen(name: str, base: str) -> bool:
    return not set(_NUMBER.sub("", name).split("_")) <= set(_NUMBER.sub("", base).split("_"))


def _summary(instance: Instance, project: Project, kind: str, shape: Shape | None, style: Style) -> str:
    """The parameters that matter; for a node without any its formula, where that fits, or what it works on."""
    given, between = _given(instance, project)
    said = " · ".join(f"{name}{between}{value}" for name, value in given) if given else ""
    if style.width("summary", f"{kind} · {said}" if kind else said) > TEXT_WIDTH:
        said = " · ".join(str(value) for _, value in given)
    if not given and not isinstance(instance.node, Block):  # how often a block stands there is told by its badge
        said = instance.node.summary()
    if not said and not kind:
        said = instance.node.formula.removeprefix("y = ")
        if style.width("summary", said) > TEXT_WIDTH:
            said = _extent(instance, shape)
    return " · ".join(part for part in (kind, said) if part)


def _given(instance: Instance, project: Project) -> tuple[list[tuple[str, object]], str]:
    """Names and formulas, else names and arguments of a block or Python layer, and what stands between the two."""
    if instance.formulas:
        return [(name.removeprefix("arguments."), text) for name, text in instance.formulas], " = "
    node = instance.node
    if isinstance(node, Custom) and (layer := project.layers.get(node.layer)):
        return list((layer.defaults | dict(node.arguments)).items()), " "
    return list(node.arguments) if isinstance(node, Use) else [], " "


def _extent(instance: Instance, shape: Shape | None) -> str:
    if shape is None or not instance.node.outputs:
        return ""
    if instance.node.weighted and shape.rank > 2 and not shape.dims[1].per_sample:
        return f"{shape.channels} channels"
    return f"gives {shape.label}"


def _fitting(reading: Reading, style: Style) -> str:
    """The number in full where the bar leaves room for it."""
    room = TEXT_WIDTH - SHARE_WIDTH - BAR_GAP
    return reading.text if style.width("mono", reading.text) <= room else style.elided("mono", reading.short, room)


def _without(instance: Instance, told: Told | None) -> str:
    """The third line of a node that has nothing of the figure."""
    node = instance.node
    if node.role in ("input", "target"):
        return str(node.emits().dtype)
    if told is None:
        return ""
    if node.role == "loss":
        return "scalar"
    if node.role in ("entry", "output", "exit"):
        return "" if told.shape is None else str(told.shape)
    return told.absence if told.called or node.role == "block" else "–"


def _tip(instance: Instance, project: Project, summary: str, cost: str) -> str:
    found = defined(project, instance.node) if isinstance(instance.node, Custom) else None
    kind, does = (found.name, found.note) if found is not None else (instance.kind, instance.node.describe())
    given, _ = _given(instance, project)
    about = ", ".join(f"{name} = {value}" for name, value in given) or summary
    lines = [f"{instance.name}: {kind}", does, about, cost, instance.note]
    return "\n".join(line for line in lines if line)
