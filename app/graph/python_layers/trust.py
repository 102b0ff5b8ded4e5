"""The person's own list of Python texts that may run: one sha256 a line, in the user data folder.

What is trusted is a text, wherever it stands; nobody trusts a file, a folder or a name. So a project that comes back
with one letter changed is read again before it runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from app.errors import NetloomError
from app.graph.files.storage import write_atomic
from app.graph.project import Project
from app.graph.python_layers.layer import CustomLayer
from app.home import home
from nodes import trusted

FILE = "trusted-python.txt"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST = 100_000


def list_file() -> Path:
    """Where the list lies."""
    return home() / FILE


def remember() -> None:
    """Let everything on the list run in this process. A list that is not there or cannot be read trusts nothing."""
    trusted.allow(_listed())


def trust(layers: Iterable[CustomLayer]) -> None:
    """Let these layers run, now and from now on.

    Raises:
        NetloomError: the list cannot be written; they run in this process only.
    """
    hashes = [layer.sha256 for layer in layers]
    trusted.allow(hashes)
    known = _listed()
    new = [sha256 for sha256 in dict.fromkeys(hashes) if sha256 not in known]
    if new:
        _write([*known, *new][-_MOST:])


def trust_here(project: Project) -> None:
    """Let everything that the document holds run in this process only."""
    trusted.allow(layer.sha256 for layer in project.layers.values())


def forget(layers: Iterable[CustomLayer]) -> None:
    """Let these layers run no more, and take them from the list.

    Raises:
        NetloomError: the list cannot be written.
    """
    gone = {layer.sha256 for layer in layers}
    trusted.withdraw(gone)
    known = _listed()
    if gone & set(known):
        _write([sha256 for sha256 in known if sha256 not in gone])


def count() -> int:
    """How many texts the list holds."""
    return len(_listed())


def forget_all() -> None:
    """Let nothing run any more, be it on the list or trusted in this process only, and empty the list.

    Raises:
        NetloomError: the list cannot be written.
    """
    trusted.withdraw_all()
    if _listed():
        _write([])


def untrusted(project: Project) -> list[CustomLayer]:
    """The layers of a document that may not run, in document order."""
    return [layer for layer in project.layers.values() if not trusted.is_allowed(layer.sha256)]


def _listed() -> list[str]:
    try:
        lines = list_file().read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    return [line for line in lines if _SHA256.fullmatch(line)]


def _write(hashes: list[str]) -> None:
    target = list_file()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(target, "".join(f"{sha256}\n" for sha256 in hashes).encode())
    except OSError as error:
        raise NetloomError(
            f"{target} could not be written: {error.strerror or error}; trusted until you quit"
        ) from None
