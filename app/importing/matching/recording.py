"""What Python code does, as terms: every ATen operation that it dispatches, on tensors without numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_map

from app.compile.use import evaluate
from app.importing.matching.canonical import canonical
from app.importing.matching.terms import Book, Term
from nodes.call import Call


class OverwritesError(Exception):
    """A part of a tensor is overwritten in place, which a drawing cannot say."""


class Recorder(TorchDispatchMode):
    """Notes the term of every tensor that comes about while it is active."""

    def __init__(self, book: Book, leaves: Mapping[int, Term]) -> None:
        """``leaves``: terms of tensors that are there before, by ``id``."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._book = book
        self._terms = dict(leaves)
        self._alive: list[Tensor] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        told = self._arguments(func, args, kwargs)
        result = func(*args, **kwargs)
        name = func._schema.name.rpartition("::")[2]
        results = [result] if isinstance(result, Tensor) else list(result) if isinstance(result, tuple | list) else []
        for number, tensor in enumerate(results):
            if isinstance(tensor, Tensor):
                term = canonical(self._book, name, told, tensor, number)
                if args and tensor is args[0]:
                    self._check_whole(told)
                self._put(tensor, term)
        return result

    def term(self, tensor: Tensor) -> Term:
        """The term of a tensor; one that came from elsewhere stands for itself."""
        found = self._terms.get(id(tensor))
        if found is None:
            found = self._book.term("elsewhere", (id(tensor),), tensor)
            self._put(tensor, found)
        return found

    def _put(self, tensor: Tensor, term: Term) -> None:
        self._alive.append(tensor)  # so that its id stays its own
        self._terms[id(tensor)] = term

    def _arguments(self, func: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for place, declared in enumerate(func._schema.arguments):
            if place < len(args):
                value = args[place]
            elif declared.name in kwargs:
                value = kwargs[declared.name]
            elif declared.has_default_value():
                value = declared.default_value
            else:
                continue
            found[declared.name] = self._told(value)
        return found

    def _told(self, value: Any) -> Any:
        if isinstance(value, Tensor):
            return self.term(value)
        if isinstance(value, list | tuple):
            return tuple(map(self._told, value))
        return value

    def _check_whole(self, told: Mapping[str, Any]) -> None:
        first = next(iter(told.values()))
        if isinstance(first, Term) and first.op in ("slice", "select", "expand", "permute", "view"):
            raise OverwritesError("a part of a tensor is overwritten in place")


def record_function(
    book: Book, inputs: Sequence[Tensor], function: Callable[[Sequence[Tensor]], Any]
) -> dict[tuple[int, ...], Term]:
    """The term of every tensor in what a function of these tensors returns, by its index path."""
    twins, leaves = _twins(book, inputs)
    with torch.no_grad(), torch.device("meta"), Recorder(book, leaves) as recorder:
        value = function(twins)
    return {path: recorder.term(tensor) for path, tensor in tensors_in(value)}


def record_call(
    book: Book, call: Call, module: nn.Module | None, ports: Mapping[str, Sequence[int]], inputs: Sequence[Tensor]
) -> dict[str, Term]:
    """The term of every named output of a call.

    Args:
        module: what the call makes, if it makes something.
        ports: numbers of the inputs that arrive at every connected port, in the order of the ports.
    """
    twins, leaves = _twins(book, inputs)
    arriving = {port: [twins[number] for number in numbers] for port, numbers in ports.items()}
    with torch.no_grad(), torch.device("meta"), Recorder(book, leaves) as recorder:
        return {name: recorder.term(tensor) for name, tensor in evaluate(call, module, arriving).items()}


def tensors_in(value: Any, path: tuple[int, ...] = ()) -> list[tuple[tuple[int, ...], Tensor]]:
    """All tensors in nested tuples and lists, with their index paths."""
    if isinstance(value, Tensor):
        return [(path, value)]
    if isinstance(value, tuple | list):
        return [found for place, entry in enumerate(value) for found in tensors_in(entry, (*path, place))]
    return []


def twin(tensor: Tensor) -> Tensor:
    """A tensor of the same sizes, strides and type on the meta device."""
    return torch.empty_strided(tuple(tensor.shape), tensor.stride(), dtype=tensor.dtype, device="meta")


def _twins(book: Book, inputs: Sequence[Tensor]) -> tuple[list[Tensor], dict[int, Term]]:
    twins = [twin(tensor) for tensor in inputs]
    return twins, {id(each): book.input(number, each) for number, each in enumerate(twins)}


def flatten(value: Any) -> list[Any]:
    """Every plain value in nested lists, tuples and dictionaries, in order."""
    return list(tree_flatten(value)[0])


def replaced(value: Any, function: Callable[[Any], Any]) -> Any:
    """Nested lists, tuples and dictionaries with every plain value replaced."""
    return tree_map(function, value)
