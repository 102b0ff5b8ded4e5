"""What one node answers to the shapes that reach it. Depends on nothing else, so it can be kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.compile import use
from app.compile.shapes.probe import Probe
from nodes.base import Node, Port
from nodes.call import Call
from nodes.shape import BATCH, Shape, ShapeError

Arrived = tuple[tuple[Shape, ...], ...]
"""Shapes at every port of a node, in the order of its ports; () at an open one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The call and the resulting shapes, or a refusal.

    Attributes:
        call: construction and use; None for endpoints and refusals.
        shapes: shape of every named output.
        parameters, buffers: numbers in the weights (trained or not) and in the buffers.
        refusal: why the shapes cannot be taken, "" where they can.
        port: the port whose shape is to blame, "" where it is no single one.
        index: number of its link.
        shape: the shape that arrives there.
    """

    call: Call | None = None
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    parameters: int = 0
    buffers: int = 0
    refusal: str = ""
    port: str = ""
    index: int = 0
    shape: Shape | None = None


Ask = Callable[[Call, use.Arrived], Probe]
"""How torch is asked about a call, see `app.compile.shapes.probe.probe`."""


def answer(node: Node, arrived: Arrived, ask: Ask) -> Answer:
    """Ask the ports, then the declaration, then torch."""
    refused = _refused_at_port(node, arrived)
    if refused is not None:
        return refused
    if node.role in ("input", "target"):
        return Answer(shapes={name: node.emits() for name in node.outputs})  # type: ignore[attr-defined]
    if node.role == "output":
        return Answer()
    try:
        call = node.build(*(_argument(port, shapes) for port, shapes in zip(node.inputs, arrived, strict=True)))
        ports = {port.name: shapes for port, shapes in zip(node.inputs, arrived, strict=True) if shapes}
        probed = ask(call, ports)
        if node.role == "loss" and probed.shapes["y"].rank:
            raise ShapeError(f"gives {probed.shapes['y']}, expected one number")
    except ShapeError as error:
        return Answer(refusal=str(error))
    return Answer(call, probed.shapes, probed.parameters, probed.buffers)


def _argument(port: Port, shapes: tuple[Shape, ...]) -> Shape | tuple[Shape, ...] | None:
    if port.many:
        return shapes
    return shapes[0] if shapes else None


def _refused_at_port(node: Node, arrived: Arrived) -> Answer | None:
    for port, shapes in zip(node.inputs, arrived, strict=True):
        for index, shape in enumerate(shapes):
            reason = port.refuses(shape)
            if reason is None and node.role in ("output", "loss") and (not shape.dims or shape.dims[0] != BATCH):
                reason = f"expects one row per sample, the batch N as first axis, got {shape}"
            if reason is not None:
                return Answer(refusal=reason, port=port.name, index=index, shape=shape)
    return None
