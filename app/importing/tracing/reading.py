"""From a torch.fx graph to steps between tensors, with sizes as numbers and constants as values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, cast

import torch
from torch import Tensor, fx
from torch.fx.node import map_arg

from app.importing.matching.recording import flatten, replaced, tensors_in
from app.importing.tracing.graphs import Graph, is_assertion, is_random, line_of, overwrites, scopes_of
from app.importing.tracing.running import Results, attribute, dtype_of, on_device, run, shape_of
from app.importing.tracing.steps import Step, Trace, Value
from nodes.call import Path
from nodes.shape import Extent, Shape


def read(traced: Graph, samples: Mapping[str, Shape]) -> Trace:
    """Steps of a graph.

    Args:
        samples: shapes of the inputs by name, in order.

    Raises:
        UntraceableError: the graph does not run with these shapes.
    """
    return _Reader(traced, run(traced, samples)).read()


class _Reader:
    def __init__(self, traced: Graph, results: Results) -> None:
        self._traced = traced
        self._results = results
        self._read: dict[fx.Node, Any] = {}
        self._now: dict[Value, Value] = {}
        self._counted: dict[fx.Node, tuple[Value, ...]] = {}
        self._trace = Trace({}, {}, [])

    def read(self) -> Trace:
        for node in self._traced.graph.nodes:
            self._trace.called |= {scope.path for scope in scopes_of(node)}
            if node.op == "placeholder":
                self._read[node] = self._entering(node)
            elif node.op == "get_attr":
                self._read[node] = self._attribute(node)
            elif node.op == "output":
                self._trace.outputs = _named(self._arguments(node.args[0]))
            elif is_assertion(node):
                self._read[node] = None
            elif node.target is operator.getitem and not isinstance(self._results[_first(node)][0], Tensor):
                self._part(node)
            else:
                self._call(node)
        return self._trace

    def _entering(self, node: fx.Node) -> Any:
        if node.name in self._traced.dropped:
            return None
        what, named = self._traced.placeholders.get(node.name, ("input", str(node.target)))
        if what == "source":
            return self._kept(node, attribute(self._traced.model, named), named)
        if what == "constant":
            return self._kept(node, named, "")
        value = self._trace.inputs[named] = Value(self._results[node][0], shape_of(*self._results[node]))
        return value

    def _attribute(self, node: fx.Node) -> Any:
        name = str(node.target)
        found = attribute(self._traced.model, name)
        if not isinstance(found, Tensor):
            return found
        owner, _, last = name.rpartition(".")
        module = self._traced.model.get_submodule(owner)
        own = (last in module._parameters or last in module._buffers) and not last.startswith("_tensor_constant")
        return self._kept(node, found, name if own else "")

    def _kept(self, node: fx.Node, tensor: Tensor, source: str) -> Value:
        shape = Shape(tuple(Extent(0, size) for size in tensor.shape), dtype_of(tensor))
        return Value(self._results[node][0], shape, source, None if source else tensor.detach())

    def _part(self, node: fx.Node) -> None:
        """A part of a tuple, of sizes or of a dictionary."""
        whole = _first(node)
        self._read[node] = self._read[whole][self._arguments(node.args[1])]
        first, second = self._results[node]
        if whole in self._counted and not isinstance(first, Tensor) and first != second:
            self._counted[node] = self._counted[whole]

    def _call(self, node: fx.Node) -> None:
        first, second = self._results[node]
        counted = [value for each in node.all_input_nodes for value in self._counted.get(each, ())]
        if not tensors_in(first):
            self._read[node] = first
            if first != second:
                sized = [value for each in node.all_input_nodes for value in _values(self._read[each])]
                self._counted[node] = tuple(dict.fromkeys([*counted, *sized]))
            return
        args, kwargs = self._arguments(node.args), self._arguments(dict(node.kwargs))
        constant = None if counted else self._constant(node, args, kwargs)
        self._read[node], results = self._made(node, constant)
        if constant is None:
            self._trace.steps.append(self._step(node, args, kwargs, results, tuple(dict.fromkeys(counted))))
        if overwrites(node, self._traced.model) and isinstance(self._read[node], Value):
            into = self._read[_first(node)]
            if isinstance(into, Value):
                self._now[into] = self._read[node]

    def _step(
        self, node: fx.Node, args: Any, kwargs: Any, results: dict[Path, Value], counted: tuple[Value, ...]
    ) -> Step:
        scopes, path = scopes_of(node), ""
        target: Any = node.target
        if node.op == "call_module":
            path = str(node.target)
            target, scopes = self._traced.model.get_submodule(path), scopes[:-1]
        into = overwrites(node, self._traced.model)
        return Step(target, args, kwargs, results, path, scopes, line_of(node), counted, into)

    def _made(self, node: fx.Node, constant: Any) -> tuple[Any, dict[Path, Value]]:
        """A `Value` for every tensor of a result, in its structure and by its path."""
        first, second = self._results[node]
        others, numbers = dict(tensors_in(second)), dict(tensors_in(constant))
        made = {
            path: Value(tensor, shape_of(tensor, others[path]), constant=numbers.get(path))
            for path, tensor in tensors_in(first)
        }
        by_tensor = {id(tensor): made[path] for path, tensor in tensors_in(first)}
        return replaced(first, lambda part: by_tensor.get(id(part), part)), made

    def _constant(self, node: fx.Node, args: Any, kwargs: Any) -> Any:
        """The result in numbers, where it depends on nothing that arrives or is learned."""
        values = _values((args, kwargs))
        if node.op == "call_module" or is_random(node) or any(value.constant is None for value in values):
            return None
        args, kwargs = replaced((args, kwargs), lambda part: part.constant if isinstance(part, Value) else part)
        args, kwargs = on_device((args, kwargs), "cpu")
        target = getattr(Tensor, str(node.target)) if node.op == "call_method" else cast(Any, node.target)
        with torch.no_grad():
            return target(*args, **kwargs)

    def _arguments(self, value: Any) -> Any:
        """Arguments with values for nodes, as they are now where they were overwritten."""

        def now(part: Any) -> Any:
            while isinstance(part, Value) and part in self._now:
                part = self._now[part]
            return part

        return replaced(
            cast(Any, map_arg)(value, lambda each: _Read(self._read[each])), lambda part: _opened(part, now)
        )


class _Read:
    """Keeps torch.fx from looking into what was read for a node."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _opened(part: Any, now: Callable[[Any], Any]) -> Any:
    return replaced(part.value, now) if isinstance(part, _Read) else part


def _first(node: fx.Node) -> Any:
    return node.args[0] if node.args else None


def _values(structure: Any) -> list[Value]:
    return [part for part in flatten(structure) if isinstance(part, Value)]


def _named(results: Any, name: str = "") -> dict[str, Value]:
    """Results by name: keys of dictionaries, numbers of tuples; a single one is ``output``."""
    if isinstance(results, Value):
        return {name or "output": results}
    if isinstance(results, Mapping):
        pairs = [(str(key), value) for key, value in results.items()]
    elif isinstance(results, tuple | list):
        only = len(results) == 1
        pairs = [("" if only else str(place), value) for place, value in enumerate(results, start=1)]
    else:
        return {}
    found: dict[str, Value] = {}
    for key, value in pairs:
        begin = name if isinstance(results, Mapping) or name else "output"
        found |= _named(value, "_".join(part for part in (begin, key) if part))
    return found
