"""Sizes of what a submodule gives that cannot run without numbers: it is run on zeros, for two small batches."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from app.compile.use import BATCH, FEW
from app.importing.matching.recording import replaced, tensors_in


def measured(module: nn.Module, first: Any, second: Any) -> tuple[Any, Any]:
    """What the module gives for `BATCH` samples and for one more, on the meta device.

    Args:
        module: with its numbers.
        first, second: its arguments and keyword arguments, for as many samples.
    """
    extents = {id(one): _extents(one, two) for (_, one), (_, two) in zip(*map(_tensors, (first, second)), strict=True)}

    def answer(batch: int) -> Any:
        def zeros(part: Any) -> Any:
            if not isinstance(part, Tensor):
                return part
            sizes = [times * batch + rest for times, rest in extents[id(part)]]
            return torch.zeros(sizes, dtype=part.dtype, device="cpu")

        args, kwargs = replaced(first, zeros)
        with torch.no_grad():
            return module(*args, **kwargs)

    one, two = map(answer, FEW)
    return _scaled(one, two, BATCH), _scaled(one, two, BATCH + 1)


def _tensors(arguments: Any) -> list[tuple[tuple[int, ...], Tensor]]:
    args, kwargs = arguments
    return tensors_in((tuple(args), tuple(kwargs.values())))


def _extents(one: Tensor, two: Tensor) -> list[tuple[int, int]]:
    pairs = zip(one.shape, two.shape, strict=True)
    return [(after - before, before - (after - before) * BATCH) for before, after in pairs]


def _scaled(one: Any, two: Any, batch: int) -> Any:
    """The structure of an answer with tensors of that many samples."""
    others = iter([tensor for _, tensor in tensors_in(two)])

    def scaled(part: Any) -> Any:
        if not isinstance(part, Tensor):
            return part
        pairs = zip(part.shape, next(others).shape, strict=True)
        few, more = FEW
        sizes = [before + (after - before) * (batch - few) // (more - few) for before, after in pairs]
        return torch.empty(sizes, dtype=part.dtype, device="meta")

    return replaced(one, scaled)
