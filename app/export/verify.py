"""No export is called done before it gave the live model's numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.compile.module import Compiled
from app.export.cases import Case

TOLERANCE = 1e-5
"""Largest difference: |live - exported| in units of the largest live number, or of 1 where that is smaller."""

Answers = list[Tensor]


@dataclass(frozen=True, slots=True)
class Difference:
    """How far an export is from the live model.

    Attributes:
        largest: over all batches, seeds and outputs, see `TOLERANCE`; infinite where one is not a number.
        batches, seeds: what was tried.
        picture_sizes: of the first Input that takes pictures, ``220×252``; more than one where height and width
            are open.
    """

    largest: float
    batches: tuple[int, ...]
    seeds: tuple[int, ...]
    picture_sizes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return self.largest <= TOLERANCE

    @property
    def any_picture_size(self) -> bool:
        """Whether the export takes pictures of other sizes than the drawn one."""
        return len(self.picture_sizes) > 1

    @property
    def sentence(self) -> str:
        """``max difference 3e-07 over batches 1, 2, 7``, and which pictures the export takes."""
        tried = f"max difference {self.largest:.1g} over batches {', '.join(map(str, self.batches))}"
        if not self.picture_sizes:
            return tried
        sizes = " and ".join(self.picture_sizes)
        return (
            f"{tried}; height and width are open, tried at {sizes}"
            if self.any_picture_size
            else (f"{tried}; pictures of {sizes} only")
        )


def compare(compiled: Compiled, tried: Sequence[Case], exported: Callable[[int], Answers]) -> Difference:
    """Measure. ``exported(i)`` gives the export's answers to the i-th case."""
    largest = largest_difference(live_answers(compiled, tried), exported)
    batches = dict.fromkeys(case.batch for case in tried)
    seeds = dict.fromkeys(case.seed for case in tried)
    sizes = dict.fromkeys(case.picture_size for case in tried if case.picture_size)
    return Difference(largest, tuple(batches), tuple(seeds), tuple(sizes))


def live_answers(compiled: Compiled, tried: Iterable[Case]) -> Iterator[Answers]:
    """What the live model says, case by case, in evaluation mode; its own mode comes back after each."""
    from app.training.evaluate import evaluation_mode

    for case in tried:
        with evaluation_mode(compiled):
            given = listed(compiled.model(*case.inputs))
        yield given


def largest_difference(live: Iterable[Answers], exported: Callable[[int], Answers]) -> float:
    """Over all cases and outputs; infinite where the number of outputs differs."""
    largest = 0.0
    for number, expected in enumerate(live):
        given = exported(number)
        if len(given) != len(expected):
            return float("inf")
        largest = max([largest, *(_distance(one, other) for one, other in zip(expected, given, strict=True))])
    return largest


def listed(value: Tensor | Sequence[Tensor]) -> Answers:
    """Outputs as a list, however many there are."""
    return [value] if isinstance(value, Tensor) else list(value)


def _distance(expected: Tensor, given: Tensor) -> float:
    if expected.shape != given.shape:
        return float("inf")
    if not expected.numel():
        return 0.0
    largest, apart = 1.0, 0.0
    for one, other in zip(expected, given, strict=True):  # sample by sample: float64 takes twice the room
        one, other = one.detach().double(), other.detach().double()
        if not torch.equal(one.isnan(), other.isnan()):
            return float("inf")
        one, other = one.nan_to_num(), other.nan_to_num()
        largest = max(largest, float(one.abs().max()))
        apart = max(apart, float((one - other).abs().max()))
    return apart / largest
