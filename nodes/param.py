"""Typed parameters of node kinds: limits, units and help beside the value."""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field
from pydantic.fields import FieldInfo

Size1 = int
Size2 = int | tuple[int, int]
Size3 = int | tuple[int, int, int]
Sizes = tuple[int, ...]

LARGEST = 2**31 - 1
"""Cap of integers whose declaration names none: torch's own sizes go wrong beyond it."""

Form = Literal["integer", "number", "switch", "choice", "size", "sizes", "text"]


def param(
    default: Any,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    longest: int | None = None,
    unit: str = "",
    help: str = "",
    advanced: bool = False,
) -> Any:
    """Declare a parameter. Limits are inclusive and hold for every entry of a size.

    ``longest`` is the largest number of entries of a list, or of characters of a text.
    """
    extra: dict[str, Any] = {
        "minimum": minimum,
        "maximum": maximum,
        "longest": longest,
        "unit": unit,
        "help": help,
        "advanced": advanced,
    }
    return Field(default, json_schema_extra=extra, validate_default=True)


@dataclass(frozen=True, slots=True)
class ParamInfo:
    """What a property form needs to know about one parameter. ``axes`` is the longest form of a size, else 0."""

    name: str
    form: Form
    default: Any
    minimum: float | None
    maximum: float | None
    unit: str
    help: str
    choices: tuple[str, ...]
    optional: bool
    advanced: bool
    longest: int | None = None
    axes: int = 0

    @property
    def expected(self) -> str:
        """The allowed values in words: ``an integer >= 1``."""
        words = {
            "integer": "an integer",
            "number": "a number",
            "switch": "true or false",
            "choice": "one of " + ", ".join(self.choices),
            "size": f"an integer or {'a pair of integers' if self.axes == 2 else f'{self.axes} integers'}",
            "sizes": "a list of " + (f"at most {self.longest} " if self.longest else "") + "integers",
            "text": "a text" + (f" of at most {self.longest} characters" if self.longest else ""),
        }[self.form]
        if self.minimum is not None:
            words += f" >= {self.minimum:g}"
        if self.maximum is not None and self.maximum != LARGEST:
            words += f"{' and' if self.minimum is not None else ''} <= {self.maximum:g}"
        return words + (" or nothing" if self.optional else "")

    def within(self, value: Any) -> bool:
        """Whether a value of the right type lies inside the limits."""
        if self.longest is not None and isinstance(value, tuple | str) and len(value) > self.longest:
            return False
        numbers = value if isinstance(value, tuple) else (value,)
        return all(
            (self.minimum is None or number >= self.minimum) and (self.maximum is None or number <= self.maximum)
            for number in numbers
            if isinstance(number, int | float) and not isinstance(number, bool)
        )


def info_of(name: str, declared: FieldInfo) -> ParamInfo:
    """Read a pydantic field made by `param`."""
    extra = declared.json_schema_extra if isinstance(declared.json_schema_extra, dict) else {}
    form, choices, optional = _classify(declared.annotation)
    maximum = typing.cast("float | None", extra.get("maximum"))
    if maximum is None and form in ("integer", "size", "sizes"):
        maximum = LARGEST
    return ParamInfo(
        name=name,
        form=form,
        default=declared.default,
        minimum=typing.cast("float | None", extra.get("minimum")),
        maximum=maximum,
        unit=str(extra.get("unit") or ""),
        help=str(extra.get("help") or ""),
        choices=choices,
        optional=optional,
        advanced=bool(extra.get("advanced")),
        longest=typing.cast("int | None", extra.get("longest")),
        axes=_axes(declared.annotation) if form == "size" else 0,
    )


def _classify(annotation: Any) -> tuple[Form, tuple[str, ...], bool]:
    options = typing.get_args(annotation) if _is_union(annotation) else (annotation,)
    optional = type(None) in options
    options = tuple(option for option in options if option is not type(None))
    if len(options) == 2 and int in options:
        return "size", (), optional
    (only,) = options
    if typing.get_origin(only) is Literal:
        return "choice", tuple(typing.get_args(only)), optional
    if typing.get_origin(only) is tuple:
        return "sizes", (), optional
    forms: dict[Any, Form] = {bool: "switch", int: "integer", float: "number", str: "text"}
    return forms[only], (), optional


def _axes(annotation: Any) -> int:
    """Number of entries of the tuple in ``int | tuple[int, int]``."""
    return max(len(typing.get_args(option)) for option in typing.get_args(annotation))


def _is_union(annotation: Any) -> bool:
    return typing.get_origin(annotation) in (typing.Union, types.UnionType)
