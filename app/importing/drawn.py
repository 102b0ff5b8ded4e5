"""All nodes of a module: traced by torch.fx if it can, else by torch.export; layers in Python where wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from app.errors import RunError
from app.graph.python_layers.layer import Layers
from app.importing.matching.kept import Drawn, with_kept
from app.importing.matching.mapping import Mapped, map_steps
from app.importing.python_layers.layers import keep_unmapped, shared
from app.importing.tracing import export_front, fx_front
from app.importing.tracing.graphs import Graph, UntraceableError
from app.importing.tracing.reading import read
from app.importing.tracing.running import attribute, dtype_of
from app.importing.tracing.steps import Trace, Unmapped
from nodes.custom import Custom
from nodes.shape import Shape

_ROUNDS = 5
_MOST_WHOLE = 40
"""Submodules that are kept as they are."""


class ImportRefusedError(RunError):
    """A module that cannot be drawn.

    Attributes:
        unmapped: the calls that no kind of node does.
        keepable: they may be kept as layers in Python.
    """

    def __init__(self, message: str, unmapped: Sequence[Unmapped] = (), keepable: bool = False) -> None:
        super().__init__(message)
        self.unmapped, self.keepable = tuple(unmapped), keepable


@dataclass(frozen=True, slots=True)
class Way:
    """One way of reading a module.

    Attributes:
        by_fx: by torch.fx, else by torch.export.
        keep: what no kind does becomes a layer in Python.
    """

    by_fx: bool
    keep: bool

    def __str__(self) -> str:
        return "torch.fx" if self.by_fx else "torch.export"


@dataclass(slots=True)
class Found:
    """What one way gives."""

    trace: Trace
    drawn: Drawn
    layers: Layers = field(default_factory=dict)


def drawn_of(model: nn.Module, examples: Mapping[str, Tensor], keep: bool) -> Found:
    """The nodes of a module.

    Args:
        examples: a batch by the name of the argument.
        keep: what no kind does becomes a layer in Python.

    Raises:
        ImportRefusedError: it cannot be traced, or holds calls that no kind does.
    """
    refused = _Refused()
    plain = [Way(True, False), Way(False, False)]
    for way in (*plain, Way(True, True), Way(False, True)) if keep else plain:
        try:
            found = _by(model, examples, way)
        except UntraceableError as error:
            refused.untraceable(way, error)
            continue
        if not found.drawn.unmapped:
            return found
        refused.lists[way] = found.drawn.unmapped
    raise refused.error(keep)


class _Refused:
    """Why no way led anywhere."""

    def __init__(self) -> None:
        self.lists: dict[Way, list[Unmapped]] = {}
        self._reasons: dict[str, str] = {}
        self._inside = False

    def untraceable(self, way: Way, error: UntraceableError) -> None:
        self._inside |= bool(error.path) and way.by_fx and not way.keep
        self._reasons[str(way)] = str(error)

    def error(self, keep: bool) -> ImportRefusedError:
        tried = [calls for way, calls in self.lists.items() if way.keep == keep] or list(self.lists.values())
        if tried:
            calls = min(tried, key=len)
            what = "cannot be kept in Python" if keep else "no node kind"
            several = len(calls) > 1
            begin = f"{len(calls)} calls" if several else "a call"
            verb = "" if keep else " have" if several else " has"
            more = " and so on" if several else ""
            return ImportRefusedError(f"{begin}{verb} {what}: {calls[0]}{more}", calls, not keep)
        reasons = "; ".join(f"{way}: {reason}" for way, reason in self._reasons.items())
        return ImportRefusedError(f"the module cannot be traced. {reasons}", keepable=self._inside and not keep)


def _by(model: nn.Module, examples: Mapping[str, Tensor], way: Way) -> Found:
    """(What nobody can look into is called as it is, where it may be kept.)"""
    whole: set[str] = set()
    while True:
        try:
            return _settled(model, examples, way, whole)
        except UntraceableError as error:
            new = error.path and error.path not in whole
            if not (way.keep and way.by_fx and new) or len(whole) >= _MOST_WHOLE:
                raise
            whole.add(error.path)


def _settled(model: nn.Module, examples: Mapping[str, Tensor], way: Way, whole: set[str]) -> Found:
    """Layers that no kind makes, and those that share weights with others, are taken apart."""
    shapes = {name: Shape.per_sample(*each.shape[1:], dtype=dtype_of(each)) for name, each in examples.items()}
    opened: set[str] = set()
    apart: set[str] = set()
    for _ in range(_ROUNDS):
        graph = _graph(model, examples, way, opened - whole, whole)
        trace = read(graph, shapes)
        mapped = map_steps(trace, apart, whole)
        closed = mapped.closed
        layers = keep_unmapped(mapped, trace, model) if way.keep and not closed - opened else {}
        drawn = _with_kept(mapped, trace, model)
        drawn.unmapped += shared(drawn.pieces, model)
        apart |= _tied(drawn, model)
        if not (closed | apart) - opened:
            break
        opened |= closed | apart
    return Found(trace, drawn, layers)


def _graph(model: nn.Module, examples: Mapping[str, Tensor], way: Way, opened: set[str], whole: set[str]) -> Graph:
    if way.by_fx:
        return fx_front.trace(model, list(examples), opened, whole)
    return export_front.trace(model, {name: _two(each) for name, each in examples.items()}, opened)


def _with_kept(mapped: Mapped, trace: Trace, model: nn.Module) -> Drawn:
    outputs = {name: mapped.now(value) for name, value in trace.outputs.items()}
    drawn = with_kept(mapped.pieces, outputs, model)
    drawn.unmapped = [*mapped.unmapped, *drawn.unmapped]
    return drawn


def _tied(drawn: Drawn, model: nn.Module) -> set[str]:
    """Paths of layers one of whose weights another node uses, too."""
    users: dict[int, set[str]] = {}
    layers: dict[int, set[str]] = {}
    for piece in drawn.pieces:
        for inner, source in piece.weights.items():
            tensor = id(attribute(model, source))
            users.setdefault(tensor, set()).add(piece.path)
            if inner and not isinstance(piece.node, Custom):
                layers.setdefault(tensor, set()).add(piece.path)
    return {path for tensor, paths in layers.items() if len(users[tensor]) > 1 for path in paths}


def _two(example: Tensor) -> Tensor:
    """At least two samples: torch.export takes one as a number that never changes."""
    return example if len(example) > 1 else torch.cat([example, example])
