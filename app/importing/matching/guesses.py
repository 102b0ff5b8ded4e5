"""Parameter values that no argument of an operation names: texts of an index, order of the sides of a border."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from app.importing.matching.terms import Term

Values = dict[str, Any]
Guess = Callable[[Term], Iterator[Values]]


def guessed() -> frozenset[str]:
    """Kinds that are guessed as a whole."""
    return frozenset(_GUESSES)


def guesses(kind: str, result: Term) -> list[Values]:
    """Complete parameter values to try for a kind that gives this result."""
    guess = _GUESSES.get(kind)
    return list(guess(result)) if guess else []


def _pad(names: tuple[str, ...]) -> Guess:
    def guess(term: Term) -> Iterator[Values]:
        told = _told(term)
        sides = told.get("pad", told.get("padding"))
        mode = {"constant_pad_nd": "constant", "reflection_pad": "reflect", "replication_pad": "replicate"}
        name = next((mode[start] for start in mode if term.op.startswith(start)), None)
        if sides is None or name is None or not set(sides[len(names) :]) <= {0}:
            return
        filled = tuple(sides) + (0,) * (len(names) - len(sides))
        yield {**dict(zip(names, filled, strict=False)), "mode": name, "value": float(told.get("value") or 0.0)}

    return guess


def _told(term: Term) -> Values:
    """Arguments of an operation by name."""
    return {entry[0]: entry[1] for entry in term.args if isinstance(entry, tuple) and isinstance(entry[0], str)}


def _bracket(term: Term) -> Iterator[Values]:
    """The text between the brackets for slices, positions and new axes on one tensor."""
    chain = []
    while term.op in ("slice", "select") and isinstance(term.args[0], Term):
        chain.append(term)
        term = term.args[0]
    if not chain:
        return
    axes: list[str] = [":"] * len(term.shape)
    left = list(range(len(axes)))
    for each in reversed(chain):
        axis = left[each.args[1]]
        if each.op == "select":
            axes[axis] = str(_near(each.args[2], each.args[0].shape[each.args[1]]))
            left.remove(axis)
        elif axes[axis] == ":":
            start, end, step = each.args[2:]
            axes[axis] = _span(start, end, step, each.args[0].shape[each.args[1]])
        else:
            return
    while axes and axes[-1] == ":":
        axes.pop()
    yield {"index": ", ".join(axes)}


def _span(start: int, end: int, step: int, size: int) -> str:
    text = f"{start or ''}:{'' if end >= size else end}"
    return f"{text}:{step}" if step > 1 else text


def _picked(term: Term) -> Iterator[Values]:
    if term.op == "select":
        source, axis, index = term.args
        yield {"dim": axis, "index": _near(index, source.shape[axis])}


def _near(index: int, size: int) -> int:
    """Counted from the end where that is nearer, as one would write it."""
    return index - size if size - index <= min(index, 2) else index


def _range(term: Term) -> Iterator[Values]:
    if term.op == "slice":
        source, axis, start, end, step = term.args
        size = source.shape[axis]
        yield {"dim": axis, "start": start, "stop": None if end >= size else end, "step": step}


def _squeezed(term: Term) -> Iterator[Values]:
    if term.op == "view":
        shape = term.args[0].shape
        yield from ({"dim": axis} for axis in range(1, len(shape)) if shape[axis] == 1)
        yield {}


def _unsqueezed(term: Term) -> Iterator[Values]:
    if term.op == "view":
        yield from ({"dim": axis} for axis in range(1, len(term.shape)) if term.shape[axis] == 1)


def _swapped(term: Term) -> Iterator[Values]:
    if term.op == "permute":
        moved = [axis for axis, old in enumerate(term.args[1]) if axis != old]
        if len(moved) == 2:
            yield {"dim0": moved[0], "dim1": moved[1]}


def _unflattened(term: Term) -> Iterator[Values]:
    if term.op == "view":
        before, after = term.args[0].shape, term.shape
        for axis in range(1, len(before)):
            behind = len(before) - axis - 1
            sizes = after[axis : len(after) - behind]
            if before[:axis] == after[:axis] and before[axis + 1 :] == after[len(after) - behind :] and len(sizes) > 1:
                yield {"dim": axis, "sizes": list(sizes)}


def _infinite(term: Term) -> Iterator[Values]:
    told = _told(term)
    value = told.get("value")
    if value == float("-inf"):
        yield {"infinite": True}
    elif isinstance(value, int | float):
        yield {"infinite": False, "value": float(value)}


_GUESSES: dict[str, Guess] = {
    "Pad1d": _pad(("left", "right")),
    "Pad2d": _pad(("left", "right", "top", "bottom")),
    "Index": _bracket,
    "Slice": _range,
    "Select": _picked,
    "Squeeze": _squeezed,
    "Unsqueeze": _unsqueezed,
    "Transpose": _swapped,
    "Unflatten": _unflattened,
    "MaskedFill": _infinite,
}
