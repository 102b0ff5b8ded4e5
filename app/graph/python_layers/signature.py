"""Ports and arguments of a layer, from the signatures of its class's ``forward`` and ``__init__``."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import ProjectError
from app.graph.blocks.block import TYPES, WORDS, Argument, ArgumentType

MAX_PORTS = 64
_PORT = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")
_TYPE_NAMES: dict[str, ArgumentType] = {"int": "integer", "float": "number", "bool": "switch", "str": "text"}
_TENSORS = ("Tensor", "torch.Tensor")


@dataclass(frozen=True, slots=True)
class Signature:
    """How a layer is made and used.

    Attributes:
        entries, optional: inputs of ``forward``, and those of them that may be None.
        exits: what it returns: ``y``, or ``y1``, ``y2`` ... of a tuple, or the fields of a NamedTuple.
        arguments: of ``__init__``.
    """

    entries: tuple[str, ...]
    optional: tuple[str, ...]
    exits: tuple[str, ...]
    arguments: tuple[Argument, ...]


def signature_of(made: ast.ClassDef, tree: ast.Module) -> Signature:
    """Read the signatures of a class of a text.

    Raises:
        ProjectError: an input, result or argument cannot be a port or a value in a drawing; with the line.
    """
    methods = {each.name: each for each in made.body if isinstance(each, ast.FunctionDef)}
    entries, optional = _entries(methods["forward"])
    arguments = _arguments(methods["__init__"]) if "__init__" in methods else ()
    return Signature(entries, optional, _exits(methods["forward"], tree), arguments)


def _given(function: ast.FunctionDef, what: str) -> list[tuple[ast.arg, ast.expr | None]]:
    """The arguments behind ``self`` with their defaults."""
    given = function.args
    odd = [*([given.vararg] if given.vararg else []), *([given.kwarg] if given.kwarg else [])]
    if odd:
        raise ProjectError(f"line {odd[0].lineno}: expected {what} one by one, got *{odd[0].arg}")
    if given.posonlyargs or not given.args:
        raise ProjectError(f"line {function.lineno}: expected {function.name}(self, ...), without /")
    behind = len(given.args) - len(given.defaults)
    defaults: list[ast.expr | None] = [None] * behind + list(given.defaults)
    pairs = list(zip(given.args, defaults, strict=True))[1:]
    return [*pairs, *zip(given.kwonlyargs, given.kw_defaults, strict=True)]


def _entries(forward: ast.FunctionDef) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pairs = _given(forward, "the inputs of forward")
    for each, default in pairs:
        _require_name(each)
        if default is not None and not (isinstance(default, ast.Constant) and default.value is None):
            raise ProjectError(
                f"line {each.lineno}: inputs of forward are tensors; make {each.arg} an argument of __init__"
            )
    if any(default is None for default in forward.args.kw_defaults):
        raise ProjectError(f"line {forward.lineno}: expected {forward.name}(self, ...), without * before an input")
    _require_few([each.arg for each, _ in pairs], forward.lineno)
    entries = tuple(each.arg for each, _ in pairs)
    return entries, tuple(each.arg for each, default in pairs if default is not None)


def _exits(forward: ast.FunctionDef, tree: ast.Module) -> tuple[str, ...]:
    returned = _evaluated(forward.returns)
    if returned is None or ast.unparse(returned) in _TENSORS:
        return ("y",)
    if isinstance(returned, ast.Subscript) and ast.unparse(returned.value) in ("tuple", "Tuple", "typing.Tuple"):
        parts = returned.slice.elts if isinstance(returned.slice, ast.Tuple) else [returned.slice]
        if len(parts) > 1 and all(ast.unparse(part) in _TENSORS for part in parts):
            names = [f"y{number}" for number in range(1, len(parts) + 1)]
            _require_few(names, forward.lineno)
            return tuple(names)
    if isinstance(returned, ast.Name):
        fields = _named_tuple(returned.id, tree)
        if len(fields) > 1:
            for field in fields:
                _require_name(field)
            _require_few([field.arg for field in fields], forward.lineno)
            return tuple(field.arg for field in fields)
    raise ProjectError(
        f"line {forward.lineno}: expected forward to return Tensor, tuple[Tensor, Tensor], or a NamedTuple of this "
        f"text with several tensors, got {ast.unparse(returned)[:60]}"
    )


def _named_tuple(name: str, tree: ast.Module) -> list[ast.arg]:
    """The fields of a class of the text that is made from NamedTuple."""
    made = next((each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == name), None)
    if made is None or not any(ast.unparse(base).split(".")[-1] == "NamedTuple" for base in made.bases):
        return []
    fields = [each for each in made.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]
    return [ast.arg(each.target.id, lineno=each.lineno) for each in fields if isinstance(each.target, ast.Name)]


def _arguments(init: ast.FunctionDef) -> tuple[Argument, ...]:
    pairs = _given(init, "the arguments of __init__")
    for each, _ in pairs:
        _require_name(each)
    _require_few([each.arg for each, _ in pairs], init.lineno)
    return tuple(_argument(each, default) for each, default in pairs)


def _argument(given: ast.arg, default: ast.expr | None) -> Argument:
    place = f"line {given.lineno}: {given.arg}"
    if default is None:
        raise ProjectError(f"{place} needs a default, the value that the layer is placed with: {given.arg}: int = 64")
    try:
        value = ast.literal_eval(default)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        value = None
    annotation = _evaluated(given.annotation)
    declared = "" if annotation is None else ast.unparse(annotation)
    kind = _TYPE_NAMES.get(declared or type(value).__name__)
    if kind is None or type(value) not in TYPES.values():
        shown = ast.unparse(default)[:60]
        raise ProjectError(f"{place} has to be an int, float, bool or str with a plain default, got {shown}")
    made = Argument(given.arg, kind, value)
    if not made.takes(value):
        raise ProjectError(f"{place} is annotated {declared}: expected {WORDS[kind]} as its default, got {value!r}")
    if isinstance(value, float) and not math.isfinite(value):
        raise ProjectError(f"{place} has to have a finite default")
    return made


def _evaluated(annotation: ast.expr | None) -> ast.expr | None:
    """An annotation in quotes, without them."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return ast.parse(annotation.value, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return annotation
    return annotation


def _require_name(given: ast.arg) -> None:
    if not _PORT.fullmatch(given.arg):
        raise ProjectError(
            f"line {given.lineno}: expected a name of at most 60 letters, digits and _, got {given.arg[:60]!r}"
        )


def _require_few(names: Iterable[str], line: int) -> None:
    found = list(names)
    if len(found) > MAX_PORTS:
        raise ProjectError(f"line {line}: expected at most {MAX_PORTS} of them, got {len(found)}")
