"""Numbers and sizes as text, and back. A point marks decimals everywhere."""

from __future__ import annotations

import math
import re

TIMES = re.compile(r"\s*[×xX*,; ]\s*")


def number_text(value: float) -> str:
    """The shortest text that reads back as the value: ``64``, ``0.001``, ``1e-5``."""
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < 1e6:
        return f"{value:.1f}"
    return re.sub(r"e([+-])0*(\d+)", lambda found: f"e{found[1].replace('+', '')}{found[2]}", repr(value))


def parse_number(text: str, minimum: float | None, maximum: float | None, integer: bool) -> float:
    """Read a number within limits.

    Raises:
        ValueError: says what was expected.
    """
    try:
        value: float = int(text) if integer else float(text)
    except ValueError:
        value = math.nan
    within = (minimum is None or value >= minimum) and (maximum is None or value <= maximum)
    if not (math.isfinite(value) and within):
        raise ValueError(f"Expected {expected('an integer' if integer else 'a number', minimum, maximum)}.")
    return value


def parse_size(text: str, minimum: float | None, maximum: float | None, axes: int = 2) -> int | tuple[int, ...]:
    """Read ``3`` or ``3 × 5``: one number, or one per axis.

    Raises:
        ValueError: says what was expected.
    """
    entries = _integers(text)
    if entries is None or len(entries) not in (1, axes) or not _within(entries, minimum, maximum):
        several = f"{'two' if axes == 2 else axes} as {' × '.join('3' * axes)}"
        raise ValueError(f"Expected {expected(f'an integer, or {several},', minimum, maximum)}.")
    return entries[0] if len(entries) == 1 else entries


def parse_sizes(text: str, minimum: float | None, maximum: float | None, longest: int | None = None) -> tuple[int, ...]:
    """Read ``1, 8, 8``, at most ``longest`` of them; an empty text is no number at all.

    Raises:
        ValueError: says what was expected.
    """
    entries = _integers(text)
    if entries is None or not _within(entries, minimum, maximum):
        raise ValueError(f"Expected {expected('integers as 1, 8, 8', minimum, maximum)}.")
    if longest is not None and len(entries) > longest:
        raise ValueError(f"Expected at most {longest} integers, got {len(entries)}.")
    return entries


def size_text(value: int | tuple[int, ...]) -> str:
    """``3`` or ``3 × 5``, ``1 × 3 × 3``."""
    return " × ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def sizes_text(value: tuple[int, ...]) -> str:
    """``1, 8, 8``."""
    return ", ".join(map(str, value))


def expected(what: str, minimum: float | None, maximum: float | None) -> str:
    """``an integer from 1 to 64``, ``a number of at least 0``."""
    limit = maximum if maximum is not None and maximum < 2**31 - 1 else None
    if minimum is not None and limit is not None:
        return f"{what} from {minimum:g} to {limit:g}"
    if minimum is not None:
        return f"{what} of at least {minimum:g}"
    return f"{what} of at most {limit:g}" if limit is not None else what


def _integers(text: str) -> tuple[int, ...] | None:
    try:
        return tuple(int(part) for part in TIMES.split(text.strip("()[] ")) if part)
    except ValueError:
        return None


def _within(entries: tuple[int, ...], minimum: float | None, maximum: float | None) -> bool:
    return all((minimum is None or entry >= minimum) and (maximum is None or entry <= maximum) for entry in entries)
