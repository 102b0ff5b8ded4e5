"""Whether a network takes pictures of any size, as a fully convolutional one does (Long et al. 2015)."""

from __future__ import annotations

from dataclasses import replace

from app.compile.drawing import infer
from app.graph.project import Project
from nodes.call import Call
from nodes.endpoints import Input

MORE = (32, 64)
"""Pixels more in height and width: five halvings divide both, and the larger picture is no square."""


def enlarged(project: Project) -> Project | None:
    """The same drawing for larger pictures; None where a layer would have to be another one, or no picture enters."""
    larger = project.copy()
    for instance in project.graph:
        if isinstance(instance.node, Input) and len(instance.node.shape) == 3:
            channels, height, width = instance.node.shape
            node = instance.node.changed(shape=[channels, height + MORE[0], width + MORE[1]])
            larger.graph.put_instance(replace(instance, node=node))
    if larger.graph == project.graph:
        return None
    layers = _layers(project)
    return larger if layers is not None and layers == _layers(larger) else None


def _layers(project: Project) -> list[Call] | None:
    """Construction and use of every layer that the Outputs need; None where one cannot take what reaches it."""
    drawing = infer(project)
    graph, calls = drawing.expanded.graph, drawing.flat.calls
    needed = graph.ancestors({each.id for each in graph if each.node.role == "output"})
    layers = [each.id for each in graph if each.id in needed and each.node.role == "layer"]
    return [calls[each] for each in layers] if all(each in calls for each in layers) else None
