"""The classes of the source: one per block and way in which it is built, and the model itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.compile.drawing import Drawing, level
from app.compile.plan import Plan, layers, owners, plan, plan_level
from app.compile.shapes.engine import Inference
from app.compile.source.copies import copies_of
from app.compile.source.layout import Atom, Expression
from app.compile.source.unify import Parameter, Unifier, varies
from app.compile.source.widths import width_formulas
from app.graph.blocks.expand import Place
from app.graph.graph import Instance
from nodes.blocks import Block
from nodes.call import Call, Target
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
        widths = width_formulas(self._drawing.project.blocks, made.block) if block else ()
        unifier = Unifier(made.planned.graph, block.arguments if block else (), made.places, views, widths)
        made.calls = views[0].calls
        agreed = {tensor: shape for tensor, shape in views[0].shapes.items() if _agree(views, tensor, shape)}
        problems = self._drawing.problems(made.block)
        made.inference = replace(views[0], calls=dict(made.calls), shapes=agreed, problems=problems)
        used = {each.id for each in (*layers(made.planned), *owners(made.planned), *made.planned.losses)}
        for instance in made.planned.graph:
            if instance.id not in used:  # else the constructor would take what nothing in the class asks for
                continue
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
                fixed = len(call.args) if varies(call) else (call.args, call.kwargs)
                use = (fixed, call.feed, call.feed_kwargs, call.outputs, call.keeps)
                parts.append((instance.id, call.target, repr(use)))
            copies = place.copies.get(instance.id, [])
            several = self._is_row(instance, copies)
            parts += [
                (instance.id, self._of[copy.prefix].name, "several" if several else len(copies))
                for copy in copies[: 1 if several else None]
            ]
        return tuple(parts)

    def _is_row(self, instance: Instance, copies: Sequence[Place]) -> bool:
        """Whether all copies, but perhaps the first, are built alike: the text then says only how many there are."""
        if len(copies) < 2 or (isinstance(instance.node, Block) and instance.node.share):
            return False
        shapes = self._drawing.flat.shapes
        entering = [{name: shapes.get(tensor) for name, tensor in copy.feeds.items()} for copy in copies[1:]]
        classes = {self._of[copy.prefix].name for copy in copies}
        return len(classes) == 1 and all(each == entering[0] for each in entering)

    def _unify_use(self, made: Class, unifier: Unifier, instance: Instance) -> None:
        uses = [place.copies.get(instance.id, []) for place in made.places]
        node = instance.node
        if not isinstance(node, Block) or not all(uses):
            return
        formulas, chosen = dict(instance.formulas), {name for name, _ in node.arguments}

        def build(copies: Sequence[Place]) -> Call:
            inner = self._of[copies[0].prefix]
            kwargs: dict[str, Any] = {}
            for parameter in inner.parameters:
                values = [parameter.values[inner.places.index(copy)] for copy in copies]
                if any(value != parameter.default for value in values):
                    text = formulas.get(f"arguments.{parameter.name}")
                    name = f"{instance.name}_{parameter.name}"
                    kwargs[parameter.name] = unifier.text(name, values, text, parameter.name in chosen)
            return Call(Target("", inner.name, "", "module"), **kwargs)

        exits = [name for name in node.exits if name in uses[0][-1].results]
        times: Any = len(uses[0])
        if all(self._is_row(instance, use) for use in uses):
            built = [build([use[number] for use in uses]) for number in (0, 1)]
            times = unifier.text(f"{instance.name}_repeat", [len(use) for use in uses], formulas.get("repeat"), True)
        else:
            built = [build([use[number] for use in uses]) for number in range(times)]
        if len(uses[0]) > 1 and (node.share or len(node.entries) > 1):
            shared = Atom(str(times)) if node.share else None
            made.loops[instance.id] = Loop(shared, tuple(zip(node.entries, node.exits, strict=False)))
        paths = {name: () if len(exits) == 1 else (number,) for number, name in enumerate(exits)}
        made.inference.calls[instance.id] = copies_of(built, times, node).giving(**paths)

    def _free(self, name: str) -> str:
        number, found = 2, name
        while found in self._taken:
            found, number = f"{name}{number}", number + 1
        self._taken.add(found)
        return found


def _agree(views: Sequence[Inference], tensor: tuple[str, str], shape: Shape) -> bool:
    """Whether a tensor has one shape in all places, so that a comment can say it."""
    return all(view.shapes.get(tensor) == shape for view in views)
