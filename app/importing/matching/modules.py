"""Finding the node that makes a module: its parameters are the module's attributes, the proof is an equal twin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn

from app.compile.shapes.probe import construct
from app.importing.matching.assigning import Assignment, assignments
from app.importing.matching.catalogue import kinds_with_modules
from app.importing.matching.clues import plain
from nodes.base import Node, ParamError
from nodes.call import Call, Path
from nodes.param import ParamInfo
from nodes.shape import Shape, ShapeError

_MISSING = object()
_SAME_NUMBERS = frozenset({"training", "inplace"})
"""Attributes that change no number."""


def nodes_for(module: nn.Module, shapes: list[Shape]) -> Iterator[tuple[Node, Assignment, Call]]:
    """Nodes whose call makes a module with the same settings for these incoming shapes, links fewest first."""
    for declared in kinds_with_modules():
        for values in _proposals(declared, module):
            for assigned in assignments(declared.inputs, len(shapes)):
                node, call = _built(declared, values, assigned, shapes)
                if node is not None and call is not None and _makes(call, module):
                    yield node, assigned, call


def _built(
    declared: type[Node], values: dict[str, Any], assigned: Assignment, shapes: list[Shape]
) -> tuple[Node | None, Call | None]:
    try:
        node = declared.from_values(values)
        arriving = assigned.shapes(declared.inputs, shapes)
        refused = any(reason for port, given in arriving for reason in [port.refuses(given)] if reason)
        return (None, None) if refused else (node, node.build(*assigned.arguments(declared.inputs, shapes)))
    except (ParamError, ShapeError):
        return None, None


def _makes(call: Call, module: nn.Module) -> bool:
    if call.target.form != "module" or call.target.resolve() is not type(module):
        return False
    with torch.device("meta"):
        return same(construct(call), module)


def same(one: nn.Module, other: nn.Module) -> bool:
    """Whether two modules have one class, the same settings, and weights of the same names and sizes."""
    return type(one) is type(other) and alike(one, other)


def alike(one: nn.Module, other: nn.Module, but: frozenset[str] = frozenset()) -> bool:
    """Whether two modules have the same settings, ``but`` for these, and weights of the same names and sizes."""
    if set(one._modules) != set(other._modules):
        return False
    names = {name for name in {**vars(one), **vars(other)} if not name.startswith("_")} - _SAME_NUMBERS - but
    if any(not _equal(getattr(one, name, _MISSING), getattr(other, name, _MISSING)) for name in names):
        return False
    if _tensors(one) != _tensors(other):
        return False
    pairs = [(one._modules[name], other._modules[name]) for name in one._modules]
    return all(a is b if a is None or b is None else same(a, b) for a, b in pairs)


def _equal(one: Any, other: Any) -> bool:
    if one is _MISSING or other is _MISSING:
        return one is other
    return bool(one == other) and not isinstance(one, Tensor)


def _tensors(module: nn.Module) -> dict[str, tuple[Any, ...] | None]:
    """Sizes and types of what the module itself holds."""
    held = {**module._parameters, **module._buffers}
    return {name: None if value is None else (tuple(value.shape), value.dtype) for name, value in held.items()}


def suggested(declared: type[Node], module: nn.Module) -> dict[str, Any]:
    """Values of a kind's parameters that the module's attributes of the same names have."""
    found = {info.name: _attribute(module, info) for info in declared.params()}
    return {name: value for name, value in found.items() if value is not _MISSING}


def _proposals(declared: type[Node], module: nn.Module) -> Iterator[dict[str, Any]]:
    """Values of a kind's parameters that the module's attributes suggest, then the defaults with those that count."""
    yield from _more(declared, module, suggested(declared, module))


def _attribute(module: nn.Module, info: ParamInfo) -> Any:
    value = getattr(module, _NAMES.get((type(module), info.name), info.name), _MISSING)
    if value is _MISSING or callable(value):
        return _MISSING
    if info.form == "switch":
        return value is not None and value is not False
    if isinstance(value, Tensor):
        return _MISSING
    return plain(value, info)


_NAMES: dict[tuple[type[nn.Module], str], str] = {
    (nn.MultiheadAttention, "bias"): "in_proj_bias",
    (nn.Upsample, "scale_factor"): "scale_factor",
}
"""Attributes that are called otherwise than the parameter."""


def _more(declared: type[Node], module: nn.Module, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a single attribute does not say."""
    names = {info.name for info in declared.params()}
    if isinstance(module, nn.TransformerEncoderLayer | nn.TransformerDecoderLayer) and "nhead" in names:
        attention, first = module.self_attn, module.linear1
        found |= {"nhead": attention.num_heads, "dim_feedforward": first.out_features, "dropout": module.dropout.p}
        found |= {"norm_first": module.norm_first, "layer_norm_eps": module.norm1.eps}
        found = {name: value for name, value in found.items() if name in names}
        for activation in ("relu", "gelu"):
            yield found | {"activation": activation} if "activation" in names else found
        return
    if "over" in names:
        yield from (found | {"over": over} for over in ("features", "sample"))
        return
    if isinstance(module, nn.PReLU) and "per_channel" in names:
        yield from (found | {"per_channel": many, "init": 0.25} for many in (False, True))
        return
    yield found


def result_paths(call: Call) -> dict[Path, str]:
    """Which returned tensor each output is."""
    return {path: name for name, path in call.outputs.items()}
