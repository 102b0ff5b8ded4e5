"""Tensors that a model keeps by themselves: parameters, buffers, and constants that are made anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from nodes.call import Call

_INNER = ".value"


class KeptTensor(nn.Module):
    """Gives its tensor. In a state dict that has the name of the module itself, as an attribute of its owner has.

    (A module of its own, because the graphs of a compiled project share modules: a bare parameter that is moved or
    replaced would be another one in each of them.)
    """

    value: Tensor

    def __init__(self, call: Call) -> None:
        super().__init__()
        self._call = call
        value = evaluated(call)
        if call.keeps == "parameter":
            self.value = nn.Parameter(value)
        else:
            self.register_buffer("value", value, persistent=call.keeps == "buffer")
        self._register_state_dict_hook(_renamed)  # type: ignore[no-untyped-call]

    def forward(self) -> Tensor:
        return self.value

    def renew(self) -> None:
        """Make a constant anew: what no weights file holds."""
        if self._call.keeps == "constant":
            self.value = evaluated(self._call)


class Root(nn.Module):
    """The modules of a drawing by name; kept tensors are loaded by the name they are saved under."""

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> Any:
        kept = {name for name, module in self.named_modules() if isinstance(module, KeptTensor)}
        inner = {name + _INNER if name in kept else name: value for name, value in state_dict.items()}
        return super().load_state_dict(inner, strict, assign)


def evaluated(call: Call) -> Any:
    """The value of a function of plain arguments, on torch's current default device."""
    args = [evaluated(value) if isinstance(value, Call) else value for value in call.args]
    target = call.target.resolve()
    if call.target.form == "method":
        return getattr(torch.Tensor, target)(*args, **call.kwargs)
    return target(*args, **call.kwargs)


def renew_constants(root: nn.Module) -> None:
    """Give every constant its numbers, for modules that were made without memory."""
    for module in root.modules():
        if isinstance(module, KeptTensor):
            module.renew()


def _renamed(module: nn.Module, state_dict: dict[str, Any], prefix: str, _: Any) -> None:  # noqa: ARG001
    if prefix + _INNER[1:] in state_dict:
        state_dict[prefix[:-1]] = state_dict.pop(prefix + _INNER[1:])
