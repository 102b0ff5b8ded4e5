"""Tensors that the module keeps by themselves, as nodes: bare parameters, buffers, masks, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from torch import Tensor, nn

from app.importing.matching.constants import constant_node, parameter_node
from app.importing.matching.pieces import Piece
from app.importing.tracing.running import attribute, dtype_of
from app.importing.tracing.steps import Scope, Unmapped, Value
from nodes.base import Node, ParamError

Scopes = tuple[Scope, ...]


@dataclass(eq=False, slots=True)
class Drawn:
    """All nodes of a module.

    Attributes:
        outputs: by name, the tensors that it returns.
    """

    pieces: list[Piece]
    outputs: dict[str, Value]
    unmapped: list[Unmapped] = field(default_factory=list)


def with_kept(pieces: Sequence[Piece], outputs: dict[str, Value], model: nn.Module) -> Drawn:
    """Put a node before the first use of every kept tensor, in the call of the submodule that it belongs to."""
    keeper = _Keeper(model)
    for piece in pieces:
        for _, value in piece.inputs:
            keeper.note(value, piece.scopes)
    for value in outputs.values():
        keeper.note(value, ())
    drawn = Drawn([], {})
    for piece in pieces:
        piece.inputs = [(port, keeper.given(drawn, value, piece.scopes, piece.where)) for port, value in piece.inputs]
        drawn.pieces.append(piece)
    drawn.outputs = {name: keeper.given(drawn, value, (), "") for name, value in outputs.items()}
    return drawn


class _Keeper:
    def __init__(self, model: nn.Module) -> None:
        self._model = model
        self._learned = {id(parameter) for parameter in model.parameters()}
        self._names = {id(tensor): name for name, tensor in (*model.named_buffers(), *model.named_parameters())}
        self._uses: dict[object, list[Scopes]] = {}
        self._made: dict[tuple[object, tuple[str, ...]], Value] = {}

    def note(self, value: Value, scopes: Scopes) -> None:
        """A use of a tensor somewhere."""
        if _is_kept(value):
            self._uses.setdefault(self._key(value), []).append(scopes)

    def given(self, drawn: Drawn, value: Value, scopes: Scopes, where: str) -> Value:
        """The tensor that a node gives in the place of a kept one; any other as it is."""
        if not _is_kept(value):
            return value
        home = self._home(value, scopes)
        key = (self._key(value), tuple(scope.key for scope in home))
        if key not in self._made:
            self._made[key] = self._put(drawn, value, home, where)
        return self._made[key]

    def _put(self, drawn: Drawn, value: Value, home: Scopes, where: str) -> Value:
        tensor, source = self._tensor(value), self._source(value)
        made = Value(value.tensor, value.shape)
        try:
            node = self._node(tensor, value)
        except ParamError as error:
            what = f"{source or 'a fixed tensor'} of {dtype_of(tensor)} {tuple(tensor.shape)}: {error}"
            drawn.unmapped.append(Unmapped(what, where))
            return made
        frozen = id(tensor) in self._learned and not tensor.requires_grad
        weights = {"": source} if source else {}
        kept = None if source else tensor
        drawn.pieces.append(Piece(node, [], {"y": made}, source, home, where, weights, frozen, kept))
        return made

    def _tensor(self, value: Value) -> Tensor:
        found = attribute(self._model, value.source) if value.source else value.constant
        assert isinstance(found, Tensor)
        return found

    def _source(self, value: Value) -> str:
        """The first name of the tensor: tied ones have several."""
        return self._names.get(id(self._tensor(value)), value.source) if value.source else ""

    def _key(self, value: Value) -> object:
        return self._source(value) or id(value)

    def _node(self, tensor: Tensor, value: Value) -> Node:
        if id(tensor) in self._learned:
            return parameter_node(tensor)
        return constant_node(tensor, saved=self._source(value) in self._model.state_dict())

    def _home(self, value: Value, scopes: Scopes) -> Scopes:
        """The call of the submodule that owns the tensor, where all uses stand in one; else the call around all."""
        uses = self._uses[self._key(value)]
        owner = self._source(value).rpartition(".")[0]
        if owner and all(any(scope.path == owner for scope in use) for use in uses):
            last = max(place for place, scope in enumerate(scopes) if scope.path == owner)
            return scopes[: last + 1]
        return common(uses)


def common(uses: Iterable[Scopes]) -> Scopes:
    """The calls that all of these stand in."""
    first, *others = uses
    for other in others:
        alike = 0
        while alike < min(len(first), len(other)) and first[alike].key == other[alike].key:
            alike += 1
        first = first[:alike]
    return first


def _is_kept(value: Value) -> bool:
    return bool(value.source) or value.constant is not None
