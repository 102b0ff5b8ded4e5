"""What blocks, their uses and the formulas in them keep to, wherever they come from."""

from __future__ import annotations

from collections.abc import Mapping

from app.graph.blocks.block import WORDS, Argument, Blocks, Definition, used_in, uses
from app.graph.blocks.formula import FormulaError, names_in
from app.graph.graph import Instance
from app.graph.project import Project
from app.graph.python_layers.layer import CustomLayer, Layers
from app.graph.rules import MAX_NOTE, kind_names, why_not_id, why_not_name, why_not_text
from nodes.blocks import Block
from nodes.custom import Custom
from nodes.use import Use

MAX_BLOCKS = 500
MAX_ARGUMENTS = 64
MAX_DEPTH = 20
_ENDS = {"entry": "exit", "exit": "entry"}


def why_not_definition(blocks: Blocks, definition: Definition, layers: Layers | None = None) -> str | None:
    """Why a document with these blocks and Python layers cannot have this block too (or so changed), or None."""
    reason = why_not_id(definition.id) or why_not_name(definition.name)
    if reason:
        return reason
    if definition.name in kind_names():
        return f"{definition.name!r} is the name of a node kind; choose another one"
    if any(other.name == definition.name and other.id != definition.id for other in blocks.values()):
        return f"there is a block named {definition.name!r} already"
    if layers and any(other.name == definition.name for other in layers.values()):
        return f"there is a Python layer named {definition.name!r} already"
    if len(blocks.keys() | {definition.id}) > MAX_BLOCKS:
        return f"expected at most {MAX_BLOCKS} blocks"
    if len(definition.note) > MAX_NOTE:
        return f"expected a note of at most {MAX_NOTE} characters, got {len(definition.note)}"
    return why_not_text(definition.note) or _why_not_arguments(definition.arguments)


def why_not_placed(project: Project, instance: Instance) -> str | None:
    """Why this node cannot stand in this drawing (of the document, or of one of its blocks), or None where it can."""
    role = instance.node.role
    if project.scope and role in ("input", "target", "output"):
        return f"is {_article(instance.kind)}, which stands in the main drawing only, not in a block"
    if not project.scope and role in _ENDS:
        return f"is {_article(instance.kind)}, which stands inside blocks only"
    if isinstance(instance.node, Use):
        reason = _why_not_use(project, instance.node)
        if reason:
            return reason
    return _why_not_formulas(project, instance)


def depth(blocks: Mapping[str, Definition], block_id: str) -> int:
    """How many blocks lie in one another, this one counted; for blocks that do not contain themselves."""
    inner = {node.block for _, node in uses(blocks[block_id].graph) if node.block in blocks}
    return 1 + max((depth(blocks, each) for each in inner), default=0)


def _why_not_use(project: Project, node: Use) -> str | None:
    if isinstance(node, Block):
        return _why_not_block(project, node)
    layer = project.layers.get(node.definition)
    if layer is None:
        return f"uses the Python layer {node.definition[:40]!r}, which does not exist"
    if not isinstance(node, Custom) or node.model_copy(update=layer.carried) != node:
        return f"expects the text and ports of the Python layer {layer.name}: {_ports(layer)}"
    return _why_not_values(layer, node)


def _why_not_block(project: Project, node: Block) -> str | None:
    definition = project.blocks.get(node.block)
    if definition is None:
        return f"uses the block {node.block[:40]!r}, which does not exist"
    if project.scope and project.scope in used_in(project.blocks, [node.block]):
        return f"uses the block {definition.name}, which would contain itself"
    if depth(project.blocks, node.block) >= MAX_DEPTH:
        return f"uses blocks more than {MAX_DEPTH} deep in one another"
    if (node.entries, node.exits) != (definition.entries, definition.exits):
        return f"expects the ports of the block {definition.name}: {_ports(definition)}"
    if node.repeat > 1 and (not node.entries or len(node.exits) > len(node.entries) or not node.exits):
        return f"cannot be repeated: {definition.name} has {_ports(definition)}, copies need as many inputs as outputs"
    return _why_not_values(definition, node)


def _why_not_values(definition: Definition | CustomLayer, node: Use) -> str | None:
    known = {argument.name: argument for argument in definition.arguments}
    names = [name for name, _ in node.arguments]
    if len(set(names)) < len(names):
        return f"gives the argument {next(name for name in names if names.count(name) > 1)} twice"
    for name, value in node.arguments:
        if name not in known:
            return f"gives {name!r}, which is no argument of {definition.name}; it has {', '.join(known) or 'none'}"
        if not known[name].takes(value):
            return f"expects {WORDS[known[name].type]} for {name}, got {value!r}"
    return None


def _why_not_formulas(project: Project, instance: Instance) -> str | None:
    if not instance.formulas:
        return None
    if not project.scope:
        return "has a formula, which stands inside blocks only"
    arguments = set(project.blocks[project.scope].defaults)
    fields = _fields(project, instance)
    for name, text in instance.formulas:
        if name not in fields:
            return f"has a formula for {name[:60]!r}, expected one of {', '.join(sorted(fields))}"
        try:
            unknown = names_in(text) - arguments
        except FormulaError as error:
            return f"{name}: {error}"
        if unknown:
            shown = ", ".join(sorted(arguments)) or "none"
            return f"{name}: there is no argument {sorted(unknown)[0]!r}; this block has {shown}"
    if len({name for name, _ in instance.formulas}) < len(instance.formulas):
        return "has two formulas for one parameter"
    return None


def _fields(project: Project, instance: Instance) -> set[str]:
    """The parameters that a formula can stand for."""
    fields = {info.name for info in instance.node.params()}
    if isinstance(instance.node, Use):
        defined = (project.blocks if isinstance(instance.node, Block) else project.layers).get(instance.node.definition)
        fields |= {f"arguments.{name}" for name in defined.defaults} if defined else set()
    return fields


def _why_not_arguments(arguments: tuple[Argument, ...]) -> str | None:
    if len(arguments) > MAX_ARGUMENTS:
        return f"expected at most {MAX_ARGUMENTS} arguments, got {len(arguments)}"
    seen: set[str] = set()
    for argument in arguments:
        reason = why_not_name(argument.name)
        if reason or argument.name in seen:
            return reason or f"there are two arguments named {argument.name!r}"
        seen.add(argument.name)
        if not argument.takes(argument.default):
            return f"expected {WORDS[argument.type]} as the default of {argument.name}, got {argument.default!r}"
        reason = why_not_text([argument.help, argument.default])
        if reason or len(argument.help) > MAX_NOTE:
            return reason or f"expected a help of at most {MAX_NOTE} characters"
    return None


def _ports(definition: Definition | CustomLayer) -> str:
    return f"inputs {', '.join(definition.entries) or 'none'}, outputs {', '.join(definition.exits) or 'none'}"


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "AEIO" else f"a {kind}"
