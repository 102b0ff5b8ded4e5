"""What is wrong with the structure of a drawing, before any shape is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.graph.data_choice import DataChoice
from app.graph.edits import SetSection
from app.graph.graph import Graph
from app.graph.joining import Joining
from app.graph.problem import Fix, Problem
from app.graph.project import Project
from app.graph.rules import why_not_share
from nodes.endpoints import Target
from nodes.loss import Loss


def problems(project: Project, written_out: Graph | None = None) -> list[Problem]:
    """All structural findings, errors first, then in document order.

    ``written_out`` is the drawing with every block written out, where it has blocks.

    Errors: nothing drawn, no Input, Output or loss, a needed input not connected, a name twice, weights of a node
    that does not fit. Warnings: a branch or Target that nothing uses, counts that are standardized. Where exactly one
    link fits, it is the fix; nothing here proposes to take away what somebody has drawn.
    """
    graph = project.graph if written_out is None else written_out
    if not len(graph):
        return [Problem("error", "the drawing is empty: place an Input, layers, an Output and a loss")]
    useful = _useful(graph)
    connected = {(target, key[0]) for _, target, key in graph.dag.edges(keys=True)}
    joining = Joining(graph, connected)
    found = [
        *_missing_ends(graph),
        *_missing_data(project.data),
        *_double_names(graph),
        *_unconnected(graph, useful, connected, joining),
        *_bad_shares(graph),
        *_unused(graph, useful, joining),
        *_scaled_truth(graph, project.data),
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
        yield Problem("error", "there is no loss: place one that compares the last layer with a Target", runs=True)


def _missing_data(data: DataChoice) -> Iterator[Problem]:
    if not data.source:
        yield Problem("error", "no data is chosen yet: choose what it learns from on the Data page", runs=True)


def _double_names(graph: Graph) -> Iterator[Problem]:
    counts = Counter(instance.name for instance in graph)
    for instance in graph:
        if counts[instance.name] > 1:
            yield Problem("error", f"{counts[instance.name]} nodes are named {instance.name}", instance.id)


def _unconnected(
    graph: Graph, useful: set[str], connected: set[tuple[str, str]], joining: Joining
) -> Iterator[Problem]:
    """A needed input without a link; where the node feeds nothing, `_unused` is told instead."""
    for instance in graph:
        if instance.id not in useful:
            continue
        for port in instance.node.inputs:
            if not port.optional and (instance.id, port.name) not in connected:
                expected = f", it expects {port.layout}" if port.layout else ""
                message = f"{instance.name}: the input {port.name} is not connected{expected}"
                yield Problem("error", message, instance.id, fix=joining.into(instance, port))


def _bad_shares(graph: Graph) -> Iterator[Problem]:
    for instance in graph:
        reason = why_not_share(graph, instance) if instance.shares else None
        if reason:
            yield Problem("error", f"{instance.name} {reason}", instance.id)


def _unused(graph: Graph, useful: set[str], joining: Joining) -> Iterator[Problem]:
    """What takes no part, each told once: at its loose end."""
    for instance in graph:
        if instance.node.role == "target" and not _feeds_loss(graph, instance.id):
            message = f"{instance.name}: no loss uses this Target"
        elif not useful or instance.id in useful or graph.dag.out_degree(instance.id):
            continue  # with no end drawn yet, every node would be told off; of a branch its last node is told
        elif graph.dag.in_degree(instance.id):
            message = f"{instance.name}: leads to no Output and no loss, so the model leaves this branch out"
        else:
            message = f"{instance.name}: is not connected yet, so the model leaves it out"
        yield Problem("warning", message, instance.id, fix=joining.through(instance, useful))


def _feeds_loss(graph: Graph, node_id: str) -> bool:
    """Whether a loss depends on a node; from a Target that is a step or two."""
    seen, waiting = {node_id}, [node_id]
    while waiting:
        for after in graph.dag.successors(waiting.pop()):
            if graph[after].node.role == "loss":
                return True
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return False


def _scaled_truth(graph: Graph, data: DataChoice) -> Iterator[Problem]:
    """Counts and probabilities that reach their loss with zero mean and unit variance."""
    for instance in graph:
        if not (data.standardize and isinstance(instance.node, Loss) and instance.node.raw_target):
            continue
        for link in graph.links_at(instance.id, "target"):
            source = graph[link.source]
            if isinstance(source.node, Target) and not source.node.classes:
                text = f"{instance.name} takes {source.name} as it is, and the data choice standardizes its numbers"
                fix = Fix("Standardize nothing", (SetSection("data", data.changed(standardize=False)),))
                yield Problem("warning", text, instance.id, link, fix)
