"""The ``__init__`` of a generated class."""

from __future__ import annotations

import torch

from app.compile import initialization
from app.compile.kept import KeptTensor
from app.compile.plan import owners
from app.compile.shapes.probe import construct
from app.compile.source.classes import Class
from app.compile.source.expressions import construction, identifier, literal
from app.compile.source.layout import Atom, Group, Item, flat, laid_out
from app.compile.source.lines import Lines
from app.compile.source.unify import Parameter
from app.graph.graph import Instance
from nodes.call import Call

INDENT = "        "


def init_method(body: Lines, made: Class) -> bool:
    """Write construction, initialisation and freezing in document order; says whether there was anything to write."""
    calls = made.inference.calls
    built = [each for each in owners(made.planned) if each.id in calls and calls[each.id].constructs]
    if not built:
        return False
    items = [Item(Atom("self")), *(_parameter(each) for each in made.parameters)]
    body.add(*laid_out("    ", Group("def __init__", tuple(items), after=" -> None:")), f"{INDENT}super().__init__()")
    for instance in built:
        body.add(*_made(instance, calls[instance.id]), node=made.key(instance))
    for instance in built:
        body.add(*_start(instance, made), node=made.key(instance))
    return True


def _made(instance: Instance, call: Call) -> list[str]:
    """The statement that makes a module, or a tensor that the class keeps."""
    attribute, value = identifier(instance.name), Item(construction(call))
    if call.keeps == "parameter":
        return laid_out(f"{INDENT}self.{attribute} = ", Group("nn.Parameter", (value,)))
    if call.keeps:
        options = () if call.keeps == "buffer" else (Item(Atom("False"), "persistent="),)
        return laid_out(INDENT, Group("self.register_buffer", (Item(Atom(f'"{attribute}"')), value, *options)))
    return laid_out(f"{INDENT}self.{attribute} = ", value.value)


def _parameter(parameter: Parameter) -> Item:
    default = "" if parameter.default is None else f" = {flat(literal(parameter.default))}"
    return Item(Atom(f"{parameter.annotation}{default}"), f"{identifier(parameter.name)}: ")


def _start(instance: Instance, made: Class) -> list[str]:
    if not instance.initialization and not instance.frozen:
        return []
    expression, lines = f"self.{instance.name}", list[str]()
    if instance.initialization:
        with torch.device("meta"):
            module = construct(made.calls[instance.id])
        lines = initialization.source_lines(expression, module, instance.initialization)
        if isinstance(module, KeptTensor):
            lines = [line.replace(f"{expression}.value", expression, 1) for line in lines]
    if instance.frozen:
        lines.append(f"{expression}.requires_grad_(False)")
    return [INDENT + line for line in lines]
