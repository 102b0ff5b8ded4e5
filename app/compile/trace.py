"""From planned nodes to torch.fx graphs: the same speed as a forward method written by hand."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import fx

from app.compile.arguments import MISSING, bind
from app.compile.plan import Plan, Tensor, only_link
from app.compile.sharing import owner_of
from app.compile.wiring import by_port, counts
from app.graph.graph import Instance
from nodes.call import Call, Path, Slot

Values = dict[Tensor, fx.Node]


def trace_model(plan: Plan, calls: Mapping[str, Call]) -> fx.Graph:
    """Inputs -> the Output's tensor; a tuple of them where there are several."""
    graph = fx.Graph()
    values = _placeholders(graph, plan.inputs)
    _run(graph, plan, plan.model, calls, values)
    results = [values[link.source, link.output] for link in (only_link(plan, each.id) for each in plan.outputs)]
    graph.output(results[0] if len(results) == 1 else tuple(results))
    return graph


def trace_forward(plan: Plan, calls: Mapping[str, Call]) -> fx.Graph:
    """Inputs -> the tuple of taps."""
    graph = fx.Graph()
    values = _placeholders(graph, plan.inputs)
    _run(graph, plan, plan.forward, calls, values)
    graph.output(tuple(values[tap] for tap in plan.taps))
    return graph


def trace_criterion(plan: Plan, calls: Mapping[str, Call]) -> fx.Graph:
    """(*taps, *targets) -> (total, each loss): the total is the sum of loss times its weight."""
    graph = fx.Graph()
    values: Values = {tap: graph.placeholder(_tap_name(plan, tap)) for tap in plan.taps}
    values |= _placeholders(graph, plan.targets)
    _run(graph, plan, plan.criterion, calls, values)
    losses = [_call(graph, plan, loss, calls[loss.id], values) for loss in plan.losses]
    total: fx.Node | None = None
    for instance, loss in zip(plan.losses, losses, strict=True):
        weight = float(getattr(instance.node, "weight", 1.0))
        part = loss if weight == 1 else graph.call_function(operator.mul, (loss, weight))
        total = part if total is None else graph.call_function(operator.add, (total, part))
    graph.output((total, *losses))
    return graph


def _placeholders(graph: fx.Graph, instances: Iterable[Instance]) -> Values:
    return {
        (instance.id, output): graph.placeholder(instance.name)
        for instance in instances
        for output in instance.node.outputs
    }


def _tap_name(plan: Plan, tap: Tensor) -> str:
    instance = plan.graph[tap[0]]
    name = instance.name if len(instance.node.outputs) == 1 else f"{instance.name}_{tap[1]}"
    return name.replace(".", "__")  # in a block: stage.1.conv


def _run(graph: fx.Graph, plan: Plan, instances: Iterable[Instance], calls: Mapping[str, Call], values: Values) -> None:
    for instance in instances:
        call = calls[instance.id]
        result = _call(graph, plan, instance, call, values)
        wanted = {link.output for link in plan.graph.links_from(instance.id)}
        for name, path in call.outputs.items():
            if name in wanted:
                values[instance.id, name] = _part(graph, result, path)


def _call(graph: fx.Graph, plan: Plan, instance: Instance, call: Call, values: Values) -> fx.Node:
    links = plan.into[instance.id]
    ports = by_port(links)

    def slot(placeholder: Slot) -> Any:
        found = ports.get(placeholder.port, ())
        if placeholder.index >= len(found):
            return MISSING
        link = found[placeholder.index]
        return values[link.source, link.output]

    def use(used: Call) -> fx.Node:
        args, kwargs = bind(used, counts(links), slot, use)
        target = owner_of(plan.graph, instance).name if used.constructs else used.target.resolve()
        form = "module" if used.constructs else used.target.form
        name = instance.name if used is call else None
        return graph.create_node(f"call_{form}", target, tuple(args), kwargs, name)

    return use(call)


def _part(graph: fx.Graph, value: fx.Node, path: Path) -> fx.Node:
    for index in path:
        value = graph.call_function(operator.getitem, (value, index))
    return value


def graph_module(root: torch.nn.Module, graph: fx.Graph, name: str) -> fx.GraphModule:
    """A module that runs the graph on the root's own submodules."""
    graph.lint()
    return fx.GraphModule(root, graph, class_name=name)
