"""ONNX for operations that the exporter does not know: written with its basic operators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from onnxscript import opset18 as op

Value = Any
"""A tensor of the graph that is being written; its shape is known but for the batch."""


def table() -> dict[Callable[..., Any], Callable[..., Value]]:
    """The translation of every such operation, for `torch.onnx.export`."""
    aten = torch.ops.aten
    return {
        aten.adaptive_max_pool2d.default: adaptive_max_pool,
        aten._adaptive_avg_pool3d.default: adaptive_avg_pool,
        aten.rrelu_with_noise_functional.default: rrelu,
    }


def adaptive_max_pool(x: Value, output_size: Sequence[int]) -> tuple[Value, Value]:
    """Largest value per cell. PyTorch's operation returns the places too: no kind of ours hands them on."""
    pooled = _per_cell(x, output_size, lambda cell, axes: op.ReduceMax(cell, axes, keepdims=1))
    return pooled, op.Cast(pooled, to=7)


def adaptive_avg_pool(x: Value, output_size: Sequence[int]) -> Value:
    """Mean per cell."""
    return _per_cell(x, output_size, lambda cell, axes: op.ReduceMean(cell, axes, keepdims=1))


def rrelu(x: Value, noise: Value, lower: float = 1 / 8, upper: float = 1 / 3, *_: Any) -> tuple[Value, Value]:
    """A randomized ReLU after training: the slope is the mean of its limits."""
    return op.LeakyRelu(x, alpha=(lower + upper) / 2), noise


def _per_cell(x: Value, output_size: Sequence[int], reduce: Callable[[Value, Value], Value]) -> Value:
    """Reduce cells axis by axis, as neither a mean nor a maximum minds: i from ⌊i·n / k⌋ to ⌈(i + 1)·n / k⌉."""
    first = len(x.shape) - len(output_size)
    for axis, (size, count) in enumerate(zip(x.shape[first:], output_size, strict=True), start=first):
        cells = [
            op.Slice(x, _numbers(i * size // count), _numbers(-(-(i + 1) * size // count)), _numbers(axis))
            for i in range(count)
        ]
        x = op.Concat(*(reduce(cell, _numbers(axis)) for cell in cells), axis=axis)
    return x


def _numbers(*values: int) -> Value:
    return op.Constant(value_ints=values)
