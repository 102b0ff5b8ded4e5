"""The text of somebody's function or class with all that it needs: imports, constants and helpers of its own file.

Files of the person's own are written out, because a drawing carries no file beside it; what is installed is imported.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import io
import symtable
import sys
import sysconfig
import textwrap
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import torch

from app.graph.python_layers.rules import own_modules
from app.graph.rules import SOURCE_NAMES, kind_names

STANDARD = {
    "torch": "import torch",
    "nn": "from torch import nn",
    "Tensor": "from torch import Tensor",
    "F": "from torch.nn import functional as F",
    "math": "import math",
    "operator": "import operator",
}
"""Names that mean one thing in every text, with the statement that gives them."""

_PLAIN = (bool, int, float, complex, str, bytes, type(None), tuple, list, dict, set, frozenset)
_INSTALLED = tuple(
    str(Path(folder).resolve()) for folder in {sysconfig.get_path(n) for n in ("stdlib", "purelib", "platlib")}
)


class UnwritableError(Exception):
    """Something has no text that stands by itself; the text is a sentence for the person."""


@dataclass(slots=True)
class Needs:
    """What a text needs above its class.

    Attributes:
        imports: statement by the name that it binds.
        helpers: constants, functions and classes by name, each after those it uses.
        renamed: names that mean something else to Netloom, and what they are called instead.
    """

    imports: dict[str, str] = field(default_factory=dict)
    helpers: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def take(self, *names: str) -> None:
        """Import `STANDARD` names."""
        self.imports |= {name: STANDARD[name] for name in names}

    def callable(self, thing: Any) -> str:
        """Bring a function or class along; gives the name to call it by.

        Raises:
            UnwritableError: its text is not to be had, or uses what cannot be written.
        """
        name = str(getattr(thing, "__name__", ""))
        if name != getattr(thing, "__qualname__", name) or not name.isidentifier():
            raise UnwritableError(f"{_named(thing)} is not defined at the outermost level of its file")
        self._name(name, thing, name)
        return self.renamed.get(name, name)

    def texts(self) -> list[str]:
        """All helpers as they stand in the text."""
        return [_renamed(text, self.renamed) for text in self.helpers.values()]

    def _name(self, name: str, thing: Any, user: str) -> None:
        """Give a name of somebody's text its meaning."""
        if isinstance(thing, ModuleType):
            self._module(name, thing, user)
        elif isinstance(thing, torch.dtype):
            self.take("torch")
            self._put(name, f"{name} = {thing}")
        elif isinstance(thing, type | FunctionType) or callable(thing):
            self._code(name, thing, user)
        elif isinstance(thing, _PLAIN) and _is_literal(thing):
            self._put(name, f"{name} = {thing!r}")
        else:
            raise UnwritableError(f"{user} uses {name}, a {type(thing).__name__} of its file, which has no text")

    def _put(self, name: str, text: str) -> None:
        if name in kind_names() or name in own_modules() or name in SOURCE_NAMES:
            self.renamed[name] = f"Own{name}"
        if self.helpers.setdefault(name, text) != text or name in self.imports:
            raise UnwritableError(f"{name} means two things in it")

    def _module(self, name: str, module: ModuleType, user: str) -> None:
        if not _is_installed(module):
            raise UnwritableError(f"{user} uses the file {module.__name__}.py beside it; import its names instead")
        path = module.__name__
        home, _, last = path.rpartition(".")
        renamed = f"from {home} import {last}" if home else f"import {last}"
        self._import(name, f"import {path}" if name == path else renamed + ("" if name == last else f" as {name}"))

    def _import(self, name: str, statement: str) -> None:
        statement = STANDARD.get(name, statement) if _same_import(name, statement) else statement
        if self.imports.setdefault(name, statement) != statement or name in self.helpers:
            raise UnwritableError(f"{name} means two things in it")

    def _code(self, name: str, thing: Any, user: str) -> None:
        module = sys.modules.get(str(getattr(thing, "__module__", None)))
        if module is None or _is_installed(module):
            home, own = _home(thing)
            self._import(name, f"from {home} import {own}" + ("" if own == name else f" as {name}"))
            return
        if not isinstance(thing, type | FunctionType):
            raise UnwritableError(f"{user} uses {name}, a {type(thing).__name__} of its file, which has no text")
        if name != thing.__qualname__:
            raise UnwritableError(f"{user} uses {name}, which is {thing.__qualname__} under another name")
        if name in self._begun:
            return
        self._begun.add(name)
        text = _source(thing)
        for used in sorted(_names_in(text) - {name}):
            if used in vars(module):
                self._name(used, vars(module)[used], name)
            elif not hasattr(builtins, used):
                raise UnwritableError(f"{name} uses {used}, which its file does not define")
        self._put(name, text)


def _source(thing: Any) -> str:
    try:
        return textwrap.dedent(inspect.getsource(thing)).strip("\n")
    except (OSError, TypeError):
        raise UnwritableError(f"the text of {_named(thing)} is not to be had") from None


def _renamed(text: str, names: Mapping[str, str]) -> str:
    """A text with other names; attributes that are called so stay."""
    lines, before = text.split("\n"), ""
    changes: list[tuple[int, int, str]] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME and token.string in names and before != ".":
            changes.append((*token.start, token.string))
        before = token.string
    for row, column, name in reversed(changes):
        line = lines[row - 1]
        lines[row - 1] = line[:column] + names[name] + line[column + len(name) :]
    return "\n".join(lines)


def _names_in(text: str) -> set[str]:
    """Names that a text takes from around it."""
    top = symtable.symtable(text, "text", "exec")
    outer = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_referenced()}
    return outer | {symbol.get_name() for table in _tables(top) for symbol in table.get_symbols() if symbol.is_global()}


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _tables(child)


def _is_installed(module: ModuleType) -> bool:
    """Whether a module is there for every program: built in, or in one of Python's own folders."""
    file = getattr(module, "__file__", None)
    return file is None or str(Path(file).resolve()).startswith(_INSTALLED)


def _home(thing: Any) -> tuple[str, str]:
    """Where an installed thing is imported from, and its name there."""
    for path, module in (("torch", torch), ("torch.nn", torch.nn), (str(thing.__module__), None)):
        found = sys.modules.get(path) if module is None else module
        own = str(getattr(thing, "__name__", ""))
        if own and getattr(found, own, None) is thing:
            return path, own
    raise UnwritableError(f"{_named(thing)} cannot be imported by its name")


def _is_literal(value: Any) -> bool:
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError):
        return False


def _same_import(name: str, statement: str) -> bool:
    """Whether a statement binds one of the `STANDARD` names to what it means everywhere."""
    paths = {"nn": "import torch.nn as nn", "F": "import torch.nn.functional as F"}
    return statement in (STANDARD.get(name), paths.get(name))


def _named(thing: Any) -> str:
    return str(getattr(thing, "__qualname__", type(thing).__name__))
