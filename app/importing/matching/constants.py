"""A fixed tensor as a Constant: by what it is made of where that can be seen, else by its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from app.importing.tracing.running import dtype_of
from nodes.base import Node
from nodes.registry import kind

MOST_LISTED = 64
"""Numbers that stand in the document itself; longer tables come with the weights file."""


def constant_node(tensor: Tensor, saved: bool) -> Node:
    """The node that holds these numbers; ``saved`` where the original keeps them in its state dict."""
    values = {"shape": list(tensor.shape), "dtype": dtype_of(tensor), "saved": saved}
    for filled in _fills(tensor):
        return kind("Constant").from_values(values | filled)
    return kind("Constant").from_values(values | {"fill": "weights"})


def parameter_node(tensor: Tensor) -> Node:
    """The node that learns a tensor, with a start like what it holds now."""
    tensor = tensor.detach()
    start = "ones" if bool((tensor == 1).all()) else "zeros" if bool((tensor == 0).all()) else "normal"
    values: dict[str, Any] = {"shape": list(tensor.shape), "start": start}
    if start == "normal":
        spread = float(tensor.float().std(correction=0)) if tensor.numel() > 1 else float(tensor.abs())
        values["std"] = float(f"{min(max(spread, 1e-6), 1000):.3g}")
    return kind("Parameter").from_values(values)


def _fills(tensor: Tensor) -> Iterator[dict[str, Any]]:
    """Ways to say the numbers, the shortest first; each is exact."""
    rank = tensor.dim()
    first = tensor.flatten()[:1].tolist()
    if first and bool((tensor == tensor.flatten()[0]).all()) and abs(float(first[0])) <= 1e30:
        yield {"fill": "value", "value": float(first[0])}
    if rank == 1 and torch.equal(tensor.long(), torch.arange(len(tensor))) and torch.equal(tensor, tensor.long()):
        yield {"fill": "range"}
    if rank == 2 and torch.equal(tensor.float(), torch.eye(*tensor.shape)):
        yield {"fill": "identity"}
    if rank == 2 and tensor.dtype == torch.float32:
        causal = torch.full(tuple(tensor.shape), float("-inf")).triu(1)
        if torch.equal(tensor, causal):
            yield {"fill": "causal"}
    if rank >= 2:
        yield from _triangles(tensor)
    if tensor.numel() <= MOST_LISTED and bool(torch.isfinite(tensor.float()).all()):
        yield {"fill": "numbers", "numbers": ", ".join(map(_written, tensor.flatten().tolist()))}


def _triangles(tensor: Tensor) -> Iterator[dict[str, Any]]:
    ones = torch.ones(tuple(tensor.shape))
    for diagonal in range(-1, 2):
        if torch.equal(tensor.float(), ones.tril(diagonal)):
            yield {"fill": "lower", "diagonal": diagonal}
        if torch.equal(tensor.float(), ones.triu(diagonal)):
            yield {"fill": "upper", "diagonal": diagonal}


def _written(number: float | int | bool) -> str:
    """Exactly, and short."""
    return repr(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)
