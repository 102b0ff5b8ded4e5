"""What one sample costs: multiply-adds of the layers that multiply matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from torch import nn
from torch.nn.modules.conv import _ConvNd, _ConvTransposeNd
from torch.nn.modules.linear import NonDynamicallyQuantizableLinear

from nodes.shape import Shape, ShapeError


def multiply_adds(module: nn.Module, arrived: Mapping[str, Sequence[Shape]], given: Shape) -> int:
    """Multiply-adds of one call of a module for one sample.

    Convolutions, dense and recurrent layers and attention count; what acts on every number alone counts nothing.

    Args:
        arrived: shapes at the connected ports, in their order.
        given: shape of the first output.
    """
    shapes = [shape for port in arrived.values() for shape in port]
    if not shapes:
        return 0
    try:
        return _of(module, shapes, given)
    except ShapeError:
        return 0  # an axis that grows with the batch: there is no cost of one sample


def _of(module: nn.Module, shapes: Sequence[Shape], given: Shape) -> int:
    """The parts of a module added up; a part inside works on what enters the module."""
    total = 0
    for part in module.modules():
        if isinstance(part, _ConvTransposeNd):
            total += prod(shapes[0].spatial) * part.weight.numel()
        elif isinstance(part, _ConvNd):
            total += prod(given.spatial) * part.weight.numel()
        elif isinstance(part, nn.MultiheadAttention):
            total += _attention(part, shapes)
        elif isinstance(part, nn.RNNBase):
            total += shapes[0].size(1) * _weights(part)
        elif isinstance(part, nn.Linear) and not isinstance(part, NonDynamicallyQuantizableLinear):
            total += prod(shapes[0].sample[:-1]) * part.weight.numel()
    return total


def _attention(module: nn.MultiheadAttention, shapes: Sequence[Shape]) -> int:
    """Three maps into the heads, scores, weighted sums, one map out of them."""
    width = module.embed_dim
    query = shapes[0]
    key = shapes[1] if len(shapes) > 1 else query
    value = shapes[2] if len(shapes) > 2 else key
    asked, known = query.size(1), key.size(1)
    maps = asked * query.features * width + known * (key.features + value.features) * width
    return int(maps + 2 * asked * known * width + asked * width * width)


def _weights(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters() if parameter.dim() > 1)
