"""Python layers defined, written anew, used and taken out; they are read by `ast`, and nothing here runs one."""

from __future__ import annotations

from dataclasses import replace

from app.errors import ProjectError
from app.graph.changes.blocks import scoped
from app.graph.changes.naming import instance_name, new_id, unique_name
from app.graph.edits import AddNode, ChangeNode, Edit
from app.graph.graph import Instance
from app.graph.project import Project
from app.graph.python_layers.edits import PutLayer, TakeLayer
from app.graph.python_layers.layer import CustomLayer, layer_uses
from app.graph.python_layers.text import normal
from app.graph.using import all_uses, require_document


def define(project: Project, code: str) -> tuple[list[Edit], str]:
    """Put a layer with this text into the document; also gives the layer's id.

    Raises:
        ProjectError: the text is no layer, or not one that can stand beside the others; with the line.
    """
    layer = CustomLayer(new_id(project, project.layers), normal(code))
    change = PutLayer(layer)
    change.apply(replace(project, scope="", layers=dict(project.layers)))
    return [change], layer.id


def rewrite(project: Project, layer_id: str, code: str) -> list[Edit]:
    """Give a layer another text. Its uses get the new ports, and lose values of arguments that it has no longer.

    ``project`` is the document itself.

    Raises:
        ProjectError: the text is no layer, or not one that can stand beside the others; with the line.
    """
    require_document(project)
    old, layer = layer_of(project, layer_id), CustomLayer(layer_id, normal(code))
    if layer.code == old.code:
        return []
    known = {argument.name: argument for argument in layer.arguments}
    edits: list[Edit] = []
    for view, instance, node in all_uses(project, old):
        kept = tuple(pair for pair in node.arguments if pair[0] in known and known[pair[0]].takes(pair[1]))
        formulas = tuple(pair for pair in instance.formulas if pair[0].removeprefix("arguments.") in known)
        if (kept, formulas) != (node.arguments, instance.formulas):
            changed = replace(instance, node=node.model_copy(update={"arguments": kept}), formulas=formulas)
            edits += scoped(view.scope, [ChangeNode(changed)])
    return [*edits, PutLayer(layer)]


def use_layer(project: Project, layer_id: str, x: float, y: float) -> tuple[list[Edit], str]:
    """Place a layer as a node; also gives the node's id.

    Raises:
        ProjectError: there is no such layer.
    """
    layer = layer_of(project, layer_id)
    made, name = new_id(project), unique_name(project, f"{instance_name(layer.name)}_1")
    return scoped(project.scope, [AddNode(Instance(made, name, layer.use(), x, y))]), made


def delete_layer(project: Project, layer_id: str) -> list[Edit]:
    """Take a layer out of the document.

    Raises:
        ProjectError: something uses it.
    """
    layer = layer_of(project, layer_id)
    graphs = [project.graph, *(block.graph for block in project.blocks.values())]
    user = next((each for graph in graphs for each, node in layer_uses(graph) if node.layer == layer_id), None)
    if user is not None:
        raise ProjectError(f"{user.name} uses the Python layer {layer.name}; delete that first")
    return [TakeLayer(layer_id)]


def layer_of(project: Project, layer_id: str) -> CustomLayer:
    """The layer with that id.

    Raises:
        ProjectError: there is none.
    """
    if layer_id not in project.layers:
        raise ProjectError(f"there is no Python layer {layer_id!r}")
    return project.layers[layer_id]
