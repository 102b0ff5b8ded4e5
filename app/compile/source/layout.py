"""Python expressions laid out as ruff format would: on one line where it fits, else one part a line."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 88
"""Longest line; the default of the common formatters, so the text stays as it is in other people's projects."""

STEP = 4


@dataclass(frozen=True, slots=True)
class Atom:
    """A name or literal that is never broken."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a group, with its keyword where it has one."""

    value: Expression
    keyword: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries in brackets: a call, a list, a tuple, a signature."""

    before: str
    items: tuple[Item, ...]
    opening: str = "("
    closing: str = ")"
    after: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined by one operator: ``a + b + c``."""

    operator: str
    operands: tuple[Expression, ...]


Expression = Atom | Group | Chain


def flat(expression: Expression) -> str:
    """The expression on one line."""
    if isinstance(expression, Atom):
        return expression.text
    if isinstance(expression, Chain):
        return f" {expression.operator} ".join(map(flat, expression.operands))
    entries = ", ".join(item.keyword + flat(item.value) for item in expression.items)
    alone = "," if expression.opening == "(" and not expression.before and len(expression.items) == 1 else ""
    return f"{expression.before}{expression.opening}{entries}{alone}{expression.closing}{expression.after}"


def laid_out(prefix: str, expression: Expression, suffix: str = "") -> list[str]:
    """A statement as lines. ``prefix`` is its indentation and beginning, ``suffix`` what follows the expression."""
    line = prefix + flat(expression) + suffix
    if len(line) <= WIDTH or isinstance(expression, Atom):
        return [line]
    indent = " " * (len(prefix) - len(prefix.lstrip()))
    inner = indent + " " * STEP
    if isinstance(expression, Chain):
        first, *rest = expression.operands
        lines = [f"{prefix}(", inner + flat(first)]
        return [*lines, *(f"{inner}{expression.operator} {flat(operand)}" for operand in rest), f"{indent}){suffix}"]
    if not expression.items:
        return [line]
    lines = [f"{prefix}{expression.before}{expression.opening}"]
    for item in expression.items:
        lines += laid_out(inner + item.keyword, item.value, ",")
    return [*lines, f"{indent}{expression.closing}{expression.after}{suffix}"]


def grouped(expression: Expression) -> Expression:
    """The expression as an operand or receiver: a chain gets brackets."""
    return Atom(f"({flat(expression)})") if isinstance(expression, Chain) else expression
