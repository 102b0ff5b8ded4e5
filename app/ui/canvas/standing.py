"""Where the next node would stand, as the search needs to know it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.graph.changes import Joint, joint
from app.graph.finding import Surroundings
from app.ui.canvas.new_layer import listed_as
from nodes.shape import Shape

if TYPE_CHECKING:
    from app.ui.session.desk import Desk


def behind_chosen(session: Desk) -> Surroundings | None:
    """Behind the node that is chosen alone, where it has an output."""
    graph = session.project.graph
    if len(session.selection) != 1 or not graph[session.selection[0]].node.outputs:
        return None
    return behind(session, session.selection[0])


def behind(session: Desk, node_id: str, output: str = "") -> Surroundings:
    """At the end of a link that leaves an output of a node, the first by default."""
    graph = session.project.graph
    output = output or graph[node_id].node.outputs[0]
    return Surroundings(graph, before=node_id, shape=_shape(session, node_id, output))


def joint_with(session: Desk, node_id: str, kind_name: str) -> Joint | None:
    """How a new node of a kind would be joined to one that is there, where there is one way to do it."""
    graph = session.project.graph
    outputs = graph[node_id].node.outputs
    shape = _shape(session, node_id, outputs[0]) if outputs else None
    return joint(graph, node_id, listed_as(session.project, kind_name), shape)


def _shape(session: Desk, node_id: str, output: str) -> Shape | None:
    inference: Any = getattr(session, "inference", None)
    known: Shape | None = inference.shapes.get((node_id, output)) if inference is not None else None
    emits = getattr(session.project.graph[node_id].node, "emits", None)
    return known or (emits() if emits else None)
