"""Nodes that use another node's weights."""

from __future__ import annotations

from collections.abc import Mapping

from app.graph.graph import Graph, Instance
from app.graph.problem import Problem
from nodes.call import Call


def owner_of(graph: Graph, instance: Instance) -> Instance:
    """The node whose module this one calls: itself, or the one whose weights it shares."""
    shared = instance.shares
    return graph[shared] if shared and shared in graph else instance


def share_problems(graph: Graph, calls: Mapping[str, Call]) -> list[Problem]:
    """An error for each node whose module would differ from the one it shares."""
    found = []
    for instance in graph:
        if not instance.shares:
            continue
        owner = owner_of(graph, instance)
        mine, theirs = calls.get(instance.id), calls.get(owner.id)
        if mine is None or theirs is None or owner is instance:
            continue
        if _made(mine) != _made(theirs):
            text = f"{instance.name} shares the weights of {owner.name}, expects the same settings and input sizes"
            found.append(Problem("error", text, instance.id))
    return found


def _made(call: Call) -> tuple[object, ...]:
    return (call.target, call.args, tuple(sorted(call.kwargs.items())))
