"""A `Call` as a Python expression. Every string passes repr() or an identifier check."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any

from app.compile.arguments import MISSING, Fill, bind
from app.compile.source.layout import Atom, Chain, Expression, Group, Item, flat, grouped
from nodes.call import Call, Target

_INFIX = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "matmul": "@"}


def construction(call: Call) -> Expression:
    """``nn.Conv2d(1, 16, 3, padding=1)``; of a kept tensor its value: ``torch.zeros(16)``."""
    if call.keeps:
        return use(call.kept(""), {}, lambda _: MISSING, "")
    return _call(str(call.target), list(call.args), _without_defaults(call.target, call.kwargs))


def use(call: Call, connected: Mapping[str, int], slot: Fill, module: str) -> Expression:
    """How a call is used. ``slot`` gives the variable of a placeholder as an `Atom`; ``module`` is ``self.conv_1``."""

    def nested(used: Call) -> Expression:
        args, kwargs = bind(used, connected, slot, nested)
        if used.keeps:
            return Atom(module)
        if used.constructs:
            return _call(module, args, kwargs)
        if used.target.form == "method":
            receiver = flat(grouped(literal(args[0])))
            return _call(f"{receiver}.{identifier(used.target.name)}", args[1:], kwargs)
        if used.target.module == "operator" and used.target.name in _INFIX and len(args) == 2:
            return _infix(_INFIX[used.target.name], literal(args[0]), literal(args[1]))
        if used.target.module == "operator" and used.target.name == "getitem" and len(args) == 2:
            return _indexed(literal(args[0]), args[1])
        return _call(str(used.target), args, _without_defaults(used.target, kwargs))

    return nested(call)


def literal(value: Any) -> Expression:
    """A value as it is written in source.

    Raises:
        TypeError: a value that has no short way to write it; a declaration of ours is wrong then.
    """
    if isinstance(value, Atom | Group | Chain):
        return value
    if isinstance(value, Target):
        return Atom(str(value))
    if isinstance(value, list | tuple):
        opening, closing = ("[", "]") if isinstance(value, list) else ("(", ")")
        return Group("", tuple(Item(literal(entry)) for entry in value), opening, closing)
    if isinstance(value, str):
        return Atom(quoted(value))
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return Atom(f'float("{value}")')
    if value is None or isinstance(value, bool | int | float) or type(value).__module__ == "torch":
        return Atom(repr(value))
    raise TypeError(f"cannot write {type(value).__name__} as source")


def quoted(text: str) -> str:
    """A string literal in double quotes where that needs no more escapes than single ones."""
    shown = repr(text)
    if shown.startswith("'") and '"' not in shown:
        return f'"{shown[1:-1]}"'
    return shown


def identifier(name: str) -> str:
    """The name itself.

    Raises:
        ValueError: it is no ASCII identifier, so it must not stand in source.
    """
    if not (name.isidentifier() and name.isascii()):
        raise ValueError(f"{name!r} is no identifier")
    return name


def _call(target: str, args: list[Any], kwargs: Mapping[str, Any]) -> Group:
    positional = [Item(literal(value)) for value in args]
    return Group(
        target, (*positional, *(Item(literal(value), f"{identifier(name)}=") for name, value in kwargs.items()))
    )


def _indexed(receiver: Expression, index: Any) -> Group:
    """``x[:, 2:5]``."""
    entries = index if isinstance(index, tuple) else (index,)
    items = (Item(Atom(_span(entry)) if isinstance(entry, slice) else literal(entry)) for entry in entries)
    return Group(flat(grouped(receiver)), tuple(items), "[", "]")


def _span(span: slice) -> str:
    """``2:5``, ``::3``: what is not given is left out."""
    start, stop, step = ("" if value is None else repr(int(value)) for value in (span.start, span.stop, span.step))
    return f"{start}:{stop}:{step}" if step else f"{start}:{stop}"


def _infix(operator: str, left: Expression, right: Expression) -> Chain:
    flattens = isinstance(left, Chain) and left.operator == operator
    first = left.operands if flattens and isinstance(left, Chain) else (grouped(left),)
    return Chain(operator, (*first, grouped(right)))


def _without_defaults(target: Target, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    if not target.module:  # a class of the same source: what is at its default was left out before
        return dict(kwargs)
    defaults = _defaults(target)
    return {name: value for name, value in kwargs.items() if not _same(value, defaults.get(name, MISSING))}


def _same(value: Any, default: Any) -> bool:
    return type(value) is type(default) and bool(value == default)


@cache
def _defaults(target: Target) -> dict[str, Any]:
    """Defaults of a class or function; none for those written in C."""
    try:
        signature = inspect.signature(target.resolve())
    except (TypeError, ValueError):
        return {}
    return {name: parameter.default for name, parameter in signature.parameters.items()}
