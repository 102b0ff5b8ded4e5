"""One form for ATen operations that say the same: views, permutations, parts, sums with a number."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor

from app.importing.matching.terms import Book, Term

Arguments = Mapping[str, Any]
"""Arguments of an operation by their names in its schema; terms for tensors."""

Rule = Callable[[Book, Arguments, Tensor, int], Term]
"""Book, arguments, the resulting tensor, and its number among the results -> its term."""

UNSAID = frozenset({"device", "layout", "pin_memory", "memory_format", "non_blocking", "generator", "out", "names"})
"""Arguments that change no number."""

_REDUCTIONS = frozenset({"sum", "mean", "amax", "amin", "var", "std", "logsumexp", "any", "all", "linalg_vector_norm"})
_POOLS = (
    *("avg_pool1d", "avg_pool2d", "avg_pool3d"),
    *("max_pool1d_with_indices", "max_pool2d_with_indices", "max_pool3d_with_indices"),
)
_AXES = frozenset({"dim", "dims", "dim0", "dim1", "axis"})


def canonical(book: Book, name: str, arguments: Arguments, result: Tensor, number: int) -> Term:
    """The term of one result of an operation.

    Args:
        name: as in the schema, without ``aten::`` and overload.
        number: of the result; 0 where there is only one.
    """
    name = name[:-1] if name.endswith("_") and not name.startswith("__") else name  # what it overwrites is the caller's
    rule = _RULES.get(name)
    if rule is not None:
        return rule(book, arguments, result, number)
    return _plain(book, name, arguments, result, number)


def _plain(book: Book, name: str, arguments: Arguments, result: Tensor, number: int) -> Term:
    first = arguments.get("self", arguments.get("input"))
    rank = len(first.shape) if isinstance(first, Term) else result.dim()
    args = [
        (key, _axes(value, rank, name in _REDUCTIONS) if key in _AXES else value)
        for key, value in arguments.items()
        if key not in UNSAID and value is not None
    ]
    return book.term(name, (*args, *([("result", number)] if number else [])), result)


def _axes(value: Any, rank: int, unordered: bool) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return (value % rank,) if unordered and rank else value % rank if rank else value
    if isinstance(value, tuple):
        axes = tuple(each % rank if rank else each for each in value)
        return tuple(sorted(axes)) if unordered else axes
    return value


def _same(_: Book, arguments: Arguments, __: Tensor, ___: int) -> Term:
    found: Term = arguments["self"]
    return found


def _view(book: Book, arguments: Arguments, result: Tensor, _: int) -> Term:
    source: Term = arguments["self"]
    if source.op == "view":
        source = source.args[0]
    shape = tuple(result.shape)
    return source if source.shape == shape else book.term("view", (source, shape), result)


def _expand(book: Book, arguments: Arguments, result: Tensor, _: int) -> Term:
    source: Term = arguments["self"]
    shape = tuple(result.shape)
    return source if source.shape == shape else book.term("expand", (source, shape), result)


def _permutation(order: Callable[[int, Arguments], list[int]]) -> Rule:
    def rule(book: Book, arguments: Arguments, result: Tensor, _: int) -> Term:
        source: Term = arguments["self"]
        axes = tuple(order(len(source.shape), arguments))
        return source if axes == tuple(range(len(axes))) else book.term("permute", (source, axes), result)

    return rule


def _swapped(rank: int, first: int, second: int) -> list[int]:
    axes = list(range(rank))
    if rank:
        axes[first], axes[second] = axes[second], axes[first]
    return axes


def _slice(book: Book, arguments: Arguments, result: Tensor, _: int) -> Term:
    source: Term = arguments["self"]
    axis = arguments.get("dim", 0) % len(source.shape)
    size, step = source.shape[axis], arguments.get("step", 1)
    start, end, _step = slice(arguments.get("start"), arguments.get("end"), step).indices(size)
    return _part(book, source, axis, (start, max(start, end), step), result)


def _part(book: Book, source: Term, axis: int, span: tuple[int, int, int], result: Tensor) -> Term:
    if span == (0, source.shape[axis], 1):
        return source
    return book.term("slice", (source, axis, *span), result)


def _select(book: Book, arguments: Arguments, result: Tensor, _: int) -> Term:
    source: Term = arguments["self"]
    axis = arguments["dim"] % len(source.shape)
    return book.term("select", (source, axis, arguments["index"] % source.shape[axis]), result)


def _unbind(book: Book, arguments: Arguments, result: Tensor, number: int) -> Term:
    return _select(book, {"self": arguments["self"], "dim": arguments.get("dim", 0), "index": number}, result, 0)


def _split(book: Book, arguments: Arguments, result: Tensor, number: int) -> Term:
    source: Term = arguments["self"]
    axis = arguments.get("dim", 0) % len(source.shape)
    sizes = arguments.get("split_size", arguments.get("split_sizes"))
    start = sum(sizes[:number]) if isinstance(sizes, tuple) else number * int(sizes or 0)
    return _part(book, source, axis, (start, start + result.shape[axis], 1), result)


def _extreme(value: str, place: str) -> Rule:
    """``max`` along an axis gives values and places."""

    def rule(book: Book, arguments: Arguments, result: Tensor, number: int) -> Term:
        name = "max" if value == "amax" else "min"
        if "dim" not in arguments:
            return _plain(book, name if "other" not in arguments else f"{name}imum", arguments, result, number)
        return _plain(book, place if number else value, arguments, result, 0)

    return rule


def _cast(book: Book, arguments: Arguments, result: Tensor, _: int) -> Term:
    source: Term = arguments["self"]
    return source if source.tensor.dtype == result.dtype else book.term("cast", (source, result.dtype), result)


def _add(sign: int) -> Rule:
    def rule(book: Book, arguments: Arguments, result: Tensor, number: int) -> Term:
        other, alpha = arguments["other"], arguments.get("alpha", 1)
        if isinstance(other, Term) or alpha != 1:
            return _plain(book, "add" if sign > 0 else "sub", arguments, result, number)
        return _plain(book, "add", {**arguments, "other": sign * other}, result, number)

    return rule


def _reversed_sub(book: Book, arguments: Arguments, result: Tensor, number: int) -> Term:
    turned = {"self": arguments["other"], "other": arguments["self"]}
    return _plain(book, "sub", turned | {"alpha": arguments.get("alpha", 1)}, result, number)


def _pool(name: str) -> Rule:
    """A stride that is left out is the window."""

    def rule(book: Book, arguments: Arguments, result: Tensor, number: int) -> Term:
        told = {**arguments, "stride": arguments.get("stride") or arguments["kernel_size"]}
        return _plain(book, name, told, result, number)

    return rule


def _norm(book: Book, arguments: Arguments, result: Tensor, number: int) -> Term:
    """`Tensor.norm` of the usual length is the vector norm."""
    power = arguments.get("p", arguments.get("ord", 2))
    told = {"self": arguments["self"], "dim": arguments.get("dim"), "keepdim": arguments.get("keepdim", False)}
    return _plain(book, "linalg_vector_norm", told | {"ord": 2 if power is None else power}, result, number)


def _square(book: Book, arguments: Arguments, result: Tensor, number: int) -> Term:
    return _plain(book, "pow", {"self": arguments["self"], "exponent": 2}, result, number)


_RULES: dict[str, Rule] = {
    **dict.fromkeys(("alias", "detach", "clone", "lift_fresh", "lift_fresh_copy", "contiguous"), _same),
    **dict.fromkeys(("view", "_unsafe_view", "reshape", "_reshape_alias", "unsqueeze", "squeeze"), _view),
    "expand": _expand,
    "t": _permutation(lambda rank, _: _swapped(rank, 0, rank - 1)),
    "transpose": _permutation(lambda rank, given: _swapped(rank, given["dim0"], given["dim1"])),
    "permute": _permutation(lambda rank, given: [axis % rank for axis in given["dims"]]),
    "slice": _slice,
    "select": _select,
    "unbind": _unbind,
    "split": _split,
    "split_with_sizes": _split,
    "max": _extreme("amax", "argmax"),
    "min": _extreme("amin", "argmin"),
    "_to_copy": _cast,
    "add": _add(1),
    "sub": _add(-1),
    "rsub": _reversed_sub,
    "norm": _norm,
    "linalg_vector_norm": _norm,
    "square": _square,
    **{name: _pool(name) for name in _POOLS},
}


def plain_number(value: Any) -> bool:
    """Whether a value is a finite number that a parameter could hold."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
