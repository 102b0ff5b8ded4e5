"""JSON as a stranger may send it: capped before it is parsed, nothing doubtful accepted.

Refused with one sentence: too many bytes, not UTF-8, duplicate keys, NaN and infinities, numbers out of range,
deep nesting, texts that cannot be written again, anything behind the end.
"""

from __future__ import annotations

import json
import math
from typing import Any

from app.errors import ProjectError
from app.graph.rules import MAX_TEXT, why_not_text

MAX_BYTES = 8 * 2**20
MAX_DEPTH = 12
MAX_OBJECTS = 100_000
MAX_COMMAS = 1_000_000
MAX_INTEGER = 2**53
MAX_KEY = 200
_MAX_DIGITS = 400


class _Unwritable:
    """Stands where the text has a number JSON does not know, until the place is known."""

    def __init__(self, text: str) -> None:
        self.text = text if len(text) <= 40 else text[:40] + "..."


def read(text: str | bytes) -> Any:
    """The plain data in a JSON text.

    Raises:
        ProjectError: see the module; the message names the place where it is known.
    """
    clean = _decoded(text)
    try:
        data = json.loads(
            clean, object_pairs_hook=_unique, parse_constant=_Unwritable, parse_int=_integer, parse_float=_number
        )
    except json.JSONDecodeError as error:
        raise ProjectError(f"not JSON: {_lower(error.msg)} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise ProjectError(f"nested deeper than {MAX_DEPTH} levels") from None
    _check(data, "", MAX_DEPTH)
    return data


def shown(value: Any) -> str:
    """A value as the file has it, cut to a readable length."""
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, dict | list) else _sketch(value)
    return text if len(text) <= 60 else text[:57] + "..."


def one_line(text: str, most: int = 400) -> str:
    """A message without line breaks and other signs that a terminal would obey, cut to a readable length."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in text[: most + 1])
    return plain if len(plain) <= most else plain[: most - 3] + "..."


def _sketch(value: dict[str, Any] | list[Any]) -> str:
    return "an object" if isinstance(value, dict) else f"a list of {len(value)}"


def _decoded(text: str | bytes) -> str:
    size = len(text)
    if size <= MAX_BYTES and isinstance(text, str):
        size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise ProjectError(f"expected a project of at most {MAX_BYTES // 2**20} MB, got {size / 2**20:.1f} MB")
    try:
        clean = text if isinstance(text, str) else text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProjectError(f"not a text in UTF-8 (byte {error.start})") from None
    if clean.count("{") > MAX_OBJECTS or clean.count("[") > MAX_OBJECTS or clean.count(",") > MAX_COMMAS:
        raise ProjectError(f"expected a project of at most {MAX_OBJECTS:,} objects and {MAX_COMMAS:,} values, got more")
    return clean.removeprefix("\ufeff")


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        double = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        owner = made.get("name", made.get("id"))
        inside = f" in {owner[:60]}" if isinstance(owner, str) else ""
        raise ProjectError(f"the key {double[:60]!r} stands twice{inside}")
    return made


def _integer(text: str) -> Any:
    if len(text) > 20 or abs(int(text)) > MAX_INTEGER:
        return _Unwritable(text)
    return int(text)


def _number(text: str) -> Any:
    value = float(text) if len(text) <= _MAX_DIGITS else math.inf
    return value if math.isfinite(value) else _Unwritable(text)


def _check(value: Any, where: str, depth: int) -> None:
    if isinstance(value, str):
        if len(value) > MAX_TEXT or not value.isascii():
            reason = why_not_text(value)
            if reason:
                raise ProjectError(reason, where)
    elif isinstance(value, _Unwritable):
        raise ProjectError(f"expected a number of ordinary size, got {value.text}", where)
    elif isinstance(value, dict | list):
        if depth == 0:
            raise ProjectError(f"nested deeper than {MAX_DEPTH} levels", where[:120])
        _check_members(value, where, depth - 1)


def _check_members(value: dict[str, Any] | list[Any], where: str, depth: int) -> None:
    if isinstance(value, dict):
        for key, member in value.items():
            if why_not_text(key):
                raise ProjectError(f"a key that no file can take: {key[:60]!a}", where)
            _check(member, f"{where}.{key}" if where else key, depth)
        return
    for index, member in enumerate(value):
        label = ""
        if isinstance(member, dict) and isinstance(member.get("name"), str):
            label = f" ({member['name'][:60]})"
        _check(member, f"{where}[{index}]{label}", depth)
