"""What was found for the steps: nodes with their tensors, before they are put into a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from torch import Tensor

from app.importing.tracing.steps import Scope, Value
from nodes.base import Node


@dataclass(eq=False, slots=True)
class Piece:
    """A node between tensors.

    Attributes:
        inputs: port and tensor of every link, in order.
        outputs: by output name.
        path: of the module it was made of, or of the tensor it keeps; "" for a function.
        scopes: the calls of submodules it stands in, outermost first.
        weights: names of tensors of the original, by the names within the node's own; "" for a kept tensor.
        kept: the numbers of a fixed tensor that has no name there.
        numbers: of fixed tensors inside the node that have no name there, by their names within the node's own.
        name: what to call it where its path says nothing.
    """

    node: Node
    inputs: list[tuple[str, Value]]
    outputs: dict[str, Value]
    path: str = ""
    scopes: tuple[Scope, ...] = ()
    where: str = ""
    weights: dict[str, str] = field(default_factory=dict)
    frozen: bool = False
    kept: Tensor | None = None
    numbers: Mapping[str, Tensor] = field(default_factory=dict)
    name: str = ""


@dataclass(eq=False, slots=True)
class Answer:
    """What was found for one step.

    Attributes:
        same: results that are a tensor which is there already.
        missing: operations that no kind does; the step is not drawn then.
    """

    pieces: list[Piece] = field(default_factory=list)
    same: dict[Value, Value] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
