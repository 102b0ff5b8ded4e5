"""The arguments of a `Call`: placeholders become tensors, torch.fx nodes or source text, by the same rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nodes.call import Call, Slot


class Missing:
    """Stands for an optional port without a link."""


MISSING = Missing()

Fill = Callable[[Slot], Any]
Nested = Callable[[Call], Any]


def bind(call: Call, connected: Mapping[str, int], slot: Fill, nested: Nested) -> tuple[list[Any], dict[str, Any]]:
    """Arguments with which a call's target is called.

    Args:
        call: what is called.
        connected: number of links of every port that has any, in the order of the ports.
        slot: gives the value of a placeholder, `MISSING` where the port has no such link.
        nested: gives the value of a function call that stands as an argument.

    A group (tuple, list) with a missing member vanishes as a whole; a missing argument before a present one is None.
    """
    if not call.constructs:
        positional: Sequence[Any] = call.args
        keywords = call.kwargs
    else:
        fed = [Slot(port, index) for port, count in connected.items() for index in range(count)]
        positional = fed if call.feed is None else call.feed
        keywords = call.feed_kwargs
    args = [_fill(value, slot, nested) for value in positional]
    while args and args[-1] is MISSING:
        args.pop()
    kwargs = {name: _fill(value, slot, nested) for name, value in keywords.items()}
    return (
        [None if value is MISSING else value for value in args],
        {name: value for name, value in kwargs.items() if value is not MISSING},
    )


def _fill(value: Any, slot: Fill, nested: Nested) -> Any:
    if isinstance(value, Slot):
        return slot(value)
    if isinstance(value, Call):
        return nested(value)
    if isinstance(value, tuple | list):
        filled = [_fill(entry, slot, nested) for entry in value]
        return MISSING if any(entry is MISSING for entry in filled) else type(value)(filled)
    return value
