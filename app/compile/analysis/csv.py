"""The rows of an analysis for a spreadsheet: plain numbers, no units."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from app.compile.analysis.rows import Row
from app.compile.analysis.sight import Sight

NUMBERS = ("parameters", "trainable", "frozen", "buffers", "flops", "multiply_adds", "memory")
HEADER = ("node", "kind", "output", *NUMBERS, "receptive_field", "stride", "offset")


def figures_csv(rows: Iterable[Row]) -> str:
    """A line of names, then one for each row: FLOPs for one sample, memory in bytes for the batch of the analysis."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(HEADER)
    lines.writerows(map(_cells, rows))
    return text.getvalue()


def _cells(row: Row) -> list[str | int]:
    shapes = ", ".join(str(shape) for _, shape in row.shapes)
    return [row.name, row.block or row.kind, shapes, *(getattr(row, key) for key in NUMBERS), *_seen(row.sight)]


def _seen(sight: Sight | None) -> tuple[str, str, str]:
    """Size, stride and offset along every axis; the last two only where they are known."""
    if sight is None:
        return "", "", ""
    placed = [reach for reach in sight.reaches if reach is not None and reach.placed]
    strides = "×".join(f"{float(reach.stride):g}" for reach in placed)
    return str(sight), strides, "×".join(str(reach.offset) for reach in placed)
