"""Uses of what a document defines, blocks and Python layers alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.graph.blocks.block import Definition
from app.graph.blocks.rules import why_not_placed
from app.graph.graph import Instance
from app.graph.project import Project
from app.graph.python_layers.layer import CustomLayer
from app.graph.rules import require
from nodes.custom import Custom
from nodes.use import Use

Defined = Definition | CustomLayer
"""What a document defines."""


def definitions(project: Project) -> list[Defined]:
    """All that a document defines: its blocks, then its Python layers."""
    return [*project.blocks.values(), *project.layers.values()]


def defined(project: Project, node: Use) -> Defined | None:
    """What a node is a use of; None where the document does not have it."""
    return project.layers.get(node.definition) if isinstance(node, Custom) else project.blocks.get(node.definition)


def kind_name(project: Project, instance: Instance) -> str:
    """What a node is: its kind, or the name of the block or Python layer that it uses."""
    found = defined(project, instance.node) if isinstance(instance.node, Use) else None
    return instance.kind if found is None else found.name


def all_uses(project: Project, definition: Defined) -> Iterator[tuple[Project, Instance, Use]]:
    """Every use of a definition: the view it stands in, the node and its value."""
    custom = isinstance(definition, CustomLayer)
    for scope in ("", *project.blocks):
        view = project.inside(scope)
        for instance in view.graph:
            node = instance.node
            if isinstance(node, Use) and isinstance(node, Custom) == custom and node.definition == definition.id:
                yield view, instance, node


def hand_on(project: Project, definition: Defined) -> None:
    """Give every use the ports of its definition, or none of them.

    Raises:
        ProjectError: a link or an argument of a use would be lost.
    """
    changed = []
    for view, instance, node in all_uses(project, definition):
        graph = view.graph
        into, away = graph.links_into(instance.id), graph.links_from(instance.id)
        gone = [link.input for link in into if link.input not in definition.entries]
        gone += [link.output for link in away if link.output not in definition.exits]
        require(f"the port {gone[0]} of {instance.name} is linked; take that link away first" if gone else None)
        moved = replace(instance, node=node.model_copy(update=definition.carried))
        require(why_not_placed(view, moved), instance.name)
        changed.append((graph, moved))
    for graph, moved in changed:
        graph.put_instance(moved)


def require_document(project: Project) -> None:
    """Definitions are the document's own.

    Raises:
        ProjectError: this is a view from inside a block.
    """
    require("what a document defines is changed from the document, not from inside a block" if project.scope else None)
