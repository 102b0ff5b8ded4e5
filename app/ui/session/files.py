"""Opening and saving documents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.graph.document import Document

SUFFIX = ".netloom"


def read_document(source: str | Path) -> Document:
    """Open a file or a bundled example; an example has no path, so that saving asks where to.

    Raises:
        ProjectError: it is not there or breaks the format.
    """
    from app.graph.document import Document
    from app.graph.files.storage import bundled, load, resolve

    path = resolve(source)
    project = load(path)
    if bundled(path.stem) == path:
        return Document(project, None, path.stem)
    return Document(project, path.resolve())


def with_ending(path: Path) -> Path:
    """A path as a project file has it: one without an ending gets ours."""
    return path if path.suffix else path.with_suffix(SUFFIX)


def write_document(document: Document, path: Path, also: Mapping[Path, bytes] | None = None) -> None:
    """Save a document to a path, with the files that belong to it, and mark it saved there.

    Raises:
        NetloomError: it cannot be written; the file is as it was.
    """
    from app.graph.files.storage import save

    save(document.project, path, also)
    document.mark_saved(path.resolve())
