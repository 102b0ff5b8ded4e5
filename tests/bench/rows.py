"""Rows of the table, passed between processes as JSON lines."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """One measured figure.

    Attributes:
        group, what: where it stands and what was measured.
        value: the figure; unit: its unit, "" for a ratio.
        goal: limit, None where there is none; at_least: it is a lower limit.
        detail: the figures behind a ratio, in words.
    """

    group: str
    what: str
    value: float
    unit: str = ""
    goal: float | None = None
    at_least: bool = False
    detail: str = ""

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def tell(row: Row) -> None:
    """Print a row for the process that collects the table."""
    sys.stdout.write("ROW " + json.dumps(asdict(row)) + "\n")
    sys.stdout.flush()


def heard(output: str) -> list[Row]:
    """The rows in a process' output."""
    return [Row(**json.loads(line[4:])) for line in output.splitlines() if line.startswith("ROW ")]
