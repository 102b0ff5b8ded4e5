"""What commands print: plain aligned columns, and bars on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

Cell = str | int | float

_NARROWEST = 8
"""Letters that a cut column keeps."""


def columns(rows: Sequence[Sequence[Cell]], right: Sequence[int] = ()) -> str:
    """Rows as lines of aligned columns; those numbered in ``right`` stand at the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    lines = [
        "  ".join(
            text.rjust(width) if place in right else text.ljust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in texts
    ]
    return "\n".join(line.rstrip() for line in lines)


def within(rows: Sequence[Sequence[Cell]], width: int, give: Sequence[int]) -> list[list[str]]:
    """Rows that `columns` lays within a width: the widest of the columns ``give`` are cut, with an ellipsis."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    while sum(widths) + 2 * (len(widths) - 1) > width:
        widest = max(give, key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return [[_cut(text, room) for text, room in zip(line, widths, strict=True)] for line in texts]


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def terminal() -> bool:
    """Whether a person watches the output."""
    return sys.stdout.isatty()


def percent(share: float) -> str:
    """A proportion for a person: ``98.89 %``."""
    return f"{100 * share:.2f} %"


def interval(bounds: tuple[float, float] | None) -> str:
    """A 95 % interval in brackets, or nothing."""
    return f"  (95 % interval {100 * bounds[0]:.1f} to {100 * bounds[1]:.1f} %)" if bounds else ""


def tell_names(carried: Mapping[str, Sequence[str]]) -> None:
    """Weights that were not just kept, a line each for those grown, new and left."""
    for word in ("grown", "new", "left"):
        if names := carried.get(word):
            print(f"  {word}: {', '.join(names)}")
