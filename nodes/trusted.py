"""Python text that documents hold, and which of it may run.

A text is known by its sha256 as soon as it is read, and runs only once somebody has trusted exactly these characters:
`class_of` is the one place that runs any. A changed text is another text. Everything here holds for one process; what a
person trusts for good is kept by `app.graph.python_layers.trust`.
"""

from __future__ import annotations

import hashlib
import linecache
import sys
import threading
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any

from nodes.call import Target

MODULE = "netloom_layer_"
"""What the name of the Python module begins with that a trusted text becomes; its sha256 follows."""

NOT_TRUSTED = "is Python code of this document that you have not trusted yet: read it, then trust it"

_LONGEST = 240


class CodeError(Exception):
    """A text that may not run, or that fails when it does; a predicate for the node: ``fails in line 3 of Gate``."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that defines a layer, and the name of its class."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TrustedTarget(Target):
    """The class that a trusted text defines. ``module`` is `MODULE` and the sha256."""

    def resolve(self) -> Any:
        return class_of(self.sha256)

    @property
    def sha256(self) -> str:
        """Of the text."""
        return self.module.removeprefix(MODULE)

    @property
    def travels(self) -> bool:
        return True


_texts: dict[str, Text] = {}
_allowed: set[str] = set()
_classes: dict[str, type] = {}
_lock = threading.RLock()
_changes = 0


@lru_cache(maxsize=512)
def fingerprint(code: str) -> str:
    """The sha256 of a text, in hexadecimal."""
    return hashlib.sha256(code.encode()).hexdigest()


def know(code: str, name: str) -> str:
    """Remember a text and the name of the class it defines; gives its sha256. Nothing is run."""
    sha256 = fingerprint(code)
    _texts.setdefault(sha256, Text(code, name))
    return sha256


def text_of(sha256: str) -> Text:
    """A text that has been read.

    Raises:
        KeyError: none with that sha256 has.
    """
    return _texts[sha256]


def allow(hashes: Iterable[str]) -> None:
    """Let these texts run, whether they have been read already or will be."""
    global _changes
    new = set(hashes) - _allowed
    _allowed.update(new)
    _changes += bool(new)


def withdraw(hashes: Iterable[str]) -> None:
    """Let these texts run no more; what has been made of them stays as it is."""
    global _changes
    gone = _allowed & set(hashes)
    _allowed.difference_update(gone)
    for sha256 in gone:
        _classes.pop(sha256, None)
    _changes += bool(gone)


def withdraw_all() -> None:
    """Let no text run any more."""
    withdraw(tuple(_allowed))


def is_allowed(sha256: str) -> bool:
    """Whether the text may run."""
    return sha256 in _allowed


def changes() -> int:
    """Counts how often what may run has changed: answers from before may no longer hold."""
    return _changes


def target_of(sha256: str) -> TrustedTarget:
    """What a use of the text calls. Runs it, where that has not been done.

    Raises:
        CodeError: it is not trusted, or defines no class that can be used.
    """
    class_of(sha256)
    return TrustedTarget(MODULE + sha256, text_of(sha256).name, "", "module")


def class_of(sha256: str) -> type:
    """The class that a trusted text defines, made once.

    Raises:
        CodeError: it is not trusted, or defines no class that can be used.
    """
    with _lock:
        if not is_allowed(sha256) or sha256 not in _texts:
            raise CodeError(NOT_TRUSTED)
        if sha256 not in _classes:
            _classes[sha256] = _run(sha256, text_of(sha256))
        return _classes[sha256]


def _run(sha256: str, text: Text) -> type:
    """(The text is put where tracebacks, `inspect` and `pickle` look for a module's source and name.)"""
    module = ModuleType(MODULE + sha256)
    module.__file__ = filename = f"<{module.__name__}>"
    lines = [f"{line}\n" for line in text.code.split("\n")]
    linecache.cache[filename] = (len(text.code), None, lines, filename)
    sys.modules[module.__name__] = module
    try:
        exec(compile(text.code, filename, "exec", dont_inherit=True), module.__dict__)  # noqa: S102  (trusted)
        return _module_class(getattr(module, text.name, None), text.name)
    except CodeError:
        del sys.modules[module.__name__]
        raise
    except (Exception, SystemExit) as error:
        del sys.modules[module.__name__]
        raise CodeError(failure(error) or f"cannot be read as Python: {_said(error)}") from None


def _module_class(made: object, name: str) -> type:
    from torch import nn

    if not (isinstance(made, type) and issubclass(made, nn.Module)):
        raise CodeError(f"needs {name} to be a class made from nn.Module")
    return made


def is_own(made: object) -> bool:
    """Whether something was made from a class that such a text defines."""
    return type(made).__module__.startswith(MODULE)


def failure(error: BaseException) -> str | None:
    """Where an error came from a trusted text: ``fails in line 3 of Gate: ValueError: ...``; None where it did not."""
    if isinstance(error, SyntaxError) and (error.filename or "").startswith(f"<{MODULE}"):
        return _told(error.filename or "", error.lineno, error)
    frames = [(each.f_code.co_filename, line) for each, line in traceback.walk_tb(error.__traceback__)]
    own = [frame for frame in frames if frame[0].startswith(f"<{MODULE}")]
    return _told(*own[-1], error) if own else None


def _told(filename: str, line: int | None, error: BaseException) -> str:
    text = _texts.get(filename.strip("<>").removeprefix(MODULE))
    return f"fails in line {line} of {text.name if text else 'its code'}: {_said(error)}"


def _said(error: BaseException) -> str:
    text = " ".join((error.msg if isinstance(error, SyntaxError) else str(error)).split())
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
