"""Using a call on tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import torch
from torch import Tensor, nn

from app.compile.arguments import MISSING, bind
from nodes.call import Call, Path, Slot
from nodes.shape import Extent, Shape, ShapeError

BATCH = 100_003
"""Samples of a batch without memory: a prime far from usual sizes, so that no other axis fits it by chance."""

FEW = (3, 5)
"""Samples of two batches with numbers in them, where there has to be memory."""

TYPES: dict[str, torch.dtype] = {
    "float32": torch.float32,
    "int64": torch.int64,
    "bool": torch.bool,
    "complex64": torch.complex64,
}

Arrived = Mapping[str, Sequence[Shape]]
"""Shapes at every connected port, by the order of its links."""

Arriving = Mapping[str, Sequence[Tensor]]
"""The tensors of these shapes."""


def empties(arrived: Arrived, batch: int, device: torch.device) -> dict[str, list[Tensor]]:
    """Tensors of these shapes for that many samples."""
    return {
        port: [torch.empty(shape.at(batch), dtype=TYPES[shape.dtype], device=device) for shape in shapes]
        for port, shapes in arrived.items()
    }


def zeros(arrived: Arrived, batch: int) -> dict[str, list[Tensor]]:
    """Tensors of these shapes on the CPU, for code that asks for numbers; zero is an index that every table has."""
    return {
        port: [torch.zeros(shape.at(batch), dtype=TYPES[shape.dtype], device="cpu") for shape in shapes]
        for port, shapes in arrived.items()
    }


def evaluate(call: Call, module: nn.Module | None, arriving: Arriving) -> dict[str, Tensor]:
    """The named outputs of a call.

    Args:
        call: what is used.
        module: what it constructs, None for functions and methods.
        arriving: tensors at every connected port.

    Raises:
        ShapeError: it gives something else than tensors.
    """
    connected = {port: len(tensors) for port, tensors in arriving.items()}

    def slot(placeholder: Slot) -> Any:
        found = arriving.get(placeholder.port, ())
        return found[placeholder.index] if placeholder.index < len(found) else MISSING

    def use(used: Call) -> Any:
        args, kwargs = bind(used, connected, slot, use)
        return target_of(used, module)(*args, **kwargs)

    value = use(call)
    return {name: _tensor(value, name, path, call) for name, path in call.outputs.items()}


def target_of(call: Call, module: nn.Module | None) -> Callable[..., Any]:
    """What is called with the bound arguments: the made module, the function, or the method of its first argument."""
    if call.constructs:
        assert module is not None
        return module
    if call.target.form == "method":
        return cast(Callable[..., Any], getattr(torch.Tensor, call.target.name))
    return cast(Callable[..., Any], call.target.resolve())


def _tensor(value: Any, name: str, path: Path, call: Call) -> Tensor:
    try:
        found = dig(value, path)
    except (IndexError, KeyError, TypeError):
        raise ShapeError(f"gives a {type(value).__name__}, expected {len(call.outputs)} tensors") from None
    if not isinstance(found, Tensor):
        raise ShapeError(f"gives a {type(found).__name__} at {name}, expected a tensor")
    return found


def dig(value: Any, path: Path) -> Any:
    """The part of a returned value that an index path names."""
    for index in path:
        value = value[index]
    return value


def is_recurrent(module: nn.Module | None) -> bool:
    """Whether torch walks through the steps of a sequence in Python where there is no memory (2 s for 1000)."""
    return module is not None and any(isinstance(part, nn.RNNBase) for part in module.modules())


def with_steps(arrived: Arrived, steps: int) -> Arrived:
    """The same sequences with another number of steps."""
    return {
        port: [Shape((shape.dims[0], Extent(0, steps), *shape.dims[2:]), shape.dtype) for shape in shapes]
        for port, shapes in arrived.items()
    }


def steps_of(arrived: Arrived) -> int:
    """The steps of the sequences that arrive at a recurrent layer."""
    (steps,) = {shape.size(1) for shapes in arrived.values() for shape in shapes}
    return steps
