"""Recurrent layers whose states are used: the kinds that hand out all of them, and what stands around those.

torch's own layers give states as (layers and directions, N, H) and may take the sequence first; a drawing has the batch
first, so axes are exchanged where the original's order is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
from torch import nn

from app.compile.shapes.probe import construct
from app.importing.matching.modules import alike, suggested
from app.importing.matching.pieces import Piece
from app.importing.tracing.steps import Value
from nodes.base import Node, ParamError
from nodes.call import Path
from nodes.registry import kind
from nodes.shape import Shape, ShapeError

_OUTPUTS: dict[type[nn.Module], tuple[str, dict[Path, str]]] = {
    nn.LSTM: ("LSTMStates", {(0,): "output", (1, 0): "h", (1, 1): "c"}),
    nn.GRU: ("GRUStates", {(0,): "output", (1,): "h"}),
    nn.RNN: ("RNNStates", {(0,): "output", (1,): "h"}),
}
_STEPS_FIRST = frozenset({"batch_first"})
Picks = Mapping[Value, list[tuple[int, Value]]]
"""Of a stack of states: the single ones that are taken, by their number."""


def with_states(
    path: str, module: nn.Module, arriving: list[Value], wanted: Mapping[Path, Value], picks: Picks
) -> list[Piece]:
    """The layer and what stands around it; nothing where the module is no such layer.

    Args:
        wanted: the returned tensors that are used, by index path.
        picks: those of them of which only single states are taken.
    """
    node = _node(module)
    if node is None or len(arriving) != 1 or arriving[0].tensor.dim() != 3:
        return []
    x, pieces, names = arriving[0], list[Piece](), _OUTPUTS[type(module)][1]
    if not module.batch_first:
        x = _exchanged(x)
        pieces.append(_exchange(arriving[0], x))
    weights = {name: f"{path}.{name}" for name in module.state_dict()}
    layer = Piece(node, [("x", x)], {}, path, weights=weights)
    pieces.append(layer)
    for where, value in wanted.items():
        name = names[where]
        inner = _exchanged(value) if name != "output" or not module.batch_first else value
        layer.outputs[name] = inner
        if value in picks:
            pieces += [_select(inner, number, state) for number, state in picks[value]]
        elif inner is not value:
            pieces.append(_exchange(inner, value))
    return pieces if _takes(node, x.shape) else []


def _node(module: nn.Module) -> Node | None:
    if type(module) not in _OUTPUTS:
        return None
    declared = kind(_OUTPUTS[type(module)][0])
    try:
        node = declared.from_values(suggested(declared, module))
        call = node.build(Shape.per_sample(1, cast(nn.LSTM, module).input_size))
    except (ParamError, ShapeError):
        return None
    with torch.device("meta"):
        return node if alike(construct(call), module, but=_STEPS_FIRST) else None


def _takes(node: Node, shape: Shape) -> bool:
    return node.inputs[0].refuses(shape) is None


def _exchanged(value: Value) -> Value:
    first, second, *rest = value.shape.dims
    return Value(value.tensor.transpose(0, 1), Shape((second, first, *rest), value.shape.dtype))


def _exchange(before: Value, after: Value) -> Piece:
    return Piece(kind("PermuteAxes").from_values({"order": [1, 0, 2]}), [("x", before)], {"y": after})


def _select(states: Value, number: int, state: Value) -> Piece:
    count = states.tensor.shape[1]
    index = number - count if count - number <= 2 else number
    return Piece(kind("Select").from_values({"dim": 1, "index": index}), [("x", states)], {"y": state})
