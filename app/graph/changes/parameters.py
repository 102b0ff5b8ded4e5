"""Changing values: parameters of nodes, their other fields, data choice and training recipe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.errors import ProjectError
from app.graph.changes.draft import Draft, instance_of
from app.graph.edits import ChangeNode, Edit, SetSection
from app.graph.project import Project
from nodes.base import ParamError


def set_params(project: Project, ids: Iterable[str], **values: Any) -> list[Edit]:
    """Give parameters to all chosen nodes that have them.

    Raises:
        ProjectError: no node has the parameter, or a node cannot take the value.
    """
    chosen = [instance_of(project, node_id) for node_id in ids]
    draft = Draft(project)
    for name in values:
        if not any(name in type(instance.node).model_fields for instance in chosen):
            raise ProjectError(f"none of the chosen nodes has a parameter {name!r}")
    for instance in chosen:
        own = {name: value for name, value in values.items() if name in type(instance.node).model_fields}
        try:
            node = instance.node.changed(**own)
        except ParamError as error:
            raise ProjectError(str(error), f"{instance.name}.{error.name}") from None
        if node != instance.node:
            draft.do(ChangeNode(replace(instance, node=node)))
    return draft.edits


def rename(project: Project, node_id: str, name: str) -> list[Edit]:
    """Give a node another name.

    Raises:
        ProjectError: the name is taken or cannot be a name.
    """
    return set_instance(project, node_id, name=name)


def set_instance(project: Project, node_id: str, **values: Any) -> list[Edit]:
    """Change fields of a node beside its parameters: name, frozen, lr_factor, initialization, note, shares.

    Raises:
        ProjectError: a value cannot be taken.
    """
    instance = instance_of(project, node_id)
    changed = replace(instance, **values)
    if changed == instance:
        return []
    draft = Draft(project)
    draft.do(ChangeNode(changed))
    return draft.edits


def set_training(project: Project, **values: Any) -> list[Edit]:
    """Change fields of the training recipe.

    Raises:
        ProjectError: a value cannot be taken.
    """
    changed = project.training.changed("training", **values)
    return [SetSection("training", changed)] if changed != project.training else []


def set_data(project: Project, **values: Any) -> list[Edit]:
    """Change fields of the data choice.

    Raises:
        ProjectError: a value cannot be taken.
    """
    changed = project.data.changed("data", **values)
    if changed == project.data:
        return []
    draft = Draft(project)
    draft.do(SetSection("data", changed))
    return draft.edits


def set_title(project: Project, title: str | None = None, summary: str | None = None) -> list[Edit]:
    """Change the title, the paragraph below it, or both.

    Raises:
        ProjectError: too long.
    """
    draft = Draft(project)
    if title is not None and title != project.title:
        draft.do(SetSection("title", title))
    if summary is not None and summary != project.summary:
        draft.do(SetSection("summary", summary))
    return draft.edits
