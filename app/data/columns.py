"""How the cells of one table column become numbers; the same rule for the data set and for new rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.errors import DataError

MISSING = "(missing)"
"""Category of an empty cell."""

_EMPTY = ("", "na", "n/a", "nan", "null", "none", "?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table file.

    Attributes:
        kind: ``number`` (NaN where missing), ``date`` (days since 1970), ``one-hot`` (a feature per category) or
            ``codes`` (category index).
        categories: known texts, in order; empty for numbers.
    """

    name: str
    kind: Literal["number", "date", "one-hot", "codes"] = "number"
    categories: tuple[str, ...] = ()

    @property
    def feature_names(self) -> tuple[str, ...]:
        if self.kind == "one-hot":
            return tuple(f"{self.name} = {category}" for category in self.categories)
        return (self.name,)

    def encode(self, cells: Sequence[Any]) -> NDArray[np.float32]:
        """Cells (texts, numbers or None) as (n, features) float32.

        Raises:
            DataError: a cell is no number, or a category the data set did not have.
        """
        if self.kind == "number" and (plain := plain_numbers(cells)) is not None:
            return plain[:, None].astype(np.float32)
        if self.kind in ("number", "date"):
            return np.array([[self._number(cell, row)] for row, cell in enumerate(cells)], dtype=np.float32)
        codes = np.array([self._code(cell, row) for row, cell in enumerate(cells)], dtype=np.int64)
        if self.kind == "codes":
            return codes[:, None].astype(np.float32)
        return np.eye(len(self.categories), dtype=np.float32)[codes]

    def decode(self, features: NDArray[np.float32]) -> Any:
        """The cell that gives these features: a number, a category or a date; None where it is missing."""
        if self.kind in ("number", "date") and np.isnan(features[0]):
            return None
        if self.kind == "number":
            return float(features[0])
        if self.kind == "date":
            return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=float(features[0]))).date().isoformat()
        code = int(features.argmax()) if self.kind == "one-hot" else int(features[0])
        return None if self.categories[code] == MISSING else self.categories[code]

    def _number(self, cell: Any, row: int) -> float:
        if is_missing(cell):
            return float("nan")
        try:
            value = days(cell) if self.kind == "date" else float(cell)
        except (TypeError, ValueError):
            value = None
        if value is None:
            raise DataError(f"row {row + 1}: {self.name} expects a {self.kind}, got {str(cell)[:40]!r}")
        return value

    def _code(self, cell: Any, row: int) -> int:
        text = MISSING if is_missing(cell) else category_text(cell)
        if text not in self.categories:
            known = ", ".join(self.categories[:8]) + (", ..." if len(self.categories) > 8 else "")
            raise DataError(f"row {row + 1}: {self.name} expects one of {known}, got {text[:40]!r}")
        return self.categories.index(text)


def plain_numbers(cells: Sequence[Any]) -> NDArray[np.float64] | None:
    """All cells as numbers (NaN for None) in one go, or None where that cannot be said at once."""
    try:
        found = np.array(cells, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    return found if found.ndim == 1 else None


def is_missing(cell: Any) -> bool:
    """Whether a cell counts as empty: nothing, NaN, or one of the usual words for it."""
    if cell is None or (isinstance(cell, float) and cell != cell):
        return True
    return isinstance(cell, str) and cell.strip().lower() in _EMPTY


def days(cell: Any) -> float | None:
    """Days since 1970-01-01 of an ISO date or time (UTC where it names no zone); None where it is none."""
    try:
        moment = datetime.fromisoformat(str(cell))
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() / 86400


def category_text(cell: Any) -> str:
    """The name of a category: whole numbers without a point, truth values in lower case."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
