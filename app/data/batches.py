"""The order of samples: a pure function of seed and epoch, so that a resumed run sees the same batches."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

_MIX = 0x9E3779B97F4A7C15


def order(seed: int, epoch: int, count: int) -> Tensor:
    """Permutation of 0..count-1, int64, from a generator of its own; the global random state is not touched."""
    generator = torch.Generator().manual_seed(mixed(seed, epoch))
    return torch.randperm(count, generator=generator)


def mixed(seed: int, epoch: int) -> int:
    """One seed out of two, so that (0, 1) and (1, 0) differ (splitmix64's finaliser)."""
    value = (seed * 0x100000001B3 + epoch + 1) * _MIX & 0xFFFFFFFFFFFFFFFF
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    value = (value ^ value >> 27) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
    return (value ^ value >> 31) & 0x7FFFFFFFFFFFFFFF


def batches(count: int, size: int) -> Iterator[tuple[int, int]]:
    """(start, stop) of each batch over ``count`` samples; the last may be smaller."""
    for start in range(0, count, size):
        yield start, min(start + size, count)


def steps_per_epoch(count: int, size: int) -> int:
    """Number of batches in one pass."""
    return -(-count // size)
