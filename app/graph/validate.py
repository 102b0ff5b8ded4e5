"""What is wrong with the structure of a drawing, before any shape is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.graph.edits import RemoveLink, RemoveNode
from app.graph.graph import Graph, Instance
from app.graph.problem import Fix, Problem
from app.graph.project import Project
from app.graph.rules import sharers, why_not_share


def problems(project: Project) -> list[Problem]:
    """All structural findings, errors first, then in document order.

    Errors: nothing drawn, no Input, Output or loss, a needed input not connected, a name twice, weights of a node
    that does not fit. Warnings: a node or Target that nothing uses.
    """
    graph = project.graph
    if not len(graph):
        return [Problem("error", "the drawing is empty: place an Input, layers, an Output and a loss")]
    useful = _useful(graph)
    found = [
        *_missing_ends(graph),
        *_double_names(graph),
        *_unconnected(graph, useful),
        *_bad_shares(graph),
        *_unused(graph, useful),
    ]
    return sorted(found, key=lambda problem: problem.severity)


def _useful(graph: Graph) -> set[str]:
    """Nodes from which an Output or a loss is reached."""
    return graph.ancestors({instance.id for instance in graph if instance.node.role in ("output", "loss")})


def _missing_ends(graph: Graph) -> Iterator[Problem]:
    roles = {instance.node.role for instance in graph}
    if "input" not in roles:
        yield Problem("error", "there is no Input: place one, it is where the data enters")
    if "output" not in roles:
        yield Problem("error", "there is no Output: place one behind the last layer, the exported model ends there")
    if "loss" not in roles:
        yield Problem("error", "there is no loss: place one that compares the last layer with a Target")


def _double_names(graph: Graph) -> Iterator[Problem]:
    counts = Counter(instance.name for instance in graph)
    for instance in graph:
        if counts[instance.name] > 1:
            yield Problem("error", f"{counts[instance.name]} nodes are named {instance.name}", instance.id)


def _unconnected(graph: Graph, useful: set[str]) -> Iterator[Problem]:
    """A needed input without a link; where the node feeds nothing, `_unused` is told instead."""
    for instance in graph:
        if instance.id not in useful:
            continue
        connected = {link.input for link in graph.links_into(instance.id)}
        for port in instance.node.inputs:
            if not port.optional and port.name not in connected:
                expected = f", it expects {port.layout}" if port.layout else ""
                yield Problem(
                    "error", f"{instance.name}: the input {port.name} is not connected{expected}", instance.id
                )


def _bad_shares(graph: Graph) -> Iterator[Problem]:
    for instance in graph:
        reason = why_not_share(graph, instance)
        if reason:
            yield Problem("error", f"{instance.name} {reason}", instance.id)


def _unused(graph: Graph, useful: set[str]) -> Iterator[Problem]:
    feeds_loss = graph.ancestors({instance.id for instance in graph if instance.node.role == "loss"})
    for instance in graph:
        if instance.node.role == "target" and instance.id not in feeds_loss:
            yield Problem(
                "warning", f"{instance.name}: no loss uses this Target", instance.id, fix=_removal(graph, instance)
            )
        elif useful and instance.id not in useful:  # with no end drawn yet, every node would be told off
            message = f"{instance.name}: leads to no Output and no loss, so the model leaves it out"
            yield Problem("warning", message, instance.id, fix=_removal(graph, instance))


def _removal(graph: Graph, instance: Instance) -> Fix | None:
    if sharers(graph, instance.id):
        return None
    links = [*graph.links_into(instance.id), *graph.links_from(instance.id)]
    return Fix(f"Delete {instance.name}", (*map(RemoveLink, links), RemoveNode(instance.id)))
