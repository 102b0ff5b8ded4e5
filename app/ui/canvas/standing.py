"""Where the next node would stand, as the search needs to know it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.graph.finding import Surroundings

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
    inference: Any = getattr(session, "inference", None)
    if inference is not None:
        shape = inference.shapes.get((node_id, output))
    else:
        emits = getattr(graph[node_id].node, "emits", None)
        shape = emits() if emits else None
    return Surroundings(graph, before=node_id, shape=shape)
