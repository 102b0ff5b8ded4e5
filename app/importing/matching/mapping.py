"""From steps to nodes; what no kind does is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from torch import nn

from app.importing.matching.functions import answer, recorded
from app.importing.matching.modules import nodes_for
from app.importing.matching.pieces import Answer, Piece
from app.importing.matching.states import with_states
from app.importing.matching.terms import Book
from app.importing.python_layers.titles import called as plain_name
from app.importing.tracing.steps import Step, Trace, Unmapped, Value, is_container, is_torch, shapes_in_words
from nodes.call import Path


@dataclass(slots=True)
class Mapped:
    """A trace as nodes.

    Attributes:
        same: tensors that are another one: what an identity gives.
        closed: paths of layers that no kind makes; taken apart they may do.
        steps: all that an output needs.
        by_step: the nodes found for a step, by its ``id``.
        missing: the steps that no kind does.
    """

    pieces: list[Piece] = field(default_factory=list)
    same: dict[Value, Value] = field(default_factory=dict)
    unmapped: list[Unmapped] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)
    by_step: dict[int, list[Piece]] = field(default_factory=dict)
    missing: list[Step] = field(default_factory=list)

    def now(self, value: Value) -> Value:
        """The tensor itself, through all identities."""
        while value in self.same:
            value = self.same[value]
        return value


def map_steps(trace: Trace, apart: Collection[str] = (), whole: Collection[str] = ()) -> Mapped:
    """Find nodes for all steps that an output needs.

    Args:
        apart: paths of layers whose weights others use, too: they have to be taken apart.
        whole: paths of those that cannot be.
    """
    mapper = _Mapper(trace, apart, whole)
    for step in mapper.mapped.steps:
        mapper.map(step)
    return mapper.mapped


class _Mapper:
    def __init__(self, trace: Trace, apart: Collection[str], whole: Collection[str]) -> None:
        needed = trace.needed()
        self.mapped = Mapped(steps=[step for step in trace.steps if id(step) in needed])
        self._apart, self._whole = apart, whole
        self._outputs = set(trace.outputs.values())
        self._users: dict[Value, list[Step]] = {}
        self._done: set[int] = set()
        for step in self.mapped.steps:
            for value in dict.fromkeys(step.operands()):
                self._users.setdefault(value, []).append(step)

    def map(self, step: Step) -> None:
        """Find the nodes of one step."""
        if id(step) in self._done:
            return
        called = step.target
        found = self._layer(step, called) if isinstance(called, nn.Module) else answer(step, self._used(step))
        if found.missing:
            taking = shapes_in_words(step.operands())
            what = " and ".join(dict.fromkeys(found.missing)) + (f" of {taking}" if taking else "")
            self.mapped.unmapped.append(Unmapped(what, step.where, plain_name(step)))
            self.mapped.missing.append(step)
            return
        self.mapped.same |= found.same
        if len(found.pieces) == 1 and not found.pieces[0].path:
            found.pieces[0].path = step.path or _layer_around(step)
        for piece in found.pieces:
            piece.scopes, piece.where = step.scopes, step.where
            piece.inputs = [(port, self.mapped.now(value)) for port, value in piece.inputs]
            self.mapped.pieces.append(piece)
        if found.pieces:
            self.mapped.by_step[id(step)] = found.pieces

    def _used(self, step: Step) -> dict[Path, Value]:
        return {path: value for path, value in step.results.items() if value in self._users or value in self._outputs}

    def _layer(self, step: Step, module: nn.Module) -> Answer:
        if step.path in self._whole:
            return Answer(missing=[step.title])
        if step.path in self._apart and module.state_dict():
            return self._closed(step)
        values, wanted = list(dict.fromkeys(step.operands())), self._parts(step)
        for node, assigned, call in nodes_for(module, [value.shape for value in values]):
            names = {path: name for name, path in call.outputs.items()}
            if set(wanted) <= set(names):
                links = [(port, values[number]) for port, numbers in assigned.ports for number in numbers]
                outputs = {names[path]: value for path, value in wanted.items()}
                weights = {name: f"{step.path}.{name}" for name in module.state_dict()}
                self._done |= self._taken(step, wanted)
                return Answer([Piece(node, links, outputs, step.path, weights=weights, frozen=_is_frozen(module))])
        return self._states(step, module) if module.state_dict() else answer(step, self._used(step))

    def _states(self, step: Step, module: nn.Module) -> Answer:
        """A recurrent layer of which more than the last state is used."""
        used = self._used(step)
        picks = {value: found for value in used.values() if (found := self._picks(value)) is not None}
        pieces = with_states(step.path, module, step.operands(), used, picks)
        if not pieces:
            return self._closed(step)
        for value in picks:
            self._done |= {id(user) for user in self._users[value]}
        for piece in pieces:
            piece.frozen = bool(piece.weights) and _is_frozen(module)
        return Answer(pieces)

    def _closed(self, step: Step) -> Answer:
        self.mapped.closed.add(step.path)
        return Answer(missing=[step.title])

    def _parts(self, step: Step) -> dict[Path, Value]:
        """The returned tensors that are used; of a stack of states of which only the last is used, that one."""
        found: dict[Path, Value] = {}
        for path, value in self._used(step).items():
            picks = self._picks(value) if path else None
            last = value.tensor.shape[0] - 1 if value.tensor.dim() else 0
            if picks is not None and len(picks) == 1 and picks[0][0] == last:
                found[(*path, -1)] = picks[0][1]
            else:
                found[path] = value
        return found

    def _picks(self, value: Value) -> list[tuple[int, Value]] | None:
        """The entries of a stack that are taken, where nothing else is done with it."""
        users = self._users.get(value, [])
        found = [] if value in self._outputs else [_picked(user, value) for user in users]
        picks = [each for each in found if each is not None]
        return picks if picks and len(picks) == len(users) else None

    def _taken(self, step: Step, wanted: dict[Path, Value]) -> set[int]:
        """Steps that a node does, too: taking the last state of a stack."""
        own = set(step.results.values())
        return {id(user) for value in own - set(wanted.values()) for user in self._users.get(value, [])}


def _picked(step: Step, stack: Value) -> tuple[int, Value] | None:
    """Number and tensor, where a step takes one entry of a stack."""
    known = not isinstance(step.target, nn.Module) and step.operands() == [stack] and len(step.results) == 1
    if not known or not stack.tensor.dim():
        return None
    ((path, term),) = recorded(Book(), step, [stack]).items()
    if term.op == "select" and term.args[1] == 0:
        return int(term.args[2]), step.results[path]
    squeezed = stack.tensor.shape[0] == 1 and term.op == "view" and term.shape == tuple(stack.tensor.shape[1:])
    return (0, step.results[path]) if squeezed else None


def _layer_around(step: Step) -> str:
    """Path of the layer of torch's own that was taken apart for a step."""
    inner = step.scopes[-1] if step.scopes else None
    return inner.path if inner is not None and is_torch(inner) and not is_container(inner) else ""


def _is_frozen(module: nn.Module) -> bool:
    own = list(module.parameters())
    return bool(own) and not any(parameter.requires_grad for parameter in own)
