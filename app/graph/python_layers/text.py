"""Reading the Python text of a layer without running it: what `ast` says about one ``nn.Module`` class.

The layer is the last class of the text that has a ``forward``; what stands before it are its imports, constants,
functions and other classes. Only such statements stand at the outermost level, so that the texts of several layers can
travel into one exported file.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from functools import lru_cache

from app.errors import ProjectError
from app.graph.blocks.block import Argument
from app.graph.python_layers.signature import Signature, signature_of

MAX_CODE = 100_000
MAX_LINES = 4_000

_UNSEEN = frozenset(
    chr(sign)
    for first, last in [
        (0x34F, 0x34F),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFFA0, 0xFFA0),
        (0xE0100, 0xE01EF),
    ]
    for sign in range(first, last + 1)
)
"""Letters and marks that show nothing, though Python calls them printable and takes them in names: what else Unicode
calls default ignorable (DerivedCoreProperties.txt)."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that an import binds: ``np``, the path it stands for (``numpy``), and the statement."""

    name: str
    path: str
    statement: str

    @property
    def is_submodule(self) -> bool:
        """Whether it is ``import torch.fft``, which binds the name torch."""
        return self.statement.startswith("import ") and "." in self.statement and " as " not in self.statement


@dataclass(frozen=True, slots=True)
class Defined:
    """A statement of the outermost level, the comments above it included, and the names that it gives a value.

    ``is_block``: a class or function.
    """

    names: tuple[str, ...]
    text: str
    line: int
    is_block: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says.

    Attributes:
        name: of the class.
        note: first line of its docstring.
        signature: ports and arguments.
        imports, definitions: its outermost statements, in their order.
    """

    name: str
    note: str
    signature: Signature
    imports: tuple[Imported, ...]
    definitions: tuple[Defined, ...]

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """Of the constructor."""
        return self.signature.arguments


def normal(text: str) -> str:
    """A text as layers hold it: lines end as on Unix, and none at its ends is empty."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


@lru_cache(maxsize=512)
def read_python(code: str) -> Reading:
    """What a text says.

    Raises:
        ProjectError: it is no text of a layer; one sentence with the line.
    """
    _require_plain(code)
    try:
        return _reading(_parsed(code), code)
    except (ValueError, RecursionError, MemoryError):
        raise ProjectError("line 1: cannot be read as Python: it is nested too deep") from None


def _reading(tree: ast.Module, code: str) -> Reading:
    imports: list[Imported] = []
    definitions: list[Defined] = []
    lines, above = code.split("\n"), 0
    for number, statement in enumerate(tree.body):
        first, last = _lines_of(statement)
        if first <= above:
            raise ProjectError(f"line {first}: expected one statement a line")
        if isinstance(statement, ast.Import | ast.ImportFrom):
            imports += _imported(statement)
        elif not (number == 0 and _is_text(statement)):
            text = "\n".join(lines[above:last]).strip("\n")
            block = isinstance(statement, ast.ClassDef | ast.FunctionDef)
            definitions.append(Defined(_names_of(statement), text, first, block))
        above = last
    made = _layer_class(tree)
    signature = signature_of(made, tree)
    note = (ast.get_docstring(made) or "").split("\n", 1)[0].strip()
    return Reading(made.name, note, signature, tuple(imports), tuple(definitions))


def _require_plain(code: str) -> None:
    """(Signs that are not shown could make a reader trust another text than the one that runs.)"""
    if len(code) > MAX_CODE or code.count("\n") >= MAX_LINES:
        raise ProjectError(f"expected a Python text of at most {MAX_CODE:,} characters in {MAX_LINES:,} lines")
    if normal(code) != code:
        raise ProjectError("expected a Python text whose lines end as on Unix, without empty ones at its ends")
    for number, line in enumerate(code.split("\n"), start=1):
        hidden = next((sign for sign in line if _is_hidden(sign)), None)
        if hidden is not None:
            raise ProjectError(f"line {number}: holds the invisible sign U+{ord(hidden):04X}")


def _is_hidden(sign: str) -> bool:
    return sign in _UNSEEN or not (sign.isprintable() or sign == "\t")


def _parsed(code: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except SyntaxError as error:
        raise ProjectError(f"line {error.lineno or 1}: {error.msg}") from None


def _layer_class(tree: ast.Module) -> ast.ClassDef:
    classes = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    made = [each for each in classes if each.bases and method(each, "forward") is not None]
    if not made:
        line = classes[-1].lineno if classes else 1
        raise ProjectError(f"line {line}: expected a class made from nn.Module that has a method forward(self, ...)")
    return made[-1]


def method(made: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """A method of a class, by its name."""
    return next((each for each in made.body if isinstance(each, ast.FunctionDef) and each.name == name), None)


def _lines_of(statement: ast.stmt) -> tuple[int, int]:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)]), statement.end_lineno or statement.lineno


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _names_of(statement: ast.stmt) -> tuple[str, ...]:
    if isinstance(statement, ast.ClassDef | ast.FunctionDef):
        return (statement.name,)
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = [
            part for each in statement.targets for part in (each.elts if isinstance(each, ast.Tuple) else [each])
        ]
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets = [statement.target]
    names = tuple(each.id for each in targets if isinstance(each, ast.Name))
    if not targets or len(names) < len(targets):
        raise ProjectError(
            f"line {statement.lineno}: expected only imports, constants, functions and classes beside the layer's class"
        )
    return names


def _imported(statement: ast.Import | ast.ImportFrom) -> list[Imported]:
    line = f"line {statement.lineno}"
    if isinstance(statement, ast.Import):
        return [_module(each) for each in statement.names]
    if statement.level or not statement.module:
        raise ProjectError(f"{line}: imports from a file beside it, which a document does not have")
    found = []
    for each in statement.names:
        if each.name == "*":
            raise ProjectError(f"{line}: expected the names that are imported, got *")
        renamed = f" as {each.asname}" if each.asname else ""
        found.append(
            Imported(
                each.asname or each.name,
                f"{statement.module}.{each.name}",
                f"from {statement.module} import {each.name}{renamed}",
            )
        )
    return found


def _module(each: ast.alias) -> Imported:
    if each.asname:
        return Imported(each.asname, each.name, f"import {each.name} as {each.asname}")
    return Imported(each.name.split(".", 1)[0], each.name.split(".", 1)[0], f"import {each.name}")
