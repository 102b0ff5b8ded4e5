"""The texts of Python layers in a generated file: every statement once, their imports on top."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.errors import RunError
from app.graph.python_layers.text import Imported, read_python
from nodes.call import Target
from nodes.trusted import TrustedTarget, text_of

GIVEN = frozenset({"torch", "nn", "F", "Tensor", "operator"})
"""Names that the generated text imports itself where it uses them."""

FUTURE = "from __future__ import "
"""Begins what has to stand before everything else of a file."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What Python layers bring into a file.

    Attributes:
        lines: their constants, functions and classes, in the order in which they are needed.
        imports: statements beyond those of `GIVEN`, one name each.
        names: what they define or import at the outermost level.
    """

    lines: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()


def texts_of(targets: Iterable[Target]) -> Texts:
    """What these layers bring; other targets are passed over. A document lets a name mean one thing in all of them."""
    readings = [read_python(text_of(each.sha256).code) for each in targets if isinstance(each, TrustedTarget)]
    defined = list({each.text: each for reading in readings for each in reading.definitions}.values())
    lines: list[str] = []
    for before, each in zip([None, *defined], defined, strict=False):
        lines += ["", ""] if before and (before.is_block or each.is_block) else []
        lines += each.text.split("\n")
    imported = [each for reading in readings for each in reading.imports]
    names = {name for each in defined for name in each.names} | {each.name for each in imported} - GIVEN
    return Texts(tuple(lines), _statements(imported), frozenset(names))


def standard(imports: Iterable[str]) -> list[str]:
    """Those of these statements that import from Python's own library."""
    return [line for line in imports if _package(line) in sys.stdlib_module_names and not line.startswith(FUTURE)]


def in_sections(imports: Sequence[str], needs: Sequence[str]) -> list[str]:
    """The lines at the top of a file: what Python layers ask of Python itself apart, as one writes it."""
    future = [line for line in needs if line.startswith(FUTURE)]
    sections = [future, standard(needs), [line for line in imports if line not in (*future, *standard(needs))]]
    return "\n\n".join("\n".join(lines) for lines in sections if lines).split("\n")


def packages(imports: Iterable[str]) -> list[str]:
    """What has to be installed for these statements, beside torch: outermost modules, by name."""
    found = {_package(line) for line in imports}
    return sorted(found - sys.stdlib_module_names - {"torch", "__future__"})


def _package(line: str) -> str:
    return line.split()[1].split(".")[0]


def require_names(text: str, names: Iterable[str]) -> None:
    """See that a file defines each of these names once.

    Raises:
        RunError: it needs one of them for itself.
    """
    bound = Counter(name for statement in ast.parse(text).body for name in _bound(statement))
    twice = next((name for name in sorted(names) if bound[name] > 1), None)
    if twice is not None:
        raise RunError(f"a Python layer defines {twice}, a name that the file needs for itself; rename it there")


def _bound(statement: ast.stmt) -> list[str]:
    """Names that an outermost statement gives a value."""
    if isinstance(statement, ast.ClassDef | ast.FunctionDef):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [(each.asname or each.name).split(".")[0] for each in statement.names]
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return [each.id for each in targets if isinstance(each, ast.Name)]


def _statements(imported: Iterable[Imported]) -> tuple[str, ...]:
    """Each name once; ``import torch.fft`` stands beside ``import torch``, which it does not replace."""
    found: dict[str, str] = {}
    for each in imported:
        if each.is_submodule:
            found[each.statement] = each.statement
        elif each.name not in GIVEN:
            found.setdefault(each.name, each.statement)
    return tuple(sorted(found.values(), key=lambda line: (line.startswith("from"), line)))
