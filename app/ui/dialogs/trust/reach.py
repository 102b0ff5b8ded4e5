"""Where a text asks for more than arithmetic: a reader's eye is led there. It proves nothing about the rest."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable

USUAL = frozenset(
    {"__future__", "abc", "collections", "dataclasses", "enum", "functools", "itertools", "math", "numbers", "operator"}
    | {"torch", "typing", "typing_extensions", "warnings"}
)
"""Modules that layers are written with."""

CALLS = frozenset({"__import__", "breakpoint", "compile", "eval", "exec", "getattr", "globals", "open", "vars"})
"""Names whose call can reach anything."""

ATTRIBUTES = frozenset({"cpp_extension", "hub", "load", "load_library", "load_inline", "popen", "save", "system"})
"""What of a module reads, writes or runs something outside the network."""

LOOKED_AT = (ast.Import, ast.ImportFrom, ast.Call, ast.Attribute)

Reach = tuple[int, str]
"""A line, and what it does."""


def reaches(code: str) -> list[Reach]:
    """The lines worth a second look, from the top; none for a text that is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = [(node.lineno, what) for node in ast.walk(tree) if isinstance(node, LOOKED_AT) and (what := _what(node))]
    return sorted(dict.fromkeys(found))


def _what(node: ast.AST) -> str:
    if isinstance(node, ast.Import):
        return _imports(alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        module = node.module or "."
        whole = _imports([module])
        return whole or _imports(f"{module}.{alias.name}" for alias in node.names)
    if isinstance(node, ast.Call):
        return f"calls {node.func.id}" if isinstance(node.func, ast.Name) and node.func.id in CALLS else ""
    assert isinstance(node, ast.Attribute)
    hidden = node.attr.startswith("__") and node.attr not in ("__init__", "__name__", "__class__")
    return f"uses {node.attr}" if hidden or node.attr in ATTRIBUTES else ""


def _imports(paths: Iterable[str]) -> str:
    strange = [path for path in paths if path.partition(".")[0] not in USUAL or ATTRIBUTES & set(path.split("."))]
    return f"imports {', '.join(strange)}" if strange else ""


def told(found: list[Reach]) -> str:
    """As a sentence, "" for nothing."""
    return "; ".join(f"line {line} {what}" for line, what in found)
