"""torch's own answer to "which shape comes out?", without memory: meta tensors at two batch sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import torch
from torch import nn
from torch.nn.modules.lazy import LazyModuleMixin

from app.compile.dynamo import load_dynamo
from app.compile.kept import KeptTensor
from app.compile.own_draws import OwnDraws
from app.compile.shapes.unfilled import Unfilled
from app.compile.use import BATCH, FEW, TYPES, Arrived, empties, evaluate, is_recurrent, steps_of, with_steps, zeros
from nodes.call import Call
from nodes.shape import BATCH as BATCH_EXTENT
from nodes.shape import DType, Extent, Shape, ShapeError
from nodes.trusted import TrustedTarget, failure

SMALL = BATCH // 64
"""An axis below this cannot grow with the batch: it would have at least a good part of `BATCH` entries."""

_NAMES = {dtype: name for name, dtype in TYPES.items()}
_LONGEST_MESSAGE = 240


@dataclass(frozen=True, slots=True)
class Probe:
    """What one declared call gives: a shape per named output, and the numbers of its weights and buffers."""

    shapes: dict[str, Shape]
    parameters: int
    buffers: int


def probe(call: Call, arrived: Arrived) -> Probe:
    """Make and use a call on meta tensors.

    Args:
        call: construction and use.
        arrived: shapes at every connected port, by the order of the ports.

    Raises:
        ShapeError: torch refuses; the text is its reason with N for the batch.
    """
    try:
        with OwnDraws() if isinstance(call.target, TrustedTarget) else nullcontext():
            return _measure_somehow(call, arrived)
    except ShapeError:
        raise
    except (Exception, SystemExit) as error:  # torch answers a misfit with any class of exception, code of a person too
        raise ShapeError(_reason(error)) from None


def _measure_somehow(call: Call, arrived: Arrived) -> Probe:
    if isinstance(call.target, TrustedTarget):
        return _measure_code(call, arrived)
    try:
        return _measure(call, made(call), arrived, torch.device("meta"))
    except NotImplementedError:
        return _measure_fake(call, arrived)


def _measure_code(call: Call, arrived: Arrived) -> Probe:
    """A Python layer may ask for the numbers themselves (``x.item()``, numpy), and only it knows what its steps are."""
    try:
        module = made(call)
        if not is_recurrent(module):
            return _measure(call, module, arrived, torch.device("meta"))
    except Exception as error:
        if not isinstance(error, NotImplementedError) and "meta" not in str(error):
            raise
    return _measure_with_numbers(call, arrived)


def _measure_fake(call: Call, arrived: Arrived) -> Probe:
    """The slower way (4 ms) for operations without a meta kernel."""
    from torch._subclasses.fake_tensor import FakeTensorMode

    device = torch.device("cpu")
    with FakeTensorMode():
        return _measure(call, _unfilled(call, device) if call.constructs else None, arrived, device)


def _measure_with_numbers(call: Call, arrived: Arrived) -> Probe:
    """On a few samples of zeros, on the CPU."""
    with torch.no_grad():
        module = construct(call).eval()
        _require_sized(module)
        few, more = (evaluate(call, module, zeros(arrived, batch)) for batch in FEW)
    shapes = {name: _affine(few[name], more[name], *FEW) for name in call.outputs}
    return counted(module, shapes)


def made(call: Call) -> nn.Module | None:
    """The module that a call describes, in evaluation mode on meta tensors; None where it describes none."""
    if not call.constructs:
        return None
    return _kept(call) if call.target.module == "torch.nn" else _unfilled(call, torch.device("meta"))


@lru_cache(maxsize=1000)
def _kept(call: Call) -> nn.Module:
    """A layer of torch is made once: an edit upstream often changes what arrives, and not the call."""
    return _unfilled(call, torch.device("meta"))


def _unfilled(call: Call, device: torch.device) -> nn.Module:
    with device, Unfilled():
        return construct(call).eval()  # batch statistics would cost 5 ms a node


def _measure(call: Call, module: nn.Module | None, arrived: Arrived, device: torch.device) -> Probe:
    _require_sized(module)
    measure = _measure_recurrent if is_recurrent(module) else _measure_shapes
    with torch.no_grad():
        shapes = measure(call, module, arrived, device)
    return counted(module, shapes)


def _require_sized(module: nn.Module | None) -> None:
    if module is not None and any(isinstance(part, LazyModuleMixin) for part in module.modules()):
        raise ShapeError("holds a lazy layer, whose size nobody knows when it is made; give the size as an argument")


def counted(module: nn.Module | None, shapes: dict[str, Shape]) -> Probe:
    """What a call gives, with the numbers in the module that it made."""
    if module is None:
        return Probe(shapes, 0, 0)
    return Probe(shapes, _count(module.parameters()), _count(module.buffers()))


def _measure_shapes(call: Call, module: nn.Module | None, arrived: Arrived, device: torch.device) -> dict[str, Shape]:
    first = evaluate(call, module, empties(arrived, BATCH, device))
    if all(_plain(tensor) for tensor in first.values()):
        return {name: ordinary(first[name]) for name in call.outputs}
    second = evaluate(call, module, empties(arrived, BATCH + 1, device))
    return {name: _affine(first[name], second[name], BATCH, BATCH + 1) for name in call.outputs}


def _measure_recurrent(
    call: Call, module: nn.Module | None, arrived: Arrived, device: torch.device
) -> dict[str, Shape]:
    """As `_measure_shapes`, with sequences of 2 and 3 steps: on meta tensors torch walks through every step in Python
    (2 s for 1000), and every extent is affine in the number of steps, too."""
    steps = steps_of(arrived)
    if steps <= 3:
        return _measure_shapes(call, module, arrived, device)
    two, three = (_measure_shapes(call, module, with_steps(arrived, count), device) for count in (2, 3))
    return {name: _extended(two[name], three[name], steps) for name in two}


def _extended(two: Shape, three: Shape, steps: int) -> Shape:
    dims = [
        Extent(one.per_sample, one.fixed + (other.fixed - one.fixed) * (steps - 2))
        for one, other in zip(two.dims, three.dims, strict=True)
    ]
    return Shape(tuple(dims), two.dtype)


def _count(tensors: Iterable[torch.Tensor]) -> int:
    return sum(tensor.numel() for tensor in tensors)


def construct(call: Call) -> nn.Module:
    """The module that a call describes, made on torch's current default device."""
    if call.keeps:
        return KeptTensor(call)
    if isinstance(call.target, TrustedTarget):
        load_dynamo()  # what it makes may need that
    return cast(nn.Module, call.target.resolve()(*call.args, **call.kwargs))


def _plain(tensor: torch.Tensor) -> bool:
    """Whether one run tells all: the batch comes first and every other axis is too short to grow with it."""
    return tensor.dim() == 0 or (tensor.shape[0] == BATCH and all(size < SMALL for size in tensor.shape[1:]))


def _affine(first: torch.Tensor, second: torch.Tensor, batch: int, other: int) -> Shape:
    """The shape for N samples, from those for two numbers of them."""
    if first.dim() != second.dim():
        raise ShapeError("gives a number of axes that depends on the batch size")
    dims = []
    for one, two in zip(first.shape, second.shape, strict=True):
        slope, rest = divmod(two - one, other - batch)
        if rest:
            raise ShapeError("gives sizes that do not grow evenly with the batch size")
        dims.append(Extent(slope, one - slope * batch))
    return Shape(tuple(dims), _dtype(first))


def ordinary(tensor: torch.Tensor) -> Shape:
    """The batch first, and no other axis that grows with it."""
    sizes = (BATCH_EXTENT, *(Extent(0, size) for size in tensor.shape[1:])) if tensor.dim() else ()
    return Shape(sizes, _dtype(tensor))


def _dtype(tensor: torch.Tensor) -> DType:
    return cast(DType, _NAMES.get(tensor.dtype, str(tensor.dtype).removeprefix("torch.")))


def _reason(error: BaseException) -> str:
    own = failure(error)
    if own is not None:
        return re.sub(rf"\b({BATCH}|{BATCH + 1})\b", "N", own)
    text = " ".join(str(error).split()) or type(error).__name__
    if "Storage size calculation overflowed" in text or "numel: integer multiplication overflow" in text:
        return "is too large: its weights or its result would not fit in any memory"
    text = re.sub(rf"\b({BATCH}|{BATCH + 1})\b", "N", text)
    if len(text) > _LONGEST_MESSAGE:
        text = text[: _LONGEST_MESSAGE - 3] + "..."
    return f"PyTorch says: {text}"
