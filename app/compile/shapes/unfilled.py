"""Construction of modules whose weights hold no numbers, to ask about their sizes only."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

_FACTORIES = frozenset({torch.empty, torch.zeros, torch.ones})
_DRAWS = frozenset({nn.init.uniform_, nn.init.normal_, nn.init.constant_, nn.init.kaiming_uniform_})


class Unfilled(TorchFunctionMode):
    """Inside it initialisations do nothing: on meta tensors they take half the time of a construction."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return kwargs["tensor"] if func in _DRAWS else func(*args, **(kwargs or {}))


class Hollow(Unfilled):
    """Inside it weights also take no memory though they lie on the CPU: one number stands for all of a tensor's."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in _FACTORIES:
            dtype = (kwargs or {}).get("dtype")
            return torch.zeros((), dtype=dtype, device="cpu").expand(*args)
        return super().__torch_function__(func, types, args, kwargs)
