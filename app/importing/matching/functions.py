"""The nodes of a function: one that does all of it, else one for each of its ATen operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from app.compile.use import BATCH
from app.importing.matching.clues import clues_of
from app.importing.matching.matcher import Found, Wanted, find
from app.importing.matching.pieces import Answer, Piece
from app.importing.matching.recording import OverwritesError, record_function, replaced
from app.importing.matching.terms import INPUT, Book, Term
from app.importing.tracing.applied import Applied
from app.importing.tracing.running import dtype_of
from app.importing.tracing.steps import Step, Value
from app.importing.tracing.training_flags import named_arguments, while_training
from nodes.call import Path
from nodes.shape import Extent, Shape

Used = Mapping[Path, Value]
"""The results of a step that others use."""


def answer(step: Step, used: Used) -> Answer:
    """Nodes for a step that has no weights of its own."""
    if isinstance(step.target, Applied):
        return Answer(missing=[f"{step.title}, which has a backward of its own,"])
    values, book = list(dict.fromkeys(step.operands())), Book()
    try:
        terms, late = recorded(book, step, values), recorded(book, step, values, training=True)
    except OverwritesError as error:
        return Answer(missing=[f"{step.title}, which overwrites: {error}"])
    results = {path: terms[path] for path in used}
    if not late and all(term.op == INPUT for term in results.values()):
        return Answer(same={used[path]: values[term.args[0]] for path, term in results.items()})
    found = _as_one(step, values, book, results, {path: late[path] for path in used} if late else {}, used)
    if found is not None:
        return found
    return Answer(missing=[step.title]) if late else _by_operations(step, values, results, used)


def recorded(book: Book, step: Step, values: Sequence[Value], training: bool = False) -> dict[Path, Term]:
    """Terms of what a step returns. While training: none where that makes no difference."""
    told = while_training(step) if training else (step.args, step.kwargs)
    if told is None:
        return {}
    numbers = {id(value): number for number, value in enumerate(values)}

    def call(tensors: Sequence[Tensor]) -> Any:
        def present(part: Any) -> Any:
            if isinstance(part, Value):
                return tensors[numbers[id(part)]]
            return torch.device("meta") if isinstance(part, torch.device) else part

        args, kwargs = replaced((told[0], dict(told[1])), present)
        target: Any = step.target
        return getattr(args[0], target)(*args[1:], **kwargs) if isinstance(target, str) else target(*args, **kwargs)

    return record_function(book, [value.tensor for value in values], call)


def does_the_same(function: Any, step: Step) -> bool:
    """Whether a function, or method of a tensor, does the very same operations with the arguments of a step.

    (Whether it writes the result into an argument does not count.)
    """
    if not callable(function) and not isinstance(function, str):
        return False
    values, book = list(dict.fromkeys(step.operands())), Book()
    try:
        return recorded(book, step, values) == recorded(book, replace(step, target=function), values)
    except Exception:  # torch refuses arguments that do not fit with any class of exception
        return False


def _as_one(
    step: Step, values: list[Value], book: Book, results: Mapping[Path, Term], late: Mapping[Path, Term], used: Used
) -> Answer | None:
    order = [values.index(value) for value in step.operands()]
    clues = clues_of((late or results).values(), named_arguments(step), [value.shape for value in used.values()])
    counted = [value for value in step.counted if value not in values]
    for extra in ([], counted) if counted else ([],):
        given = [*values, *extra]
        tensors, shapes = [value.tensor for value in given], [value.shape for value in given]
        found = find(Wanted(book, results, late, tensors, shapes, order, len(extra)), clues, _called(step))
        if found is not None:
            return _placed(found, given, used)
    return None


def _by_operations(step: Step, values: list[Value], results: Mapping[Path, Term], used: Used) -> Answer:
    """A node for every operation; those that have none are told."""
    given, made = Answer(), dict[int, Value]()

    def value_of(term: Term) -> Value | None:
        if term.op == INPUT:
            return values[int(term.args[0])]
        if id(term) not in made:
            operands = [value_of(each) for each in dict.fromkeys(term.operands())]
            known = [each for each in operands if each is not None]
            if len(known) < len(operands):
                return None
            result = next((used[path] for path in results if results[path] is term), None)
            result = result or Value(term.tensor, _shape(term.tensor))
            found = _operation(term, known, result)
            if found is None:
                given.missing.append(f"{term.op} in {step.title}" if term.op != _called(step) else step.title)
                return None
            given.pieces += found.pieces
            made[id(term)] = result
        return made[id(term)]

    for path, term in results.items():
        value = value_of(term)
        if value is not None and value is not used[path]:
            given.same[used[path]] = value
    return given


def _operation(term: Term, operands: list[Value], result: Value) -> Answer | None:
    """A node for one operation."""
    book, distinct = Book(), list(dict.fromkeys(term.operands()))
    leaves = {id(each): book.input(number, each.tensor) for number, each in enumerate(distinct)}
    alone = book.term(term.op, _on_leaves(term.args, leaves), term.tensor)
    order = [distinct.index(each) for each in term.operands()]
    tensors, shapes = [each.tensor for each in distinct], [value.shape for value in operands]
    clues = clues_of([alone], {}, [result.shape])
    found = find(Wanted(book, {(): alone}, {}, tensors, shapes, order), clues, term.op)
    return None if found is None else _placed(found, operands, {(): result})


def _placed(found: Found, values: list[Value], used: Used) -> Answer:
    """The node between its tensors. Two results that are one tensor become one."""
    links = [(port, values[number]) for port, numbers in found.assigned.ports for number in numbers]
    outputs: dict[str, Value] = {}
    same = {}
    for path, value in used.items():
        first = outputs.setdefault(found.outputs[path], value)
        if first is not value:
            same[value] = first
    return Answer([Piece(found.node, links, outputs)], same)


def _on_leaves(value: Any, leaves: Mapping[int, Term]) -> Any:
    if isinstance(value, Term):
        return leaves[id(value)]
    return tuple(_on_leaves(entry, leaves) for entry in value) if isinstance(value, tuple) else value


def _shape(tensor: Tensor) -> Shape:
    """The shape of a tensor that is known for `BATCH` samples only: other sizes are far smaller."""
    return Shape(tuple(Extent(*divmod(size, BATCH)) for size in tensor.shape), dtype_of(tensor))


def _called(step: Step) -> str:
    """The plain name of what is called."""
    if isinstance(step.target, nn.Module):
        return type(step.target).__name__
    if isinstance(step.target, torch._ops.OpOverload):
        return str(step.target._schema.name).rpartition("::")[2].strip("_")
    return (step.target if isinstance(step.target, str) else str(getattr(step.target, "__name__", ""))).strip("_")
