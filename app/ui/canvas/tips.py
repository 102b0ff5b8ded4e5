"""Tooltips: what stands in full where the canvas only has room for a word."""

from __future__ import annotations

from app.graph.graph import Link
from app.ui.canvas.board import Board
from app.ui.canvas.hits import PortHit


def node_tip(board: Board, node_id: str) -> str:
    """Name, kind, what it does, parameters, cost, note, and what is wrong."""
    return "\n".join([board.nodes[node_id].face.tip, *board.callouts.sentences(node_id)])


def port_tip(board: Board, hit: PortHit) -> str:
    """What a port takes or gives."""
    instance = board.nodes[hit.node].instance
    if hit.side == "out":
        shape = board.inference.shapes.get((hit.node, hit.port)) if board.inference is not None else None
        return f"{hit.port} of {instance.name}" + (f"\n{shape} {shape.dtype}" if shape is not None else "")
    port = next(port for port in instance.node.inputs if port.name == hit.port)
    ranks = " or ".join(f"{rank} axes" for rank in port.ranks)
    takes = [port.layout or ranks or "any shape", " or ".join(port.dtypes)]
    extra = ["any number of links" if port.many else "", "optional" if port.optional else ""]
    return f"{hit.port} of {instance.name}\n" + ", ".join(part for part in [*takes, *extra] if part)


def link_tip(board: Board, link: Link) -> str:
    """Both ends and the full shape."""
    names = f"{board.nodes[link.source].instance.name} → {board.nodes[link.target].instance.name}"
    shape = board.inference.link_shape(link) if board.inference is not None else None
    return names + (f"\n{shape} {shape.dtype}" if shape is not None else "")
