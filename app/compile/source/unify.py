"""Constructor arguments of a layer that stands in many places: one text that is right in all of them."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.compile.shapes.engine import Inference
from app.compile.source.layout import Atom
from app.graph.blocks.block import Argument
from app.graph.blocks.expand import Place
from app.graph.blocks.formula import FormulaError, Value, evaluate, names_in, written
from app.graph.graph import Graph, Instance
from nodes.call import Call, Target
from nodes.use import Use

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
        self,
        graph: Graph,
        arguments: Sequence[Argument],
        places: Sequence[Place],
        views: Sequence[Inference],
        widths: Collection[str] = (),
    ) -> None:
        """``widths`` are formulas that may say sizes of tensors, see `app.compile.source.widths`."""
        self._arguments = {argument.name: argument for argument in arguments}
        self._places = places
        self._entries = _entry_sizes(graph, views)
        self._widths = sorted(widths, key=_shortest)
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
        if not varies(first):
            return first
        formulas = {name.removeprefix("arguments."): text for name, text in instance.formulas}
        given = {info.name: info.default for info in instance.node.params()}
        if isinstance(instance.node, Use):
            given |= dict(instance.node.arguments)
        order = _parameters(first.target)

        def one(name: str, values: Sequence[Any]) -> Any:
            return self.text(f"{instance.name}_{name}", values, formulas.get(name), name in given)

        def keyword(name: str) -> Any:
            left_out = order[name] if name in order else given.get(name)
            return one(name, [call.kwargs.get(name, left_out) for call in calls])

        names = [*order, *(f"argument_{number}" for number in range(len(order) + 1, len(first.args) + 1))]
        args = [one(names[number], [call.args[number] for call in calls]) for number in range(len(first.args))]
        used = dict.fromkeys(name for call in calls for name in call.kwargs)
        kwargs = {name: keyword(name) for name in sorted(used, key=lambda name: (*order, *used).index(name))}
        return first.with_arguments(*args, **kwargs)

    def text(self, name: str, values: Sequence[Any], formula: str | None = None, given: bool = False) -> Any:
        """What stands for these values, one a place.

        Its own formula where it has one; a formula of a width where that has these values, unless they were ``given``
        by the person and are no width of what enters; the value itself where all are one; else a parameter.
        """
        for text in [*([formula] if formula else []), *([] if given else self._widths)]:
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


def varies(call: Call) -> bool:
    """Whether what the call is made with may differ from place to place of one class."""
    return call.constructs and (not call.keeps or all(isinstance(value, int) for value in call.args))


@cache
def _parameters(target: Target) -> dict[str, Any]:
    """The constructor's named parameters with their defaults, in its order. (Recurrent layers name none.)"""
    if target.form != "module":
        return {"size": inspect.Parameter.empty}  # of a kept tensor
    declared = inspect.signature(target.resolve()).parameters.values()
    return {each.name: each.default for each in declared if each.kind is each.POSITIONAL_OR_KEYWORD}


def _same(some: Sequence[Any], others: Sequence[Any]) -> bool:
    return len(some) == len(others) and all(
        type(one) is type(other) and one == other for one, other in zip(some, others, strict=True)
    )


def _shortest(text: str) -> tuple[int, str]:
    return len(text), text
