"""Who takes part in what: the model, the training forward pass and the criterion of one drawing."""

from __future__ import annotations

from dataclasses import dataclass

from app.compile.objective import depending_on_targets
from app.compile.sharing import owner_of
from app.compile.wiring import Arrivals, arrivals
from app.graph.blocks.expand import Place
from app.graph.blocks.levels import in_order, needed
from app.graph.graph import Graph, Instance, Link

Tensor = tuple[str, str]
"""One tensor of the drawing: node id and output name."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of a drawing, each in the order in which it runs.

    Attributes:
        graph, into: the drawing and its wiring.
        inputs, targets, outputs, losses: endpoints in document order.
        model: layers that the Outputs need.
        forward: layers that the taps need.
        criterion: layers that work on a Target (and so run with the losses).
        taps: tensors that pass from the forward pass to the criterion, each once.
        owners: nodes that hold a module which any of these call, in document order; they include losses.
    """

    graph: Graph
    into: Arrivals
    inputs: tuple[Instance, ...]
    targets: tuple[Instance, ...]
    outputs: tuple[Instance, ...]
    losses: tuple[Instance, ...]
    model: tuple[Instance, ...]
    forward: tuple[Instance, ...]
    criterion: tuple[Instance, ...]
    taps: tuple[Tensor, ...]
    owners: tuple[Instance, ...]


def plan(graph: Graph, top: Place | None = None) -> Plan:
    """Sort the nodes of a drawing into their parts. Nodes that reach neither an Output nor a loss take no part.

    ``top`` is the document's own level where ``graph`` has its blocks written out: they then run as wholes.
    """
    top = top or Place("", "", "", graph)
    into = arrivals(graph)
    by_role = {
        role: tuple(instance for instance in graph if instance.node.role == role)
        for role in ("input", "target", "output", "loss")
    }
    order = [graph[each] for each in in_order(top) if each in graph and graph[each].node.role in ("layer", "block")]
    truth = depending_on_targets(graph)
    judged = graph.ancestors({instance.id for instance in by_role["loss"]})
    criterion = tuple(instance for instance in order if instance.id in judged and instance.id in truth)
    taps = tuple(
        dict.fromkeys(
            (link.source, link.output)
            for instance in (*by_role["loss"], *criterion)
            for link in into[instance.id]
            if link.source not in truth
        )
    )
    seen = needed(top, {instance.id for instance in by_role["output"]}) - truth
    tapped = needed(top, {node_id for node_id, _ in taps}) - truth
    model = tuple(instance for instance in order if instance.id in seen)
    forward = tuple(instance for instance in order if instance.id in tapped)
    used = {owner_of(graph, each).id for each in (*model, *forward, *criterion, *by_role["loss"])}
    return Plan(
        graph,
        into,
        by_role["input"],
        by_role["target"],
        by_role["output"],
        by_role["loss"],
        model,
        forward,
        criterion,
        taps,
        tuple(instance for instance in graph if instance.id in used),
    )


def plan_level(graph: Graph) -> Plan:
    """The inside of a block: its ports are inputs and outputs, and what its outputs need is the model."""
    into = arrivals(graph)
    entries, exits = (tuple(each for each in graph if each.node.role == role) for role in ("entry", "exit"))
    seen = graph.ancestors({each.id for each in exits if into[each.id]})
    model = tuple(each for each in graph.topological() if each.id in seen and each.node.role in ("layer", "block"))
    used = {owner_of(graph, each).id for each in model}
    owners = tuple(each for each in graph if each.id in used)
    linked = tuple(each for each in exits if into[each.id])
    return Plan(graph, into, entries, (), linked, (), model, (), (), (), owners)


def layers(plan: Plan) -> tuple[Instance, ...]:
    """What a class of the source computes: all that its Outputs need; where none is connected yet, everything drawn."""
    if any(plan.into[instance.id] for instance in plan.outputs):
        return plan.model
    return tuple(each for each in plan.graph.topological() if each.node.role in ("layer", "block"))


def owners(plan: Plan) -> list[Instance]:
    """Nodes whose modules a class of the source holds, in document order."""
    used = {owner_of(plan.graph, instance).id for instance in layers(plan)}
    return [instance for instance in plan.graph if instance.id in used]


def only_link(plan: Plan, node_id: str) -> Link:
    """The link into an Output."""
    return plan.into[node_id][0]
