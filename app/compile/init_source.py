"""The ``__init__`` of a generated class."""

from __future__ import annotations

import torch

from app.compile import initialization
from app.compile.expressions import construction, identifier
from app.compile.layout import laid_out
from app.compile.lines import Lines
from app.compile.plan import Plan
from app.compile.probe import construct
from app.compile.shapes import Inference
from app.compile.sharing import owner_of
from app.graph.graph import Instance

INDENT = "        "


def layers(planned: Plan) -> tuple[Instance, ...]:
    """What the class computes: all that the Outputs need; where none is connected yet, everything drawn."""
    if planned.model:
        return planned.model
    return tuple(instance for instance in planned.graph.topological() if instance.node.role == "layer")


def owners(planned: Plan) -> list[Instance]:
    """Nodes whose modules the class holds, in document order."""
    used = {owner_of(planned.graph, instance).id for instance in layers(planned)}
    return [instance for instance in planned.graph if instance.id in used]


def init_method(body: Lines, planned: Plan, inference: Inference) -> bool:
    """Write construction, initialisation and freezing in document order; says whether there was anything to write."""
    made = [each for each in owners(planned) if each.id in inference.calls and inference.calls[each.id].constructs]
    if not made:
        return False
    body.add("    def __init__(self) -> None:", f"{INDENT}super().__init__()")
    for instance in made:
        prefix = f"{INDENT}self.{identifier(instance.name)} = "
        body.add(*laid_out(prefix, construction(inference.calls[instance.id])), node=instance.id)
    for instance in made:
        body.add(*_start(instance, inference), node=instance.id)
    return True


def _start(instance: Instance, inference: Inference) -> list[str]:
    if not instance.initialization and not instance.frozen:
        return []
    expression = f"self.{instance.name}"
    with torch.device("meta"):
        module = construct(inference.calls[instance.id])
    lines = initialization.source_lines(expression, module, instance.initialization)
    if instance.frozen:
        lines.append(f"{expression}.requires_grad_(False)")
    return [INDENT + line for line in lines]
