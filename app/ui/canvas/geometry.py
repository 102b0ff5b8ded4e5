"""Where things are on the canvas: sizes of nodes, places of ports. Pure numbers, px in scene coordinates."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF

from app.graph.graph import Instance
from app.graph.offer import Offer
from nodes.base import Node, Port

NODE_WIDTH = 164.0
NODE_HEIGHT = 74.0
GRID = 8.0
BAR = 5.0
PORT = 10.0
RADIUS = 10.0
PORT_REACH = 13.0
"""Distance from a port's centre within which the pointer takes it."""


def snap(value: float, step: float = GRID) -> float:
    """The nearest multiple of the grid."""
    return round(value / step) * step


@cache
def port_offsets(count: int) -> tuple[float, ...]:
    """Heights of that many ports on a node's edge: spread evenly around the middle, 22 px apart where they fit."""
    gap = min(22.0, (NODE_HEIGHT - 14.0) / max(1, count - 1))
    first = NODE_HEIGHT / 2 - gap * (count - 1) / 2
    return tuple(first + gap * rank for rank in range(count))


def input_offset(kind: Offer | Node, port: str) -> QPointF:
    """Centre of an input port, relative to the node's corner."""
    return _input_offset(kind.inputs, port)


def output_offset(kind: Offer | Node, port: str) -> QPointF:
    """Centre of an output port, relative to the node's corner."""
    return _output_offset(kind.outputs, port)


@cache
def _input_offset(ports: tuple[Port, ...], port: str) -> QPointF:
    names = [declared.name for declared in ports]
    return QPointF(BAR / 2, port_offsets(len(names))[names.index(port)])


@cache
def _output_offset(names: tuple[str, ...], port: str) -> QPointF:
    return QPointF(NODE_WIDTH, port_offsets(len(names))[names.index(port)])


def input_point(instance: Instance, port: str, corner: QPointF | None = None) -> QPointF:
    """Centre of an input port in the scene; ``corner`` stands in for the document's place during a drag."""
    return (corner or QPointF(instance.x, instance.y)) + input_offset(instance.node, port)


def output_point(instance: Instance, port: str, corner: QPointF | None = None) -> QPointF:
    """Centre of an output port in the scene."""
    return (corner or QPointF(instance.x, instance.y)) + output_offset(instance.node, port)


def node_rect(corner: QPointF) -> QRectF:
    """The body of a node."""
    return QRectF(corner.x(), corner.y(), NODE_WIDTH, NODE_HEIGHT)


def united(rects: list[QRectF]) -> QRectF:
    """The smallest rectangle around all of them; empty for none."""
    whole = QRectF()
    for rect in rects:
        whole = whole.united(rect)
    return whole
