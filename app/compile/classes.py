"""The classes of the source: one per block and way in which it is built, and the model itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.compile.drawing import Drawing, level
from app.compile.expressions import construction
from app.compile.layout import Atom, Expression, flat
from app.compile.plan import Plan, plan, plan_level
from app.compile.shapes import Inference
from app.compile.unify import Parameter, Unifier
from app.graph.expand import Place
from app.graph.graph import Instance
from nodes.blocks import Block
from nodes.call import Call, Target, nn
from nodes.shape import Shape


@dataclass(frozen=True, slots=True)
class Loop:
    """A use of a block that ``forward`` calls several times.

    Attributes:
        times: how often, where all copies are one set of weights; None where there is a module a copy.
        ports: (entry, exit) pairs: what leaves a copy there enters the next one here.
    """

    times: Expression | None
    ports: tuple[tuple[str, str], ...]


@dataclass(eq=False, slots=True)
class Class:
    """A class of the source.

    Attributes:
        name: of the class; "" for the model until it is named.
        block: id of the block it is made from, "" for the model.
        title: the docstring.
        places: the copies that are built from it.
        planned: what it computes.
        inference: of its first place; the calls hold parameter names where places differ.
        parameters: of its constructor.
        loops: uses of blocks that are called several times.
        calls: of its first place, with the values that hold there.
    """

    name: str
    block: str
    title: str
    places: list[Place]
    planned: Plan
    inference: Inference = field(default_factory=Inference)
    parameters: list[Parameter] = field(default_factory=list)
    loops: dict[str, Loop] = field(default_factory=dict)
    calls: Mapping[str, Call] = field(default_factory=dict)

    def key(self, instance: Instance) -> str:
        """By what name the lines of a node are found: its id, inside a block ``<block's id>/<its id>``."""
        return f"{self.block}/{instance.id}" if self.block else instance.id


def classes_of(drawing: Drawing, taken: Collection[str]) -> list[Class]:
    """The classes of a drawing, inner ones first, the model last. ``taken`` are names that they must not have."""
    finder = _Finder(drawing, set(taken))
    finder.group(drawing.expanded.top)
    finder.found.append(Class("", "", drawing.project.title, [drawing.expanded.top], plan(drawing.project.graph)))
    for each in finder.found:
        finder.unify(each)
    return finder.found


class _Finder:
    def __init__(self, drawing: Drawing, taken: set[str]) -> None:
        self._drawing = drawing
        self._taken = taken
        self._of: dict[str, Class] = {}
        self._structures: dict[str, tuple[Any, ...]] = {}
        self.found: list[Class] = []

    def group(self, place: Place) -> None:
        """Give every copy of a block its class, the innermost first."""
        for copies in place.copies.values():
            for copy in copies:
                self.group(copy)
        if not place.block:
            return
        structure = self._structures[place.prefix] = self._structure(place)
        known = next((each for each in self.found if self._structures[each.places[0].prefix] == structure), None)
        if known is None:
            definition = self._drawing.project.blocks[place.block]
            title = definition.note or definition.name
            known = Class(self._free(definition.name), place.block, title, [], plan_level(place.graph))
            self.found.append(known)
        known.places.append(place)
        self._of[place.prefix] = known

    def unify(self, made: Class) -> None:
        """Find the constructor parameters and what each layer is made with."""
        views = [level(self._drawing.flat, place) for place in made.places]
        block = self._drawing.project.blocks.get(made.block)
        unifier = Unifier(made.planned.graph, block.arguments if block else (), made.places, views)
        made.calls = views[0].calls
        agreed = {tensor: shape for tensor, shape in views[0].shapes.items() if _agree(views, tensor, shape)}
        problems = self._drawing.problems(made.block)
        made.inference = replace(views[0], calls=dict(made.calls), shapes=agreed, problems=problems)
        for instance in made.planned.graph:
            if isinstance(instance.node, Block):
                self._unify_use(made, unifier, instance)
            elif all(instance.id in view.calls for view in views):
                call = unifier.call(instance, [view.calls[instance.id] for view in views])
                made.inference.calls[instance.id] = call
        made.parameters = unifier.parameters()

    def _structure(self, place: Place) -> tuple[Any, ...]:
        """What must be equal in all places of a class: kinds of layers, ways of use, classes of inner blocks."""
        parts: list[Any] = [place.block]
        for instance in place.graph:
            call = self._drawing.flat.calls.get(place.prefix + instance.id)
            if call is not None:
                fixed = (call.args, call.kwargs) if not call.constructs else len(call.args)
                parts.append((instance.id, call.target, repr((fixed, call.feed, call.feed_kwargs, call.outputs))))
            copies = place.copies.get(instance.id, [])
            parts += [(instance.id, self._of[copy.prefix].name, len(copies)) for copy in copies]
        return tuple(parts)

    def _unify_use(self, made: Class, unifier: Unifier, instance: Instance) -> None:
        uses = [place.copies.get(instance.id, []) for place in made.places]
        node = instance.node
        if not isinstance(node, Block) or not all(uses):
            return
        formulas = dict(instance.formulas)

        def build(copies: Sequence[Place]) -> Call:
            inner = self._of[copies[0].prefix]
            kwargs: dict[str, Any] = {}
            for parameter in inner.parameters:
                values = [parameter.values[inner.places.index(copy)] for copy in copies]
                if any(value != parameter.default for value in values):
                    text = formulas.get(f"arguments.{parameter.name}")
                    kwargs[parameter.name] = unifier.text(f"{instance.name}_{parameter.name}", values, text)
            return Call(Target("", inner.name, "", "module"), **kwargs)

        built = [build([use[number] for use in uses]) for number in range(len(uses[0]))]
        exits = [name for name in node.exits if name in uses[0][-1].results]
        call = self._made(built, node)
        if len(built) > 1 and (node.share or len(node.entries) > 1):
            times = Atom(str(len(built))) if node.share else None
            made.loops[instance.id] = Loop(times, tuple(zip(node.entries, node.exits, strict=False)))
        paths = {name: () if len(exits) == 1 else (number,) for number, name in enumerate(exits)}
        made.inference.calls[instance.id] = call.giving(**paths)

    def _made(self, built: Sequence[Call], node: Block) -> Call:
        """One module, or a container of the copies; their names in it are those of the weights: 0, 1, 2."""
        if len(built) == 1:
            return built[0]
        copies = [construction(each) for each in built]
        if node.share:
            return Call(nn.ModuleList, copies[:1])
        alike = len({flat(each) for each in copies}) == 1
        row = Atom(f"[{flat(copies[0])} for _ in range({len(copies)})]")
        if len(node.entries) > 1:
            return Call(nn.ModuleList, row if alike else copies)
        return Call(nn.Sequential, Atom(f"*{row.text}")) if alike else Call(nn.Sequential, *copies)

    def _free(self, name: str) -> str:
        number, found = 2, name
        while found in self._taken:
            found, number = f"{name}{number}", number + 1
        self._taken.add(found)
        return found


def _agree(views: Sequence[Inference], tensor: tuple[str, str], shape: Shape) -> bool:
    """Whether a tensor has one shape in all places, so that a comment can say it."""
    return all(view.shapes.get(tensor) == shape for view in views)
