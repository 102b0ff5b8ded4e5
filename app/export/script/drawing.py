"""The drawing as a training script needs it: its Outputs are the tensors that the losses take."""

from __future__ import annotations

from dataclasses import replace

from app.compile.drawing import Drawing, infer
from app.compile.plan import Plan, Tensor, plan
from app.compile.shapes.engine import Inference
from app.compile.source.forward import has_objective
from app.errors import RunError
from app.graph.blocks.expand import expand
from app.graph.graph import Graph, Instance, Link
from app.graph.project import Project
from nodes.endpoints import Output


def training_drawing(project: Project) -> Drawing:
    """A drawing of the same layers in the same order, whose model gives what the losses judge, and no more.

    An Output that no loss judges stays where weights stand before it that no loss needs: they are part of the run.

    Raises:
        RunError: the drawing cannot run, or a layer that works on the right answer has weights.
    """
    drawing = infer(project)
    error = next((problem for problem in drawing.problems() if problem.severity == "error"), None)
    if error is not None:
        raise RunError(error.message)
    if any("/" in each.id and each.node.role == "loss" for each in drawing.expanded.graph):
        drawing = infer(_flat(project))  # losses inside blocks: a class of a block cannot give them away
    seen = infer(_with_taps(drawing))
    planned, known = _level(seen)
    if not has_objective(planned, known):
        named = next((each.name for each in planned.criterion if known.parameters.get(each.id)), "a layer")
        raise RunError(
            f"{named} works on the right answer and has weights of its own, which a training script cannot hold; "
            "export the Python source of a trained run instead"
        )
    return seen


def _level(drawing: Drawing) -> tuple[Plan, Inference]:
    return plan(drawing.project.graph), drawing.at()


def _with_taps(drawing: Drawing) -> Project:
    """The project with an Output on every tensor that the losses take from a layer."""
    project, known = drawing.project, drawing.at()
    graph = project.graph.copy()
    planned = plan(graph)
    inputs = {instance.id for instance in planned.inputs}
    missing = [tap for tap in planned.taps if tap[0] not in inputs]
    learnt = {instance.id for instance in planned.forward}
    for output in planned.outputs:
        link = planned.into[output.id][0]
        alone = [each for each in graph.ancestors({output.id}) - learnt if _holds(known, each)]
        if (link.source, link.output) in missing:
            missing.remove((link.source, link.output))
        elif not alone:
            graph.take_link(link)
            graph.take_instance(output.id)
    for tensor in missing:
        _put_output(graph, tensor)
    return replace_graph(project, graph)


def replace_graph(project: Project, graph: Graph) -> Project:
    """The same project with another drawing."""
    copy = project.copy()
    copy.graph = graph
    return copy


def _holds(known: Inference, node_id: str) -> bool:
    return bool(known.parameters.get(node_id) or known.buffers.get(node_id))


def _put_output(graph: Graph, tensor: Tensor) -> None:
    source = graph[tensor[0]]
    name = f"{source.name}_out" if len(source.node.outputs) == 1 else f"{source.name}_{tensor[1]}"
    name = _free(name, {each.name for each in graph})
    made = Instance(_free(name, {each.id for each in graph}), name, Output())
    graph.put_instance(made)
    graph.put_link(Link(*tensor, made.id, made.node.inputs[0].name))


def _flat(project: Project) -> Project:
    """The project with its blocks written out, every layer under a name without points."""
    graph = expand(project).graph.copy()
    taken = {each.name for each in graph}
    for instance in list(graph):
        if "." in instance.name:
            name = _free(instance.name.replace(".", "_"), taken)
            taken.add(name)
            graph.put_instance(replace(instance, name=name))
    return replace_graph(project, graph)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
