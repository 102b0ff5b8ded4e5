"""A new node joined to the one that is chosen, where there is only one way to do it."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import ProjectError
from app.graph.changes.draft import Draft
from app.graph.changes.linking import connect
from app.graph.changes.placing import place
from app.graph.edits import Edit
from app.graph.finding import Surroundings
from app.graph.graph import Graph, Instance
from app.graph.offer import Offer
from app.graph.project import Project
from nodes.shape import Shape

ENDS = ("output", "loss", "exit")
"""What may hang on a tensor that goes on to others."""


@dataclass(frozen=True, slots=True)
class Joint:
    """The two ports that meet.

    Attributes:
        node: id of the node that is there.
        there, new: the port of that node, and of the new one.
        behind: whether the new one follows that node, else it feeds it.
    """

    node: str
    there: str
    new: str
    behind: bool


def joint(graph: Graph, node_id: str, offer: Offer, shape: Shape | None = None) -> Joint | None:
    """The one free pair of ports that fits, or None where there is none or a choice.

    The first output of a node is what it gives on; it is free while nothing takes it, and for an Output or a loss
    always. What only gives, like a Target, feeds the only needed input that waits for it.

    Args:
        shape: what leaves the node, where that is known.
    """
    there = graph[node_id]
    return _behind(graph, there, offer, shape) or _in_front(graph, there, offer)


def attach(project: Project, joint: Joint, kind_name: str, x: float, y: float) -> tuple[list[Edit], str]:
    """Place a node of a kind and join it; alone where the link is refused. Also gives its id.

    Raises:
        ProjectError: as in `place`.
    """
    edits, made = place(project, kind_name, x, y)
    draft = Draft(project)
    for edit in edits:
        draft.do(edit)
    if not joint.behind and not _gives_what_fits(draft.graph, made, joint):
        return edits, made
    ends = (joint.node, joint.there, made, joint.new) if joint.behind else (made, joint.new, joint.node, joint.there)
    try:
        return [*edits, *connect(draft.project, *ends)], made
    except ProjectError:  # data of another type
        return edits, made


def _behind(graph: Graph, there: Instance, offer: Offer, shape: Shape | None) -> Joint | None:
    outputs = there.node.outputs
    if not outputs or (there.node.role == "input" and offer.role in ENDS):
        return None
    taken = any(link.output == outputs[0] for link in graph.links_from(there.id))
    if taken and offer.role not in ENDS:
        return None
    ports = Surroundings(graph, before=there.id, shape=shape).takers(offer)
    return Joint(there.id, outputs[0], ports[0].name, True) if len(ports) == 1 else None


def _in_front(graph: Graph, there: Instance, offer: Offer) -> Joint | None:
    if offer.inputs or not offer.outputs:
        return None
    free = [port for port in there.node.inputs if not port.optional and not graph.links_at(there.id, port.name)]
    if there.node.role == "loss" or offer.role == "target":
        free = [port for port in free if (port.name == "target") == (offer.role == "target")]
    return Joint(there.id, free[0].name, offer.outputs[0], False) if len(free) == 1 else None


def _gives_what_fits(graph: Graph, made: str, joint: Joint) -> bool:
    emits = getattr(graph[made].node, "emits", None)
    port = graph.port(joint.node, joint.there)
    return emits is None or (port is not None and port.refuses(emits()) is None)


__all__ = ["Joint", "attach", "joint"]
