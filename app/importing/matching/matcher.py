"""Finding the node that does what was traced: proposals are built, done on tensors without numbers, and compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import torch
from torch import Tensor, nn

from app.compile.shapes.probe import construct
from app.importing.matching.assigning import Assignment, assignments
from app.importing.matching.catalogue import GENERAL, Entry, entries, hinted, operations, shy
from app.importing.matching.clues import Clues
from app.importing.matching.guesses import guesses
from app.importing.matching.recording import record_call
from app.importing.matching.terms import Book, Term
from nodes.base import Node, ParamError
from nodes.call import Path
from nodes.shape import Shape, ShapeError

_MOST_VALUES = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A node that gives what is wanted.

    Attributes:
        assigned: which tensor arrives where.
        outputs: for every result the name of the output that gives it.
    """

    node: Node
    assigned: Assignment
    outputs: Mapping[Path, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Results to find a node for, made of numbered inputs.

    Attributes:
        results: terms in ``book``, by their index path.
        trained: the same terms as they are while training; empty where that makes no difference.
        tensors, shapes: the inputs, on the meta device and with the batch open.
        order: numbers of the inputs as they stand in the call.
        extra: number of inputs at the end whose sizes count only.
    """

    book: Book
    results: Mapping[Path, Term]
    trained: Mapping[Path, Term]
    tensors: Sequence[Tensor]
    shapes: Sequence[Shape]
    order: Sequence[int]
    extra: int = 0


def find(wanted: Wanted, clues: Clues, called: str = "") -> Found | None:
    """The first node that fits: the namesake of what was called, special kinds, general ones."""
    results = list((wanted.trained or wanted.results).values())
    for entry in _likely(results, called):
        for assigned in _assignments(entry, wanted):
            for values in islice(_values(entry, clues, results[0]), _MOST_VALUES):
                found = _try(entry.kind, values, assigned, wanted)
                if found is not None:
                    return _shortest(found, wanted)
    return None


def _likely(results: list[Term], called: str) -> list[Entry]:
    """Kinds that may fit, the likeliest first."""
    known = dict.fromkeys(entries().get(operations(results), ()))
    told = [entry for entry in (*hinted(), *shy()) if entry not in known]
    plain = called.replace("_", "").lower()

    def rank(entry: Entry) -> tuple[bool, bool, bool]:
        more = len(entry.kind.outputs) > len(results)
        return more, entry.kind.kind.lower() != plain, entry.kind.kind in GENERAL

    return sorted((*known, *told), key=rank)


def _assignments(entry: Entry, wanted: Wanted) -> Iterator[Assignment]:
    count = len(wanted.tensors) - wanted.extra
    yield from assignments(entry.kind.inputs, count, wanted.order)
    if wanted.extra:
        more = (*wanted.order, *range(count, len(wanted.tensors)))
        yield from assignments(entry.kind.inputs, len(wanted.tensors), more)


def _values(entry: Entry, clues: Clues, result: Term) -> Iterator[dict[str, Any]]:
    """Parameter values to try: what was guessed for the kind as a whole, then combinations of candidates."""
    yield from guesses(entry.kind.kind, result)
    chosen = dict(entry.values)
    infos = entry.kind.params()
    options = [[chosen[info.name]] if info.name in chosen else clues.candidates(info) for info in infos]
    for combination in product(*options):
        yield {info.name: value for info, value in zip(infos, combination, strict=True)}


def _try(declared: type[Node], values: dict[str, Any], assigned: Assignment, wanted: Wanted) -> Found | None:
    try:
        node = declared.from_values({**values})
    except (ParamError, TypeError):
        return None
    outputs = _outputs(node, assigned, wanted)
    return None if outputs is None else Found(node, assigned, outputs)


def _outputs(node: Node, assigned: Assignment, wanted: Wanted) -> dict[Path, str] | None:
    """By wanted result the output that gives it; None where one is not given."""
    ports, shapes = node.inputs, wanted.shapes
    if any(port.refuses(shape) for port, shape in assigned.shapes(ports, shapes)):
        return None
    try:
        call = node.build(*assigned.arguments(ports, shapes))
        with torch.device("meta"):
            module = construct(call) if call.constructs else None
        if module is not None and any(True for _ in module.parameters()):
            return None
        found = {}
        for training, terms in ((False, wanted.results), (True, wanted.trained)):
            if terms:
                given = _given(call, module, assigned, wanted, training)
                outputs = {key: given.get(id(term)) for key, term in terms.items()}
                if None in outputs.values():
                    return None
                found = outputs
        return {key: name for key, name in found.items() if name is not None}
    except ShapeError:
        return None
    except Exception:  # torch refuses what does not fit with any class of exception
        return None


def _given(call: Any, module: nn.Module | None, assigned: Assignment, wanted: Wanted, training: bool) -> dict[int, str]:
    """Outputs of a call by the ``id`` of their term."""
    if module is not None:
        module.train(training)
    terms = record_call(wanted.book, call, module, assigned.numbers(), wanted.tensors)
    return {id(term): name for name, term in reversed(terms.items())}


def _shortest(found: Found, wanted: Wanted) -> Found:
    """The same with every parameter at its default that need not be elsewhere."""
    for info in type(found.node).params():
        if getattr(found.node, info.name) != info.default:
            try:
                node = found.node.changed(**{info.name: info.default})
            except ParamError:
                continue
            outputs = _outputs(node, found.assigned, wanted)
            if outputs is not None:
                found = Found(node, found.assigned, outputs)
    return found
