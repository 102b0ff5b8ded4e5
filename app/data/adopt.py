"""Make a drawing's Inputs and Targets follow the data set, and say where they do not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.data.bindings import InputBinding, TargetBinding, check_input, check_target
from app.data.dataset import Dataset
from app.errors import DataError
from app.graph.edits import ChangeNode, Edit, RemoveLink
from app.graph.graph import Graph, Instance
from app.graph.project import Project
from nodes.endpoints import Input, Target
from nodes.linear import Linear
from nodes.loss import Loss
from nodes.registry import kind


def misfit(project: Project, dataset: Dataset) -> str:
    """Why the data set does not fit the drawing, in one sentence; "" where it does."""
    for instance in project.graph:
        try:
            _check(instance, dataset)
        except DataError as error:
            return str(error)
    return ""


def adopt(project: Project, dataset: Dataset) -> list[Edit]:
    """Edits that give every Input and Target the data set's sizes, classes and types; none where all fit.

    A Linear that feeds the loss of a changed Target gets that many outputs, and a loss for classes gives way to one
    for numbers, or the other way round.

    Raises:
        DataError: the data set has several fields and a node names none of them.
    """
    changed: dict[str, Instance] = {}
    for instance in project.graph:
        follower = _following(instance, dataset)
        if follower.node != instance.node:
            changed[instance.id] = follower
            if isinstance(follower.node, Target):
                changed.update(_heads(project.graph, follower))
    return [*_loose_ends(project.graph, changed.values()), *map(ChangeNode, changed.values())]


def _check(instance: Instance, dataset: Dataset) -> None:
    node = instance.node
    if isinstance(node, Input):
        check_input(dataset, InputBinding(instance.name, node.field, tuple(node.shape), node.dtype))
    elif isinstance(node, Target):
        check_target(dataset, TargetBinding(instance.name, node.field, node.classes, tuple(node.shape)))


def _following(instance: Instance, dataset: Dataset) -> Instance:
    node = instance.node
    if not isinstance(node, Input | Target):
        return instance
    try:
        _check(instance, dataset)
    except DataError:
        schema = input_schema(dataset, node.field) if isinstance(node, Input) else target_schema(dataset, node.field)
        return replace(instance, node=node.changed(**schema))
    return instance


def input_schema(dataset: Dataset, field: str = "") -> dict[str, object]:
    """Parameters of an Input that takes this field; a field that is unknown gives way to the only one."""
    known = field if field in dataset.inputs else ""
    values = dataset.input(known)
    return {
        "shape": list(values.shape[1:]),
        "dtype": "int64" if values.dtype.kind == "i" else "float32",
        "field": known,
    }


def target_schema(dataset: Dataset, field: str = "") -> dict[str, object]:
    """Parameters of a Target that takes this field; a field that is unknown gives way to the only one."""
    known = field if field in dataset.targets else ""
    name = dataset.target_name(known)
    classes = len(dataset.classes.get(name, ()))
    return {"classes": classes, "shape": list(dataset.targets[name].shape[1:]), "field": known}


def _heads(graph: Graph, target: Instance) -> dict[str, Instance]:
    """What follows a changed target: its losses of the right kind, and their Linear with as many outputs."""
    node = target.node
    assert isinstance(node, Target)
    wanted = node.classes or math.prod(node.shape)
    found = {}
    for loss, judged in _losses(graph, target):
        kind_name = _loss_kind(judged, node.classes)
        if kind_name != judged.kind:
            found[loss] = replace(graph[loss], node=kind(kind_name).from_values({"weight": judged.weight}))
        for link in graph.links_at(loss, judged.inputs[0].name):
            source = graph[link.source]
            if isinstance(source.node, Linear) and source.node.out_features != wanted:
                found[source.id] = replace(source, node=source.node.changed(out_features=wanted))
    return found


def _losses(graph: Graph, target: Instance) -> list[tuple[str, Loss]]:
    """Losses that compare an answer with the target, by their ids; what compares vectors has no width to follow."""
    nodes = [(link.target, graph[link.target].node) for link in graph.links_from(target.id)]
    return [(node_id, node) for node_id, node in dict(nodes).items() if isinstance(node, Loss) and node.judges]


def _loose_ends(graph: Graph, changed: Iterable[Instance]) -> Iterator[Edit]:
    """Takes the links away for which a changed node has no port any more."""
    for instance in changed:
        ports = {port.name for port in instance.node.inputs}
        yield from (RemoveLink(link) for link in graph.links_into(instance.id) if link.input not in ports)


def _loss_kind(present: Loss, classes: int) -> str:
    """Cross-entropy for classes and squares for numbers, where the present loss is of the other sort."""
    if classes and present.task != "classification":
        return "CrossEntropyLoss"
    return "MSELoss" if not classes and present.task != "regression" else present.kind
