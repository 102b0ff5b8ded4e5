"""Putting a new node on the canvas."""

from __future__ import annotations

from typing import Any

from app.errors import ProjectError
from app.graph.changes.naming import base_name, instance_name, new_id, unique_name
from app.graph.edits import AddNode, Edit
from app.graph.graph import Instance
from app.graph.project import Project
from app.graph.using import definitions
from nodes.base import Node, ParamError
from nodes.registry import UnknownKindError, kind


def place(project: Project, kind_name: str, x: float, y: float, **params: Any) -> tuple[list[Edit], str]:
    """A new node of a kind with its default parameters, or those given; also gives its id.

    ``kind_name`` may be the name of one of the document's blocks or Python layers.

    Raises:
        ProjectError: the kind is unknown or a parameter cannot be taken.
    """
    found = next((each for each in definitions(project) if each.name == kind_name), None)
    node = make(kind_name, params) if found is None else found.use()
    node_id = new_id(project)
    base = base_name(type(node)) if found is None else f"{instance_name(found.name)}_1"
    name = unique_name(project, base)
    return [AddNode(Instance(node_id, name, node, float(x), float(y)))], node_id


def make(kind_name: str, params: dict[str, Any]) -> Node:
    """The kind with these parameters.

    Raises:
        ProjectError: see `place`.
    """
    try:
        return kind(kind_name).from_values(params)
    except UnknownKindError as error:
        raise ProjectError(str(error)) from None
    except ParamError as error:
        raise ProjectError(str(error), f"{kind_name}.{error.name}") from None
