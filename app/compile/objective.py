"""Whether the losses of a drawing can teach its network anything."""

from __future__ import annotations

from collections.abc import Mapping

from app.compile.sharing import owner_of
from app.compile.wiring import Arrivals
from app.graph.graph import Graph, Instance
from app.graph.problem import Problem
from nodes.base import Node
from nodes.loss import Loss


def depending_on_targets(graph: Graph) -> set[str]:
    """The Targets and every node that sees one."""
    found = {instance.id for instance in graph if instance.node.role == "target"}
    waiting = list(found)
    while waiting:
        after = set(graph.dag.successors(waiting.pop())) - found
        found |= after
        waiting.extend(after)
    return found


def objective_problems(graph: Graph, into: Arrivals, parameters: Mapping[str, int]) -> list[Problem]:
    """Answers that see the truth, and losses behind which nothing can be trained."""
    truth = depending_on_targets(graph)
    return [*_leaks(graph, into, truth), *_nothing_to_train(graph, parameters)]


def _leaks(graph: Graph, into: Arrivals, truth: set[str]) -> list[Problem]:
    found = []
    for instance in graph:
        if not _answers(instance.node):
            continue
        for link in into[instance.id]:
            if link.source in truth and link.input != "target":
                text = (
                    f"{instance.name} expects an answer of the network at {link.input}, "
                    f"got {graph[link.source].name}, which sees the right answer"
                )
                found.append(Problem("error", text, instance.id, link))
    return found


def _answers(node: Node) -> bool:
    """Whether what arrives is an answer of the network. A loss that judges nothing may work on the truth, too."""
    return node.role == "output" or (isinstance(node, Loss) and node.judges)


def _nothing_to_train(graph: Graph, parameters: Mapping[str, int]) -> list[Problem]:
    losses = [instance for instance in graph if instance.node.role == "loss" and instance.id in parameters]
    if not losses or any(_trains(graph[each], graph, parameters) for each in graph.ancestors({x.id for x in losses})):
        return []
    text = f"{losses[0].name}: there is nothing to train, no layer before it has weights that are not frozen"
    return [Problem("error", text, losses[0].id)]


def _trains(instance: Instance, graph: Graph, parameters: Mapping[str, int]) -> bool:
    owner = owner_of(graph, instance)
    return not owner.frozen and parameters.get(owner.id, 0) > 0
