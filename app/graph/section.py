"""The base of the document's typed sections."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from app.errors import ProjectError


class Section(BaseModel):
    """An immutable, strict part of the document that explains what it cannot take."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @classmethod
    def parse(cls, values: Any, where: str) -> Self:
        """Validate plain JSON data.

        Raises:
            ProjectError: names the field, what was expected and what came.
        """
        if not isinstance(values, dict):
            raise ProjectError(f"expected an object, got {_short(values)}", where)
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise cls._explain(error, where) from None

    def changed(self, where: str = "", **values: Any) -> Self:
        """The same section with other values, validated (`ProjectError`)."""
        return self.parse(self.model_dump() | values, where or type(self).__name__.lower())

    @classmethod
    def _explain(cls, error: ValidationError, where: str) -> ProjectError:
        first = error.errors(include_url=False)[0]
        place = ".".join([where, *(str(part) for part in first["loc"])])
        if first["type"] == "extra_forbidden":
            return ProjectError(f"unknown field; expected one of {', '.join(cls.model_fields)}", place)
        message = (
            first["msg"]
            .removeprefix("Input should be ")
            .replace("a valid ", "a ", 1)
            .replace("a integer", "an integer")
        )
        if message[:1].isupper():
            return ProjectError(f"{message[0].lower()}{message[1:]}, got {_short(first['input'])}", place)
        return ProjectError(f"expected {message}, got {_short(first['input'])}", place)


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."
