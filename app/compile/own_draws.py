"""Random numbers that belong to nobody else: work beside a training that owns torch's global generators."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from nodes import trusted


class OwnDraws(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """While it is entered, this thread's operations on the CPU draw from a generator of their own.

    Filling in place (``normal_``), as initialisations do, takes a generator; for those that make a tensor (``randn``)
    the overload with a generator is called instead.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._generator = torch.Generator().manual_seed(0)

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        given = kwargs or {}
        drawn = torch.Tag.nondeterministic_seeded in func.tags and given.get("generator") is None
        if not drawn or not _on_cpu(args, given):
            return func(*args, **given)
        drawing = _taking_a_generator(func)
        if drawing is None:  # dropout, which no constructor uses
            return func(*args, **given)
        return drawing(*args, **(given | {"generator": self._generator}))


def draws_apart(root: nn.Module) -> AbstractContextManager[Any]:
    """What a network is evaluated in: Python layers may draw then, too, always the same numbers of their own; no other
    kind does."""
    return OwnDraws() if any(map(trusted.is_own, root.modules())) else nullcontext()


def _on_cpu(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether there are numbers to draw: tensors without memory take none from any generator."""
    devices = [each.device for each in args if isinstance(each, torch.Tensor)]
    named = kwargs.get("device")
    devices += [] if named is None else [torch.device(named)]
    return all(device.type == "cpu" for device in devices)


def _taking_a_generator(func: Any) -> Callable[..., Any] | None:
    """The operation itself where it takes a generator, else the overload with the same arguments and one."""
    names = {argument.name for argument in func._schema.arguments}
    if "generator" in names:
        return cast(Callable[..., Any], func)
    packet = func.overloadpacket
    overloads = (getattr(packet, name) for name in packet.overloads())
    wanted = names | {"generator"}
    return next((each for each in overloads if {argument.name for argument in each._schema.arguments} == wanted), None)
