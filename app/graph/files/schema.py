"""Reading the fields of a JSON object with messages that name the place."""

from __future__ import annotations

from typing import Any

from app.errors import ProjectError
from app.graph.files.strict_json import shown
from app.graph.rules import FARTHEST


class Fields:
    """The members of one object; unknown and missing ones are refused.

    Raises:
        ProjectError: from every method, with the place.
    """

    def __init__(self, data: Any, where: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
        if not isinstance(data, dict):
            raise ProjectError(f"expected an object, got {shown(data)}", where)
        self.data: dict[str, Any] = data
        self.where = where
        known = required + optional
        for name in data:
            if name not in known:
                raise ProjectError(f"unknown field; expected one of {', '.join(known)}", self.place(name[:60]))
        for name in required:
            if name not in data:
                raise ProjectError(f"the field {name!r} is missing", where)

    def place(self, name: str) -> str:
        """Where a member stands."""
        return f"{self.where}.{name}" if self.where else name

    def get(self, name: str, default: Any = None) -> Any:
        return self.data.get(name, default)

    def typed(self, name: str, kind: type, expected: str, default: Any) -> Any:
        """A member of exactly this type (True is no integer), or the default where it is absent."""
        value = self.data.get(name, default)
        if type(value) is not kind:
            raise ProjectError(f"expected {expected}, got {shown(value)}", self.place(name))
        return value

    def number(self, name: str, default: float) -> float:
        """A member that is a number, as a float."""
        value = self.data.get(name, default)
        if type(value) not in (int, float):
            raise ProjectError(f"expected a number, got {shown(value)}", self.place(name))
        return float(value)

    def list_of(self, name: str, most: int) -> list[Any]:
        """A member that is a list of at most that many entries; absent means empty."""
        value = self.data.get(name, [])
        if not isinstance(value, list):
            raise ProjectError(f"expected a list, got {shown(value)}", self.place(name))
        if len(value) > most:
            raise ProjectError(f"expected at most {most:,} entries, got {len(value):,}", self.place(name))
        return value


def coordinates(fields: Fields, name: str) -> tuple[float, float]:
    """A member that is a pair of numbers, px."""
    value = fields.get(name, [0, 0])
    right = isinstance(value, list) and len(value) == 2 and all(type(entry) in (int, float) for entry in value)
    if not right or any(abs(entry) > FARTHEST for entry in value):
        raise ProjectError(
            f"expected two numbers from {-FARTHEST:g} to {FARTHEST:g}, got {shown(value)}", fields.place(name)
        )
    return float(value[0]), float(value[1])


def plain(value: float) -> int | float:
    """A whole number without its ``.0``."""
    return int(value) if value == int(value) else value
