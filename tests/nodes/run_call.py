"""A reference interpreter of calls, independent of app.compile: what a Call says, done on real tensors."""

from __future__ import annotations

from typing import Any

import torch
from case import Within
from torch import Tensor, nn

from nodes.base import Node
from nodes.call import Call, Slot
from nodes.shape import Extent, Shape

DTYPES = {"float32": torch.float32, "int64": torch.int64, "bool": torch.bool}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
Arriving = tuple[Any, ...]
"""One entry per input port: a Shape or Tensor, a tuple of them (many), or None (open)."""


def make(call: Call) -> nn.Module | None:
    return call.target.resolve()(*call.args, **call.kwargs) if call.constructs else None


def use(node: Node, call: Call, module: nn.Module | None, tensors: Arriving) -> dict[str, Tensor]:
    """The named outputs for these tensors, one argument per port."""
    ports = {port.name: value for port, value in zip(node.inputs, tensors, strict=True)}

    def fill(value: Any) -> Any:
        if isinstance(value, Slot):
            found = ports[value.port]
            return found[value.index] if isinstance(found, tuple) else found
        if isinstance(value, Call):
            return run(value)
        return type(value)(map(fill, value)) if isinstance(value, list | tuple) else value

    def run(each: Call) -> Any:
        if not each.constructs:
            args = [fill(value) for value in each.args]
            target = getattr(args.pop(0), each.target.name) if each.target.form == "method" else each.target.resolve()
            return target(*args, **each.kwargs)
        feed = [Slot(port) for port, value in ports.items() if value is not None] if each.feed is None else each.feed
        return module(*map(fill, feed), **each.feed_kwargs)

    result, outputs = run(call), {}
    for name, path in call.outputs.items():
        value = result
        for index in path:
            value = value[index]
        outputs[name] = value
    return outputs


def tensors_for(shapes: Arriving, batch: int, device: str = "cpu", top: int = 2, seed: int = 0) -> Arriving:
    """Random tensors of these shapes; whole numbers lie below ``top``."""
    generator = torch.Generator().manual_seed(seed)

    def one(shape: Any) -> Any:
        if shape is None or isinstance(shape, tuple):
            return None if shape is None else tuple(map(one, shape))
        if shape.dtype == "int64":
            made = torch.randint(top, shape.at(batch), generator=generator)
        elif shape.dtype == "bool":
            made = torch.randn(shape.at(batch), generator=generator) > 0
        elif isinstance(shape, Within):
            made = torch.rand(shape.at(batch), generator=generator)
        else:
            made = torch.randn(shape.at(batch), generator=generator)
        return made.to(device)

    return tuple(map(one, shapes))


def infer(node: Node, shapes: Arriving) -> dict[str, Shape]:
    """Shapes of the outputs by meta tensors at two batch sizes."""
    call = node.build(*shapes)
    with torch.device("meta"):
        module = make(call)
        if module is not None:
            module.eval()  # running statistics cannot be updated without numbers
        first, second = (use(node, call, module, tensors_for(shapes, batch, "meta")) for batch in (8, 9))
    return {name: _affine(first[name], second[name]) for name in first}


def _affine(first: Tensor, second: Tensor) -> Shape:
    slopes = [two - one for one, two in zip(first.shape, second.shape, strict=True)]
    return Shape(
        tuple(Extent(slope, one - 8 * slope) for slope, one in zip(slopes, first.shape, strict=True)),
        NAMES[first.dtype],
    )
