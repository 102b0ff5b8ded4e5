"""How a submodule is made, read off its attributes and proved by an equal twin."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn

from app.compile.own_draws import OwnDraws
from app.compile.source.layout import Expression, Group, Item
from app.importing.python_layers.own_text import Needs, UnwritableError
from app.importing.python_layers.printing import literal

_RECURRENT = (
    *("input_size", "hidden_size", "num_layers", "bias", "batch_first", "dropout", "bidirectional", "proj_size"),
)
_UNSAID = frozenset({"device", "dtype"})
_UNSEEN = frozenset({"training"})
_MISSING = object()


def construction_of(module: nn.Module, needs: Needs) -> Expression:
    """``nn.LSTM(4, 8, proj_size=2)``.

    Raises:
        UnwritableError: its attributes do not tell how it was made.
    """
    name = type(module).__name__
    written, values = list[Item](), dict[str, Any]()
    if isinstance(module, nn.Sequential | nn.ModuleList):
        inner = tuple(Item(construction_of(each, needs)) for each in module)
        return Group(_called(module, needs), inner if isinstance(module, nn.Sequential) else (_list(inner),))
    for argument, value, default in _arguments(module):
        if value is _MISSING:
            raise UnwritableError(
                f"{name} is made with {argument}, which it does not keep: write self.{argument} = {argument} in it"
            )
        values[argument] = value
        if default is inspect.Parameter.empty or type(value) is not type(default) or value != default:
            written.append(Item(literal(value, needs), f"{argument}="))
    _require_twin(module, values)
    return Group(_called(module, needs), tuple(written))


def _list(items: tuple[Item, ...]) -> Item:
    return Item(Group("", items, "[", "]"))


def _called(module: nn.Module, needs: Needs) -> str:
    made = type(module)
    if getattr(nn, made.__name__, None) is made:
        needs.take("nn")
        return f"nn.{made.__name__}"
    return needs.callable(made)


def _arguments(module: nn.Module) -> Iterator[tuple[str, Any, Any]]:
    """Name, value and default of every argument; what has no attribute and a default is left out."""
    if isinstance(module, nn.RNNBase):
        yield from ((name, getattr(module, name), _recurrent(name)) for name in _RECURRENT)
        return
    for each in list(inspect.signature(type(module).__init__).parameters.values())[1:]:
        if each.name in _UNSAID or each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD):
            continue
        value = _value(module, each.name)
        if value is not _MISSING or each.default is each.empty:
            yield each.name, value, each.default


def _recurrent(name: str) -> Any:
    plain = {"num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0, "bidirectional": False}
    return {**plain, "proj_size": 0}.get(name, inspect.Parameter.empty)


def _value(module: nn.Module, name: str) -> Any:
    """(A tensor, or None where it could be one, stands for a switch: ``bias``.)"""
    value = getattr(module, name, _MISSING)
    if isinstance(value, Tensor) or (name == "bias" and value is None):
        return value is not None
    return value


def _require_twin(module: nn.Module, values: dict[str, Any]) -> None:
    """Make sure that these arguments make the module.

    Raises:
        UnwritableError: they make another one.
    """
    name = type(module).__name__
    try:
        with OwnDraws():
            twin = type(module)(**values)
    except Exception as error:  # somebody's constructor may fail in any way
        raise UnwritableError(f"{name} cannot be made again: {type(error).__name__}: {error}") from None
    apart = next(_differences(module, twin), "")
    if apart:
        raise UnwritableError(f"{name} made anew is not the same: {apart} differs")


def _differences(one: nn.Module, other: nn.Module) -> Iterator[str]:
    """Names of what is not equal. Weights and buffers that are saved may hold other numbers."""
    saved, others = one.state_dict(), other.state_dict()
    if saved.keys() != others.keys():
        yield from sorted(saved.keys() ^ others.keys())
        return
    yield from (name for name in saved if saved[name].shape != others[name].shape)
    yield from (name for name in saved if saved[name].dtype != others[name].dtype)
    for name, module in one.named_modules():
        twin = other.get_submodule(name)
        here, there = _state(module), _state(twin)
        yield from (f"{name}.{key}".strip(".") for key in here if not _equal(here[key], there.get(key, _MISSING)))


def _state(module: nn.Module) -> dict[str, Any]:
    """Attributes of a module that no state dict saves."""
    unsaved = {name: module._buffers[name] for name in module._non_persistent_buffers_set}
    plain = {name: value for name, value in vars(module).items() if not name.startswith("_") and name not in _UNSEEN}
    return unsaved | plain


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return one.shape == other.shape and one.dtype == other.dtype and torch.equal(one, other)
    if type(one) is not type(other):
        return False
    if callable(one) and not isinstance(one, type):
        return one == other or getattr(one, "__qualname__", "") == getattr(other, "__qualname__", None)
    try:
        return bool(one == other) or vars(one) == vars(other)
    except Exception:  # any class may compare in its own way
        return False
