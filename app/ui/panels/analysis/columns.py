"""The columns of the table: what stands in them, and by what they are sorted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.compile.analysis.figures import FIGURES, Figure
from app.compile.analysis.rows import Row

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        text: what a cell says.
        rank: what it is sorted by.
        width: px at first.
        figure: what its numbers are, None for words and receptive fields.
        falling: whether the largest comes first when one begins to sort by it.
        help: what it shows, in a sentence.
    """

    title: str
    text: Callable[[Row], str]
    rank: Callable[[Row], Any]
    width: int
    figure: Figure | None = None
    falling: bool = False
    help: str = ""


def leaf(row: Row) -> str:
    """The last part of its name."""
    return row.name.rpartition(".")[2]


def kind_of(row: Row) -> str:
    """Its kind, or the name of its block or Python layer."""
    return row.block or row.kind


def shape_of(row: Row) -> str:
    """All shapes in one text, without the batch."""
    return ", ".join(shape.label for _, shape in row.shapes)


def sight_of(row: Row) -> str:
    return str(row.sight or "")


def _natural(text: str) -> list[tuple[int, str]]:
    """For sorting words with numbers in them: conv_2 before conv_10."""
    parts = _DIGITS.split(text.casefold())
    return [(int(part), "") if place % 2 else (0, part) for place, part in enumerate(parts)]


def _entries(row: Row) -> int:
    """Numbers in its first result for one sample."""
    product = 1
    for extent in row.shapes[0][1].at(1) if row.shapes else (0,):
        product *= extent
    return product


def _breadth(row: Row) -> tuple[int, int]:
    return row.sight.breadth if row.sight else (-1, -1)


def _of_figure(figure: Figure, width: int) -> Column:
    return Column(figure.title, lambda row: figure.text(figure.of(row)), figure.of, width, figure, True, figure.help)


COLUMNS: tuple[Column, ...] = (
    Column("Node", leaf, lambda row: _natural(leaf(row)), 230),
    Column("Kind", kind_of, lambda row: _natural(kind_of(row)), 132),
    Column("Output", shape_of, _entries, 116, falling=True, help="Shape of what it gives, the batch left out."),
    *(_of_figure(figure, width) for figure, width in zip(FIGURES.values(), (164, 140, 152), strict=True)),
    Column(
        "Receptive field",
        sight_of,
        _breadth,
        124,
        falling=True,
        help="What one unit sees of the Input: through branches the largest; “whole” from end to end.",
    ),
)
SIGHT = len(COLUMNS) - 1


def ordered(rows: Sequence[Row], column: int | None, falling: bool) -> list[Row]:
    """Rows by a column, those that are equal as they came; None leaves all as they came."""
    return list(rows) if column is None else sorted(rows, key=COLUMNS[column].rank, reverse=falling)


def fits(row: Row, words: Sequence[str]) -> bool:
    """Whether all words stand in its name, kind or shape."""
    text = f"{leaf(row)} {row.kind} {row.block} {shape_of(row)}".casefold()
    return all(word in text for word in words)


def kept(rows: Sequence[Row], words: Sequence[str]) -> list[Row]:
    """Rows that fit, and blocks in which something does."""
    return [row for row in rows if fits(row, words) or kept(row.inside, words)]


def matching(rows: Sequence[Row], words: Sequence[str]) -> list[Row]:
    """The outermost rows that fit: what their figures add up to is counted once."""
    found: list[Row] = []
    for row in rows:
        found += [row] if fits(row, words) else matching(row.inside, words)
    return found
