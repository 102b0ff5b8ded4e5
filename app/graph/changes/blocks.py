"""Blocks made, used, named, given arguments, and taken apart again.

All of these take a project or a view of it from inside a block (`Project.inside`), and give edits of the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.errors import ProjectError
from app.graph.blocks.block import Argument, Definition, uses
from app.graph.blocks.edits import AddBlock, ChangeBlock, Inside, RemoveBlock
from app.graph.blocks.expand import valued
from app.graph.blocks.formula import FormulaError
from app.graph.changes.draft import instance_of
from app.graph.changes.naming import instance_name, new_id, unique_name
from app.graph.edits import AddNode, ChangeNode, Edit
from app.graph.graph import Instance
from app.graph.project import Project
from app.graph.python_layers.edits import PutLayer, TakeLayer
from app.graph.rules import kind_names, why_not_name
from app.graph.using import defined, definitions
from nodes.base import Node, ParamError
from nodes.blocks import Block, Value
from nodes.use import Use

_OF_THE_DOCUMENT = (AddBlock, ChangeBlock, Inside, RemoveBlock, PutLayer, TakeLayer)


def scoped(scope: str, edits: Iterable[Edit]) -> list[Edit]:
    """Edits of nodes and links made on `Project.inside(scope)`, as the document takes them."""
    return [Inside(scope, edit) if scope and not isinstance(edit, _OF_THE_DOCUMENT) else edit for edit in edits]


def use_block(project: Project, block_id: str, x: float, y: float) -> tuple[list[Edit], str]:
    """Place a block as a node; also gives the node's id.

    Raises:
        ProjectError: the block cannot stand there (it would contain itself).
    """
    definition = definition_of(project, block_id)
    made, name = new_id(project), unique_name(project, f"{instance_name(definition.name)}_1")
    return scoped(project.scope, [AddNode(Instance(made, name, definition.use(), x, y))]), made


def set_arguments(project: Project, node_id: str, **values: Value) -> list[Edit]:
    """Give arguments to a use of a block or Python layer; one at its default is not kept.

    Raises:
        ProjectError: it has no such argument, or it cannot take the value.
    """
    instance = instance_of(project, node_id)
    node = instance.node
    definition = defined(project, node) if isinstance(node, Use) else None
    if definition is None or not isinstance(node, Use):
        raise ProjectError(f"{instance.name} is a {instance.kind}, which has no arguments")
    given = dict(node.arguments) | values
    kept = tuple(
        (argument.name, given.pop(argument.name))
        for argument in definition.arguments
        if argument.name in given and given[argument.name] != argument.default
    )
    known = [argument.name for argument in definition.arguments]
    unknown = [name for name in values if name not in known]
    if unknown:
        raise ProjectError(f"{unknown[0]!r} is no argument of {definition.name}; it has {', '.join(known) or 'none'}")
    changed = replace(instance, node=node.model_copy(update={"arguments": kept}))
    return scoped(project.scope, [ChangeNode(changed)]) if changed != instance else []


def set_formula(project: Project, node_id: str, name: str, text: str) -> list[Edit]:
    """Let a parameter of a node inside a block follow a formula; "" ends that. The value shown is that of the defaults.

    Raises:
        ProjectError: not inside a block, or the formula has no fitting value with the defaults.
    """
    instance = instance_of(project, node_id)
    if not project.scope:
        raise ProjectError("formulas stand inside blocks only: they speak of the block's arguments")
    formulas = dict(instance.formulas)
    formulas.pop(name, None)
    node = instance.node
    if text:
        formulas[name] = text
        node = _with_value(project, instance, name, text)
    changed = replace(instance, formulas=tuple(formulas.items()), node=node)
    return scoped(project.scope, [ChangeNode(changed)]) if changed != instance else []


def set_block(
    project: Project,
    block_id: str,
    name: str | None = None,
    note: str | None = None,
    arguments: tuple[Argument, ...] | None = None,
) -> list[Edit]:
    """Change the head of a block.

    Raises:
        ProjectError: the name is taken, or a formula or a use needs an argument that would be gone.
    """
    old = definition_of(project, block_id)
    change = ChangeBlock(
        block_id,
        old.name if name is None else name,
        old.arguments if arguments is None else arguments,
        old.note if note is None else note,
    )
    same = (change.name, change.arguments, change.note) == (old.name, old.arguments, old.note)
    return [] if same else [change]


def delete_block(project: Project, block_id: str) -> list[Edit]:
    """Take a block out of the document.

    Raises:
        ProjectError: something uses it.
    """
    definition = definition_of(project, block_id)
    for scope in ("", *project.blocks) if not project.scope else project.blocks:
        graph = project.inside(scope).graph if scope else project.graph
        for instance, node in uses(graph):
            if node.block == block_id:
                raise ProjectError(f"{instance.name} uses the block {definition.name}; delete that first")
    return [RemoveBlock(block_id)]


def definition_of(project: Project, block_id: str) -> Definition:
    """The block with that id.

    Raises:
        ProjectError: there is none.
    """
    if block_id not in project.blocks:
        raise ProjectError(f"there is no block {block_id!r}")
    return project.blocks[block_id]


def use_of(project: Project, node_id: str) -> tuple[Instance, Block]:
    """A node that uses a block.

    Raises:
        ProjectError: it does not.
    """
    instance = instance_of(project, node_id)
    if not isinstance(instance.node, Block):
        raise ProjectError(f"{instance.name} is a {instance.kind}, not a block")
    return instance, instance.node


def class_name(project: Project, wanted: str) -> str:
    """A free name for a block, as classes are named: ``residual block`` -> ``ResidualBlock``."""
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in wanted).split()
    base = "".join(word[0].upper() + word[1:] for word in words)[:50] or "Block"
    base = base if why_not_name(base) is None else f"Block{base}"
    given = {each.name for each in definitions(project)}
    taken, number, name = given | kind_names(), 2, base
    while name in taken or why_not_name(name):
        name, number = f"{base}{number}", number + 1
    return name


def _with_value(project: Project, instance: Instance, name: str, text: str) -> Node:
    definition = definition_of(project, project.scope)
    try:
        return valued(instance.node, [(name, text)], definition.defaults)
    except (FormulaError, ParamError) as error:
        raise ProjectError(str(error), f"{instance.name}.{name}") from None
