"""Constructor arguments of a layer that stands in many places: one text that is right in all of them."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.compile.layout import Atom
from app.compile.shapes import Inference
from app.graph.block import Argument
from app.graph.expand import Place
from app.graph.formula import FormulaError, Value, evaluate, names_in, written
from app.graph.graph import Graph, Instance
from nodes.call import Call, Target

_TYPES = {bool: "bool", int: "int", float: "float", str: "str"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A constructor parameter of a class: its value in every place that is built from it."""

    name: str
    values: tuple[Any, ...]
    default: Any = None

    @property
    def annotation(self) -> str:
        """Its type in source."""
        kinds = {_TYPES.get(type(value), "tuple") for value in self.values} - {"tuple"}
        if any(isinstance(value, tuple) for value in self.values):
            kinds.add("tuple[int, ...]")
        return "float" if kinds == {"int", "float"} else " | ".join(sorted(kinds))


class Unifier:
    """Finds the texts for one class. ``places`` and ``views`` are the copies it stands for, in the same order."""

    def __init__(
        self, graph: Graph, arguments: Sequence[Argument], places: Sequence[Place], views: Sequence[Inference]
    ) -> None:
        self._arguments = {argument.name: argument for argument in arguments}
        self._places = places
        self._entries = _entry_sizes(graph, views)
        self._formulas = sorted({text for instance in graph for _, text in instance.formulas}, key=_shortest)
        self._used: dict[str, Parameter] = {}
        self._taken = {instance.name for instance in graph} | set(self._arguments)

    def parameters(self) -> list[Parameter]:
        """What the texts use so far: sizes that come from outside, then the block's arguments in their order."""
        order = list(self._arguments)
        derived = [each for each in self._used.values() if each.name not in self._arguments]
        given = [each for each in self._used.values() if each.name in self._arguments]
        return derived + sorted(given, key=lambda each: order.index(each.name))

    def call(self, instance: Instance, calls: Sequence[Call]) -> Call:
        """The construction of a layer; functions and methods are alike in all places."""
        first = calls[0]
        if not first.constructs:
            return first
        formulas = dict(instance.formulas)
        args = [
            self.text(f"{instance.name}_{name}", [call.args[number] for call in calls], formulas.get(name))
            for number, name in enumerate(_positions(first.target, len(first.args)))
        ]
        kwargs = {
            name: self.text(f"{instance.name}_{name}", [_keyword(call, name) for call in calls], formulas.get(name))
            for name in dict.fromkeys(name for call in calls for name in call.kwargs)
        }
        made = Call(first.target, *args, **kwargs).giving(**first.outputs)
        if first.feed is None and not first.feed_kwargs:
            return made
        return made.using(*(first.feed or ()), **first.feed_kwargs)

    def text(self, name: str, values: Sequence[Any], formula: str | None = None) -> Any:
        """A formula of the block that has these values; the value itself where all are one; else a parameter."""
        for text in [*([formula] if formula else []), *self._formulas]:
            if _same(self._values(text), values):
                return self._using(text)
        if _same(values, [values[0]] * len(values)):
            return values[0]
        entry = next((entry for entry, sizes in self._entries.items() if _same(sizes, values)), name)
        return self._derived(entry, tuple(values))

    def _values(self, text: str) -> list[Value]:
        try:
            return [evaluate(text, place.arguments) for place in self._places]
        except FormulaError:
            return []

    def _using(self, text: str) -> Atom:
        for name in names_in(text):
            values = tuple(place.arguments[name] for place in self._places)
            self._used[name] = Parameter(name, values, self._arguments[name].default)
        return Atom(written(text))

    def _derived(self, name: str, values: tuple[Any, ...]) -> Atom:
        while name in self._taken and not (name in self._used and self._used[name].values == values):
            name += "_"
        self._taken.add(name)
        self._used[name] = Parameter(name, values)
        return Atom(name)


def _entry_sizes(graph: Graph, views: Sequence[Inference]) -> dict[str, list[Any]]:
    """Sizes of what enters: ``in_channels``, or ``x_channels`` where there are several ports."""
    entries = [instance for instance in graph if instance.node.role == "entry"]
    found: dict[str, list[Any]] = {}
    for instance in entries:
        shapes = [shape for view in views if (shape := view.shapes.get((instance.id, "y"))) is not None]
        if len(shapes) < len(views) or any(shape.rank < 2 for shape in shapes):
            continue
        begin = "in" if len(entries) == 1 else instance.name
        kind = "channels" if shapes[0].rank == 4 else "features"
        found[f"{begin}_{kind}"] = [shape.dims[1 if kind == "channels" else -1].fixed for shape in shapes]
    return found


def _positions(target: Target, count: int) -> list[str]:
    """Names of the first constructor arguments."""
    try:
        names = list(inspect.signature(target.resolve()).parameters)
    except (TypeError, ValueError):
        names = []
    return [names[number] if number < len(names) else f"argument_{number + 1}" for number in range(count)]


def _keyword(call: Call, name: str) -> Any:
    """A keyword argument; one that is left out has the default of the class."""
    if name in call.kwargs:
        return call.kwargs[name]
    return inspect.signature(call.target.resolve()).parameters[name].default


def _same(some: Sequence[Any], others: Sequence[Any]) -> bool:
    return len(some) == len(others) and all(
        type(one) is type(other) and one == other for one, other in zip(some, others, strict=True)
    )


def _shortest(text: str) -> tuple[int, str]:
    return len(text), text
