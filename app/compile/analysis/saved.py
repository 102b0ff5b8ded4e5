"""What the backward pass of one call needs, as torch's autograd tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from app.compile.use import BATCH, Arriving, evaluate
from nodes.call import Call
from nodes.shape import Extent

Place = tuple[str, int]
"""An arriving tensor: port and number of its link."""

Label = Place | str
"""A tensor at the border of a node: an arriving one, or an output by its name."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Memory of one call in a training step, in bytes for N samples.

    Attributes:
        own: of each output whose memory the call allocates.
        views: for each other output the tensor whose memory it shows; a weight's is not listed.
        carries: outputs through which a gradient flows back.
        border: arriving tensors and outputs that the backward pass needs.
        inner: all else that it needs but the weights: masks, gates, statistics, hidden numbers.
    """

    own: Mapping[str, Extent]
    views: Mapping[str, Label]
    carries: frozenset[str]
    border: frozenset[Label]
    inner: Extent


def saved(call: Call, module: nn.Module | None, arriving: Arriving) -> Saved:
    """Use a call and note every tensor that autograd keeps for the backward pass.

    Args:
        call: what is used.
        module: its module; those weights require gradients that are trained.
        arriving: tensors at every connected port, `BATCH` samples each.
    """
    kept: list[Tensor] = []
    with torch.enable_grad(), saved_tensors_hooks(kept.append, _never):
        outputs = evaluate(call, module, arriving)
    labels: dict[int, Label] = {
        _memory(tensor): (port, number) for port, found in arriving.items() for number, tensor in enumerate(found)
    }
    weights = {_memory(tensor) for tensor in _weights(module)}
    own, views = _outputs(outputs, labels, weights)
    inner = {
        _memory(each): _bytes(each) for each in kept if _memory(each) not in weights and _memory(each) not in labels
    }
    return Saved(
        own,
        views,
        frozenset(name for name, tensor in outputs.items() if tensor.requires_grad),
        frozenset(labels[_memory(tensor)] for tensor in kept if _memory(tensor) in labels),
        Extent(sum(each.per_sample for each in inner.values()), sum(each.fixed for each in inner.values())),
    )


def _outputs(
    outputs: Mapping[str, Tensor], labels: dict[int, Label], weights: set[int]
) -> tuple[dict[str, Extent], dict[str, Label]]:
    """Which outputs have memory of their own; those get a label."""
    own: dict[str, Extent] = {}
    views: dict[str, Label] = {}
    for name, tensor in outputs.items():
        place = _memory(tensor)
        if place in labels:
            views[name] = labels[place]
        elif place not in weights:
            labels[place] = name
            own[name] = _bytes(tensor)
    return own, views


def _weights(module: nn.Module | None) -> Iterable[Tensor]:
    return [] if module is None else [*module.parameters(), *module.buffers()]


def _never(_: object) -> Tensor:
    raise AssertionError("nothing runs backwards here")


def _memory(tensor: Tensor) -> int:
    """Identifies the memory that a tensor shows: views of one tensor share it."""
    return int(tensor.untyped_storage()._cdata)


def _bytes(tensor: Tensor) -> Extent:
    """The size of that memory. What the prime `BATCH` divides belongs to samples."""
    count = tensor.untyped_storage().nbytes()
    return Extent(0, count) if count % BATCH else Extent(count // BATCH, 0)
