"""A small project with blocks: a residual block with an argument, used alone, repeated, and inside another block."""

from __future__ import annotations

from typing import Any

import nodes
from app.graph.blocks.block import Argument, Definition
from app.graph.blocks.edits import AddBlock
from app.graph.edits import AddLink, AddNode, apply_all
from app.graph.graph import Instance, Link
from app.graph.project import Project
from nodes.base import Node


def place(name: str, kind: str | Node, formulas: dict[str, str] | None = None, **values: Any) -> Instance:
    node = nodes.kind(kind).from_values(values) if isinstance(kind, str) else kind
    return Instance(name, name, node, formulas=tuple((formulas or {}).items()))


def wire(text: str) -> Link:
    """``a > b``, ``a.last > b.x``, ``a > b.x.1``."""
    left, right = (part.strip().split(".") for part in text.split(">"))
    order = int(right[2]) if len(right) > 2 else 0
    return Link(left[0], left[1] if len(left) > 1 else "y", right[0], right[1] if len(right) > 1 else "x", order)


def defined(name: str, instances: list[Instance], links: list[str], *arguments: Argument) -> Definition:
    definition = Definition(name.lower(), name, arguments=arguments)
    for instance in instances:
        definition.graph.put_instance(instance)
    for link in links:
        definition.graph.put_link(wire(link))
    return definition


def residual() -> Definition:
    """x + ReLU(conv(x)), ``channels`` wide."""
    return defined(
        "Residual",
        [
            place("x", "BlockInput"),
            place("conv", "Conv2d", {"out_channels": "channels"}, out_channels=8, padding=1),
            place("act", "ReLU"),
            place("add", "Add"),
            place("y", "BlockOutput"),
        ],
        ["x > conv", "conv > act", "act > add.x.0", "x > add.x.1", "add > y"],
        Argument("channels", "integer", 8, "width of the block"),
    )


def stage(inner: Definition) -> Definition:
    """A convolution that doubles the width, then two residual blocks of that width."""
    node = inner.use().changed(repeat=2)
    return defined(
        "Stage",
        [
            place("entry", "BlockInput"),
            place("widen", "Conv2d", {"out_channels": "width * 2"}, out_channels=16, kernel_size=1),
            place("body", node, {"arguments.channels": "width * 2"}),
            place("result", "BlockOutput"),
        ],
        ["entry > widen", "widen > body.x", "body > result"],
        Argument("width", "integer", 8),
    )


def blocky() -> Project:
    """Input, stem, Residual x3, Stage, head; a loss against a Target."""
    project, block = Project(title="Blocky"), residual()
    outer = stage(block)
    body = [
        place("picture", "Input", shape=[1, 8, 8]),
        place("digit", "Target"),
        place("stem", "Conv2d", out_channels=8, padding=1),
        place("first", block.use().changed(repeat=3)),
        place("second", outer.use()),
        place("pool", "GlobalAvgPool2d"),
        place("head", "Linear"),
        place("scores", "Output"),
        place("loss", "CrossEntropyLoss"),
    ]
    links = ["picture > stem", "stem > first", "first > second.entry", "second.result > pool", "pool > head"]
    links += ["head > scores", "head > loss", "digit > loss.target"]
    apply_all(
        project, [AddBlock(block), AddBlock(outer), *map(AddNode, body), *(AddLink(wire(text)) for text in links)]
    )
    return project
