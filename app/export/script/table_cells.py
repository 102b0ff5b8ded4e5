"""How the script turns the cells of a column into numbers or names of categories: no more than the cells need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.compile.source.expressions import quoted
from app.data.columns import MISSING, Column, category_text
from app.data.table_file import TableColumn

HELPERS = {
    "missing": '''
def missing(cell: str | None) -> bool:
    """Whether a cell counts as empty."""
    words = ("", "na", "n/a", "nan", "null", "none", "?")
    return cell is None or cell.strip().lower() in words
''',
    "number": '''
def number(cell: str | float | None) -> float:
    """A cell as a number; NaN where it is missing, or none."""
    try:
        return float(cell)
    except (TypeError, ValueError):
        return math.nan
''',
    "decimal": '''
def decimal(cell: str) -> float:
    """A cell as a number with a decimal comma; NaN where it is missing, or none."""
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return math.nan
''',
    "category": '''
def category(cell: str | float) -> str:
    """The name of a number: whole ones have no point."""
    value = float(cell)
    return str(int(value)) if value.is_integer() else str(value)
''',
    "named": '''
def named(cell: str | None) -> str:
    """The name of a category, also that of empty cells."""
    words = ("", "na", "n/a", "nan", "null", "none", "?")
    text = (cell or "").strip()
    return "(missing)" if text.lower() in words else text
''',
    "days": '''
def days(cell: str) -> float:
    """Days since 1970 of a date (UTC where it names no zone); NaN where it is empty."""
    if not cell.strip():
        return math.nan
    moment = datetime.fromisoformat(cell.strip())
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() / 86400
''',
}


@dataclass(frozen=True, slots=True)
class Cells:
    """How one column is read: ``CELL`` in the pattern stands for the cell; ``helper`` is the function it calls."""

    pattern: str
    helper: str = ""

    def text(self, column: str) -> str:
        """The expression for the cell of a ``row``."""
        return self.pattern.replace("CELL", f"row[{quoted(column)}]")


def cells_of(column: Column, found: TableColumn, raw: Sequence[Any]) -> Cells:
    """The simplest way that gives what Netloom read.

    Args:
        raw: the cells as a plain reader gives them.
    """
    if column.kind == "date":
        return Cells("days(CELL)", "days")
    if column.kind == "number":
        return _number(found, raw)
    return _category(found, raw)


def _number(found: TableColumn, raw: Sequence[Any]) -> Cells:
    if all(_plain(given, cell) for given, cell in zip(raw, found.cells, strict=True)):
        return Cells("CELL")
    if any(isinstance(given, str) and "," in given for given in raw):
        return Cells("decimal(CELL)", "decimal")
    return Cells("number(CELL)", "number")


def _plain(given: Any, cell: Any) -> bool:
    try:
        return cell is not None and float(given) == cell
    except (TypeError, ValueError):
        return False


def _category(found: TableColumn, raw: Sequence[Any]) -> Cells:
    names = [MISSING if cell is None else category_text(cell) for cell in found.cells]
    pairs = list(zip(raw, names, found.cells, strict=True))
    present = [(given, name) for given, name, cell in pairs if cell is not None]
    simple = len(present) == len(pairs)
    ways = (
        (Cells("CELL"), lambda given: given),
        (Cells("CELL.strip()"), lambda given: given.strip() if isinstance(given, str) else ""),
        (Cells("CELL.strip().lower()"), lambda given: given.strip().lower() if isinstance(given, str) else ""),
        (Cells("str(CELL)"), str),
        (Cells("str(CELL).lower()"), lambda given: str(given).lower()),
    )
    for cells, way in ways if simple else ():
        if all(way(given) == name for given, name in present):
            return cells
    return Cells("named(CELL)", "named") if not simple else Cells("category(CELL)", "category")
