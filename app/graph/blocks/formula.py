"""Small formulas over a block's arguments: ``channels * 2``, ``1 if deep else 3``.

They are evaluated by a walk of our own and never run as Python.
"""

from __future__ import annotations

import ast
import copy
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

Value = bool | int | float | str | None | tuple[Any, ...]

LONGEST = 200
LARGEST = 2**53

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_CALLS: dict[str, Callable[..., Any]] = {"min": min, "max": max, "int": int, "round": round, "abs": abs}


class FormulaError(ValueError):
    """A formula that cannot be read or evaluated; the text says why."""


def evaluate(text: str, names: Mapping[str, Value]) -> Value:
    """The value of a formula where its names stand for these values.

    Numbers, texts, names, tuples, + - * / // % **, comparisons, and, or, not, ``a if b else c``, and the calls min,
    max, int, round, abs. Nothing else can be said, so a formula from a stranger's file can do no harm.

    Raises:
        FormulaError: it cannot be read, names something unknown, or has no finite value.
    """
    try:
        value = _value(_parsed(text), names)
    except FormulaError:
        raise
    except (ArithmeticError, TypeError, ValueError, RecursionError) as error:
        raise FormulaError(f"{text!r} has no value: {error}") from None
    limited: Value = _limited(value, text)
    return limited


def names_in(text: str) -> set[str]:
    """The arguments that a formula speaks of.

    Raises:
        FormulaError: it cannot be read.
    """
    tree = _parsed(text)
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in called}


def written(text: str) -> str:
    """The formula as Python writes it, in one spacing.

    Raises:
        FormulaError: it cannot be read.
    """
    return ast.unparse(_parsed(text))


def replaced(text: str, formulas: Mapping[str, str]) -> str:
    """The formula with names replaced by other formulas.

    Raises:
        FormulaError: one of them cannot be read, or the result is too long.
    """

    class Replace(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return _parsed(formulas[node.id]) if node.id in formulas else node

    result = ast.unparse(Replace().visit(copy.deepcopy(_parsed(text))))
    _parsed(result)
    return result


@lru_cache(maxsize=4096)
def _parsed(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise FormulaError(f"expected a formula of at most {LONGEST} characters, got {len(text)}")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(f"{text!r} is no formula; write numbers, arguments and + - * / // % ( )") from None
    for node in ast.walk(tree):
        _require_allowed(node, text)
    return tree


def _require_allowed(node: ast.AST, text: str) -> None:
    if isinstance(node, ast.Call):
        plain = isinstance(node.func, ast.Name) and node.func.id in _CALLS and not node.keywords
        if not plain or any(isinstance(argument, ast.Starred) for argument in node.args):
            raise FormulaError(f"{text!r} calls something; only {', '.join(_CALLS)} can be called")
    elif isinstance(node, ast.Constant):
        if node.value is not None and type(node.value) not in (bool, int, float, str):
            raise FormulaError(f"{text!r} holds {node.value!r}, which no parameter takes")
    elif not isinstance(node, _ALLOWED):
        raise FormulaError(f"{text!r} holds a {type(node).__name__}; write numbers, arguments and + - * / // % ( )")


_ALLOWED = (
    *(ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Tuple, ast.Name, ast.Load, ast.And, ast.Or),
    *_BINARY,
    *_UNARY,
    *_COMPARE,
)


def _value(node: ast.expr, names: Mapping[str, Value]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            if node.id not in names:
                known = ", ".join(names) or "none"
                raise FormulaError(f"there is no argument {node.id!r}; this block has {known}")
            return names[node.id]
        case ast.Tuple():
            return tuple(_value(entry, names) for entry in node.elts)
        case ast.BinOp():
            return _binary(node, _value(node.left, names), _value(node.right, names))
        case ast.UnaryOp():
            return _UNARY[type(node.op)](_value(node.operand, names))
        case ast.IfExp():
            return _value(node.body if _value(node.test, names) else node.orelse, names)
        case ast.BoolOp():
            return _boolean(node, names)
        case ast.Compare():
            return _compared(node, names)
        case ast.Call(func=ast.Name(id=called)):
            return _CALLS[called](*(_value(argument, names) for argument in node.args))
    raise FormulaError(f"a {type(node).__name__} has no value here")


def _binary(node: ast.BinOp, left: Any, right: Any) -> Any:
    if not all(isinstance(side, int | float) for side in (left, right)):
        raise FormulaError(f"expected numbers around {type(node.op).__name__}, got {left!r} and {right!r}")
    if isinstance(node.op, ast.Pow) and (abs(right) > 64 or abs(left) > LARGEST):
        raise FormulaError(f"{left} to the power of {right} is too large")
    return _limited(_BINARY[type(node.op)](left, right), ast.unparse(node))


def _boolean(node: ast.BoolOp, names: Mapping[str, Value]) -> Any:
    stops_at = isinstance(node.op, ast.Or)
    value: Any = not stops_at
    for part in node.values:
        value = _value(part, names)
        if bool(value) is stops_at:
            break
    return value


def _compared(node: ast.Compare, names: Mapping[str, Value]) -> bool:
    left = _value(node.left, names)
    for op, comparator in zip(node.ops, node.comparators, strict=True):
        right = _value(comparator, names)
        if not _COMPARE[type(op)](left, right):
            return False
        left = right
    return True


def _limited(value: Any, text: str) -> Any:
    if isinstance(value, complex) or (isinstance(value, int | float) and not abs(value) <= LARGEST):
        raise FormulaError(f"{text!r} gives {value}, expected a finite number below 2**53")
    return value
