"""What a traced operation tells about the parameters of the node that would do the same."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import nn

from app.importing.matching.terms import Term
from nodes.param import ParamInfo
from nodes.shape import Shape

_ALIASES: dict[str, tuple[str, ...]] = {
    "dim": ("dim", "dims", "axis"),
    "order": ("order",),
    "stop": ("end",),
    "size": ("size", "output_size"),
    "scale_factor": ("scale_factor", "scale_factors", "scales_h", "scales"),
    "sizes": ("sizes", "shape"),
    "shape": ("shape", "size"),
    "number": ("other", "exponent", "value"),
    "value": ("value", "fill_value"),
    "factor": ("other",),
    "amount": ("other",),
    "correction": ("correction",),
    "p": ("p", "ord"),
}
_CANONICAL: dict[str, tuple[str, ...]] = {
    "slice": ("self", "dim", "start", "end", "step"),
    "select": ("self", "dim", "index"),
    "permute": ("self", "order"),
    "view": ("self", "sizes"),
    "expand": ("self", "sizes"),
    "cast": ("self", "dtype"),
}
_MOST = 6


@dataclass(slots=True)
class Clues:
    """Values by name, and all numbers, lists and texts that stand in an operation.

    Attributes:
        sizes: of the results, with -1 for what grows with the batch.
    """

    named: dict[str, list[Any]] = field(default_factory=dict)
    numbers: list[float] = field(default_factory=list)
    lists: list[tuple[int, ...]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    sizes: list[tuple[int, ...]] = field(default_factory=list)

    def note(self, name: str, value: Any) -> None:
        """One argument."""
        if isinstance(value, Term) or value is None:
            return
        if value not in self.named.setdefault(name, []):
            self.named[name].append(value)
        if isinstance(value, str):
            self.texts.append(value.replace(" ", ""))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self.numbers.append(value)
        elif isinstance(value, tuple | list) and value and all(type(each) is int for each in value):
            self.lists.append(tuple(value))

    def candidates(self, info: ParamInfo) -> list[Any]:
        """Values that a parameter may have, the likeliest first; its default is one of them."""
        found: list[Any] = []
        for name in (info.name, *_ALIASES.get(info.name, ())):
            found += self.named.get(name, [])
        found.append(info.default)
        if info.form in ("integer", "number"):
            found += self.numbers
        elif info.form in ("size", "sizes"):
            found += [*self.lists, *self.sizes, *(size[1:] for size in self.sizes)]
        elif info.form == "text":
            found += self.texts
        elif info.form == "switch":
            found.append(not info.default)
        elif info.form == "choice":
            found += info.choices
        taken: list[Any] = []
        for value in found:
            fitting = plain(value, info)
            if not any(type(fitting) is type(each) and fitting == each for each in taken):
                taken.append(fitting)
        return taken if info.form == "choice" else taken[:_MOST]


def clues_of(terms: Iterable[Term], arguments: Mapping[str, Any], shapes: Iterable[Shape]) -> Clues:
    """Clues in the terms and in the arguments that the code names; ``shapes`` are those of the results."""
    found = Clues()
    for name, value in arguments.items():
        found.note(name, value)
    for shape in shapes:
        found.sizes.append(tuple(-1 if extent.per_sample else extent.fixed for extent in shape.dims))
    for result in terms:
        for term in result.walk():
            for name, value in _named(term):
                found.note(name, value)
                if name == "order":  # some kinds count it behind the batch
                    found.note("order", value[1:])
    return found


def arguments_of(target: nn.Module | Callable[..., Any] | str, args: Any, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The plain arguments of a call by name, as far as Python knows the names; a module's settings."""
    if isinstance(target, nn.Module):
        return {name: value for name, value in vars(target).items() if not name.startswith("_")}
    found = dict(kwargs)
    if callable(target) and not isinstance(target, str):
        try:
            found |= dict(inspect.signature(target).bind(*args, **kwargs).arguments)
        except (TypeError, ValueError):
            found |= {f"argument_{place}": value for place, value in enumerate(args)}
    return found


def plain(value: Any, info: ParamInfo) -> Any:
    """A value as the parameter takes it: one number for equal sizes, the right type of number, lists as in files."""
    if isinstance(value, tuple | list):
        entries = list(value)
        alike = len(set(entries)) == 1
        if info.form in ("size", "integer", "number") and alike:
            return plain(entries[0], info)
        return entries
    if isinstance(value, bool):
        return value
    if info.form == "number" and isinstance(value, int):
        return float(value)
    if info.form in ("integer", "size") and isinstance(value, float) and value.is_integer():
        return int(value)
    if info.form == "sizes" and isinstance(value, int):
        return [value]
    return value


def _named(term: Term) -> Iterator[tuple[str, Any]]:
    names = _CANONICAL.get(term.op)
    if names is not None:
        yield from zip(names, (*term.args[:1], *_tail(term)), strict=False)
        return
    for entry in term.args:
        if isinstance(entry, tuple) and len(entry) == 2 and isinstance(entry[0], str):
            yield entry


def _tail(term: Term) -> tuple[Any, ...]:
    return term.args[1:]
