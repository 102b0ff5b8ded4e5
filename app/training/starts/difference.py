"""How far two networks are apart that should say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.compile.module import Compiled

BATCHES = (1, 2, 7, 32)
FEW = (1, 2)
"""Batch sizes of a network whose forward pass takes long."""

COSTLY = 10**9
"""Multiply-adds of a sample beyond which it does."""

TOLERANCE = 1e-6
"""Largest difference of any number, in units of the largest one."""

EXACT = 1e-12
"""The same in 64-bit numbers: what stays below this and above `TOLERANCE` in 32 bits is rounding."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What was measured.

    Attributes:
        evaluation, training: largest difference over all batches and answers, in units of the largest answer; training
            is None where the network draws random numbers in that mode and now draws others, as Dropout does for more
            units.
        batches: sizes that were tried.
        in_double: the same difference where both networks compute in 64-bit numbers; measured only where the 32 bits of
            a deep network round to more than `TOLERANCE`.
    """

    evaluation: float
    training: float | None
    batches: tuple[int, ...]
    in_double: float | None = None

    @property
    def largest(self) -> float:
        return max(self.evaluation, self.training or 0.0)

    @property
    def passed(self) -> bool:
        """Whether the two networks are the same for every purpose (not where one gives no numbers)."""
        return self.largest <= TOLERANCE or (self.in_double is not None and self.in_double <= EXACT)

    @property
    def sentence(self) -> str:
        """``outputs differ by at most 2e-07 in evaluation mode and 0 in training mode, over batches of 1, 2``."""
        modes = f"{self.evaluation:.1g} in evaluation mode"
        if self.training is not None:
            modes += f" and {self.training:.1g} in training mode"
        rounding = "" if self.in_double is None else f" (in 64-bit numbers by {self.in_double:.1g})"
        return f"outputs differ by at most {modes}{rounding}, over batches of {', '.join(map(str, self.batches))}"


def measure(
    before: Compiled, after: Compiled, inputs: Sequence[Tensor], batches: Sequence[int] = BATCHES
) -> Difference:
    """Compare all that two networks give, to Outputs and to losses, in both modes.

    Args:
        before, after: on the CPU; running statistics change, and both are left in evaluation mode.
        inputs: samples for each Input; a batch takes as many as there are.

    torch's global generator is left as it was.
    """
    sizes = tuple(dict.fromkeys(min(size, len(inputs[0])) for size in batches))
    cases = [[each[:size] for each in inputs] for size in sizes]
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        evaluation = max(_apart(before, after, case, train=False) for case in cases)
        known = [case for case in cases if len(case[0]) > 1] or cases
        same = max(_apart(before, after, case, train=True) for case in known)
        training: float | None = same
        if same > TOLERANCE and _apart(before, before, known[-1], train=True, seeds=(0, 1)) > 0:
            training = None
    before.train(False)
    after.train(False)
    return Difference(evaluation, training, sizes)


def _apart(one: Compiled, other: Compiled, case: list[Tensor], train: bool, seeds: tuple[int, int] = (0, 0)) -> float:
    expected, given = (_answers(net, case, train, seed) for net, seed in zip((one, other), seeds, strict=True))
    return max((_distance(a, b) for a, b in zip(expected, given, strict=True)), default=0.0)


def _answers(net: Compiled, case: list[Tensor], train: bool, seed: int) -> list[Tensor]:
    torch.manual_seed(seed)
    net.train(train)
    said = net.model(*case)
    return [*([said] if isinstance(said, Tensor) else said), *net.forward(*case)]


def _distance(expected: Tensor, given: Tensor) -> float:
    if expected.shape != given.shape:
        return float("inf")
    if torch.equal(expected, given):
        return 0.0
    largest = float(expected.double().abs().max())
    apart = float((expected.double() - given.double()).abs().max()) / max(largest, torch.finfo(torch.float32).tiny)
    return float("inf") if apart != apart else apart
