"""The figures of an analysis by name, and how a person reads them: one account for commands and window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from app.compile.analysis.memory import readable
from app.compile.analysis.rows import Row

_UNITS = ("", "k", "M", "G", "T", "P")


def brief(count: int) -> str:
    """A large number in three digits: ``998``, ``36.9 k``, ``1.82 G``; nothing for 0."""
    size, unit = float(count), 0
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    digits = f"{size:.3g}" if size < 999.5 else f"{size:,.0f}"
    return f"{digits} {_UNITS[unit]}".rstrip() if count else ""


def _bytes(count: int) -> str:
    return readable(count) if count else ""


def _thousands(count: int) -> str:
    return f"{count:,}" if count else ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One column of numbers.

    Attributes:
        key: what it is called in `Row` and in JSON.
        title: above a column.
        text: a number with its unit; nothing for 0.
        noun: what stands behind the number in a sentence.
        help: what is counted, in a sentence.
    """

    key: str
    title: str
    text: Callable[[int], str]
    noun: str
    help: str

    def of(self, row: Row) -> int:
        """The number of a row."""
        return int(attrgetter(self.key)(row))

    def told(self, count: int) -> str:
        """A number with its unit and noun: ``36.9 k FLOPs``."""
        return f"{self.text(count) or 0} {self.noun}".rstrip()


PARAMETERS = Figure("parameters", "Parameters", _thousands, "parameters", "Numbers in the weights, frozen ones too.")
FLOPS = Figure(
    "flops",
    "FLOPs",
    brief,
    "FLOPs",
    "Floating-point operations of the forward pass for one sample, as torch counts them: two for each multiply-add.",
)
MEMORY = Figure(
    "memory",
    "Memory",
    _bytes,
    "",
    "What a training step on the batch keeps from the forward to the backward pass; weights and gradients apart.",
)
FIGURES = {figure.key: figure for figure in (PARAMETERS, FLOPS, MEMORY)}
"""By key, in the order in which they are shown."""
