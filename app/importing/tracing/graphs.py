"""A torch.fx graph of somebody's module, and what its nodes tell."""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import torch
from torch import fx, nn

from app.importing.tracing.steps import Scope

Placeholder = tuple[str, Any]
"""What enters: ``("input", name)``, ``("source", name in the state dict)``, ``("constant", tensor)``."""

_FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+), in .*\n(?P<code>.*)')
_OURS = (str(FilePath(torch.__file__).parent), str(FilePath(__file__).parents[1]))
_IN_PLACE = frozenset(
    getattr(operator, name)
    for name in ("iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "imatmul", "iand", "ior", "ixor")
)
_RANDOM = ("rand", "dropout", "bernoulli", "multinomial", "normal", "poisson", "exponential")


class UntraceableError(Exception):
    """The module cannot be read; the text is one sentence for the person, ``path`` the submodule where it ends."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True, slots=True)
class Graph:
    """A trace as torch gives it.

    Attributes:
        placeholders: by the name of the node; others are inputs by their own name.
        dropped: placeholders that stand for arguments left at their default.
        whole: paths of submodules that are called as they are, because nobody can look into them.
    """

    graph: fx.Graph
    model: nn.Module
    placeholders: Mapping[str, Placeholder] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()


def line_of(node: fx.Node) -> str:
    """``model.py:12: x = self.conv(x)``: the innermost line that is not torch's."""
    found = ""
    for frame in _FRAME.finditer(node.stack_trace or ""):
        if not frame["file"].startswith(_OURS):
            found = f"{FilePath(frame['file']).name}:{frame['line']}: {frame['code'].strip()}"
    return found


def scopes_of(node: fx.Node) -> tuple[Scope, ...]:
    """The calls of submodules that a node stands in, outermost first; of a module with its own."""
    stack = node.meta.get("nn_module_stack") or {}
    found = []
    for key, (path, made) in stack.items():
        if path and not str(key).startswith("_empty"):
            count = str(key).rpartition("@")[2] if "@" in str(key) else ""
            found.append(Scope(f"{path}@{count}" if count else path, path, made))
    return tuple(found)


def is_assertion(node: fx.Node) -> bool:
    """Whether a node only checks something."""
    return node.op == "call_function" and "assert" in str(getattr(node.target, "__name__", node.target))


def is_random(node: fx.Node) -> bool:
    """Whether a node draws random numbers."""
    name = str(getattr(node.target, "__name__", node.target))
    return any(word in name for word in _RANDOM)


def overwrites(node: fx.Node, model: nn.Module) -> bool:
    """Whether a node writes its result into its first argument."""
    if node.op == "call_module":
        return bool(getattr(model.get_submodule(str(node.target)), "inplace", False))
    if node.op == "call_method":
        return _ends_in_place(str(node.target))
    if node.target in _IN_PLACE or node.kwargs.get("inplace") is True:
        return True
    if isinstance(node.target, torch._ops.OpOverload):
        return bool(node.target._schema.is_mutable)
    return _ends_in_place(str(getattr(node.target, "__name__", "")))


def _ends_in_place(name: str) -> bool:
    return name.endswith("_") and not name.endswith("__")
