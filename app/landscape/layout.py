"""Which weight stands where in the flat vector, and what one filter of it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

if TYPE_CHECKING:
    from app.compile.module import Compiled

Floats = NDArray[np.float64]

_TRANSPOSED = nn.ConvTranspose1d | nn.ConvTranspose2d | nn.ConvTranspose3d


@dataclass(frozen=True)
class Block:
    """One trained parameter inside the flat vector.

    Attributes:
        name: as in the state dict.
        start, size: place in the vector.
        shape: of the parameter.
        groups: convolution groups where the output channels lie on axis 1 (transposed convolutions), else 0.
    """

    name: str
    start: int
    size: int
    shape: tuple[int, ...]
    groups: int = 0

    def filters(self, vector: Floats) -> Floats:
        """The block of a flat vector as (filters, weights of one filter); a view where the memory allows it.

        A filter is everything that makes one output: rows of a linear map, output channels of a convolution
        (axis 1 of a transposed one, within its group), rows of an embedding. Attention's stacked in-projection
        (3E, E) has one row per output of query, key and value, so rows split it as well.
        """
        values = vector[self.start : self.start + self.size].reshape(self.shape)
        if not self.groups:
            return values.reshape(self.shape[0], -1)
        entering = values.reshape(self.groups, self.shape[0] // self.groups, *self.shape[1:])
        return np.moveaxis(entering, 2, 1).reshape(self.groups * self.shape[1], -1)

    def put(self, vector: Floats, filters: Floats) -> None:
        """Write what `filters` gave back to its place."""
        values = filters.reshape(self.shape) if not self.groups else self._untransposed(filters)
        vector[self.start : self.start + self.size] = values.reshape(-1)

    def _untransposed(self, filters: Floats) -> Floats:
        leaving = filters.reshape(self.groups, self.shape[1], self.shape[0] // self.groups, *self.shape[2:])
        return np.moveaxis(leaving, 1, 2)


def blocks_of(compiled: Compiled) -> tuple[Block, ...]:
    """The trained parameters in the order of `Compiled.parameters`: tied ones once, frozen ones not at all."""
    owners = _owners(compiled.root)
    blocks, start = [], 0
    for parameter in compiled.parameters():
        name, module = owners[id(parameter)]
        groups = module.groups if isinstance(module, _TRANSPOSED) and parameter.dim() > 1 else 0
        blocks.append(Block(name, start, parameter.numel(), tuple(parameter.shape), groups))
        start += parameter.numel()
    return tuple(blocks)


def _owners(root: nn.Module) -> dict[int, tuple[str, nn.Module]]:
    owners: dict[int, tuple[str, nn.Module]] = {}
    for path, module in root.named_modules():
        for name, parameter in module.named_parameters(path, recurse=False):
            owners.setdefault(id(parameter), (name, module))
    return owners


def flat_weights(compiled: Compiled) -> Floats:
    """The trained weights as one float64 vector (P,), copied to the CPU."""
    pieces = [parameter.detach().reshape(-1).cpu() for parameter in compiled.parameters()]
    vector: Floats = torch.cat(pieces).to(torch.float64).numpy() if pieces else np.zeros(0)
    return vector
