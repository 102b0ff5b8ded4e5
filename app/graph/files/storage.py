"""Project files on disk: read whole, written so that nothing is ever lost.

Saving writes a temporary file beside the target, flushes it to the disk, reads it back and compares, and only then
puts it in the target's place, which the system does in one step. What stood there before is kept as
``NAME.netloom.1~`` (the newest), ``.2~`` and ``.3~``: rename one to ``NAME.netloom`` to have it back.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from app.errors import NetloomError, ProjectError
from app.graph.examples import Example, bundled, examples, resolve
from app.graph.files.atomic import write_atomic, write_together
from app.graph.files.format import MAX_BYTES, dump, parse
from app.graph.project import Project

__all__ = [
    "GENERATIONS",
    "Example",
    "bundled",
    "examples",
    "generations",
    "load",
    "resolve",
    "save",
    "write_atomic",
    "write_together",
]

GENERATIONS = 3


def load(path: Path) -> Project:
    """Read a project file.

    Raises:
        ProjectError: it cannot be read, or breaks the format; the message names the file and the place in it.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_BYTES:
                raise ProjectError(f"expected a project of at most {MAX_BYTES // 2**20} MB, got {size / 2**20:.1f} MB")
            content = file.read(MAX_BYTES + 1)
        return parse(content)
    except ProjectError as error:
        raise ProjectError(str(error), path.name) from None
    except OSError as error:
        raise ProjectError(f"cannot be read: {error.strerror or error}", str(path)) from None


def save(project: Project, path: Path, also: Mapping[Path, bytes] | None = None) -> None:
    """Write a project file; the three versions before it are kept. Unchanged projects are not written again.

    Args:
        also: files that belong to it, by where they go; all are written or none.

    Raises:
        NetloomError: it cannot be written; what stood there before still does.
    """
    content = dump(project).encode("utf-8")
    target = path.resolve()
    contents = {each.resolve(): value for each, value in (also or {}).items()}
    try:
        before = target.read_bytes() if target.exists() else None
        if content != before:
            if before is not None:
                _keep_generations(target)
            contents[target] = content
        write_together(contents)
    except OSError as error:
        raise NetloomError(f"{path} could not be saved: {error.strerror or error}; the file is as it was") from None


def generations(path: Path) -> list[Path]:
    """Earlier versions that are kept beside a file, newest first."""
    return [kept for number in range(1, GENERATIONS + 1) if (kept := _generation(path, number)).exists()]


def _generation(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}~")


def _keep_generations(target: Path) -> None:
    """Move the kept versions one on and copy the present one; it stays in its place all the while."""
    for number in range(GENERATIONS - 1, 0, -1):
        if _generation(target, number).exists():
            _generation(target, number).replace(_generation(target, number + 1))
    shutil.copy2(target, _generation(target, 1))
