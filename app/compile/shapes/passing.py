"""What torch said about one length holds for others, where a kind lets lengths pass."""

from __future__ import annotations

from dataclasses import replace

from app.compile.shapes.empty_batch import probe_empty
from app.compile.shapes.probe import Probe, probe
from app.compile.use import Arrived
from nodes.call import Call
from nodes.shape import DType, Extent, Shape

_KEPT = 20_000
"""Probes that are kept; a drawing has at most some thousand different ones."""

_Ranks = tuple[tuple[str, tuple[tuple[int, DType], ...]], ...]


class PassingProbes:
    """Probes of kinds that declare `Node.passes`: one for every call and number of axes, whatever the lengths."""

    def __init__(self) -> None:
        self._known: dict[tuple[Call, _Ranks], tuple[Arrived, Probe]] = {}

    def probe(self, call: Call, arrived: Arrived) -> Probe:
        """As `app.compile.shapes.probe.probe`."""
        key = call, _ranks(arrived)
        known = self._known.get(key)
        found = None if known is None else carried(known[1], known[0], arrived)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = probe_empty(call, arrived) or probe(call, arrived)
            self._known[key] = arrived, found
        return found


def carried(said: Probe, before: Arrived, now: Arrived) -> Probe | None:
    """What the same call gives for other lengths of what arrives.

    Args:
        said: what torch said of it.
        before: the shapes that arrived then, of as many axes and the same element types as now.
        now: those that arrive now.

    Returns:
        None where that does not follow: several inputs of different shapes may meet in other ways.
    """
    was, is_ = _common(before), _common(now)
    if was is None or is_ is None or was[0] != is_[0]:
        return None
    changed = [axis for axis in range(1, len(was)) if was[axis] != is_[axis]]
    shapes = {}
    for name, shape in said.shapes.items():
        dims = list(shape.dims)
        for axis in changed:
            if dims[axis : axis + 1] != [was[axis]]:
                return None
            dims[axis] = is_[axis]
        shapes[name] = Shape(tuple(dims), shape.dtype)
    return replace(said, shapes=shapes)


def _ranks(arrived: Arrived) -> _Ranks:
    """Numbers of axes and element types of what arrives."""
    return tuple((port, tuple((shape.rank, shape.dtype) for shape in shapes)) for port, shapes in arrived.items())


def _common(arrived: Arrived) -> tuple[Extent, ...] | None:
    """The sizes that all inputs have."""
    found = {shape.dims for shapes in arrived.values() for shape in shapes}
    return found.pop() if len(found) == 1 else None
