"""The personal library: blocks and Python layers kept as files in the user's data folder, ready for every document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import NetloomError, ProjectError
from app.graph.blocks.format import block_data, read_blocks
from app.graph.changes.bundle import Bundle, bundle
from app.graph.files.format import check_version
from app.graph.files.schema import Fields
from app.graph.files.storage import write_atomic
from app.graph.files.strict_json import read
from app.graph.project import Project
from app.graph.python_layers.format import layer_data, read_layers
from app.home import home

FORMAT = "netloom-block"
VERSION = 1
SUFFIX = ".netloom-block"


@dataclass(frozen=True, slots=True)
class Kept:
    """A block or Python layer of the library: the file, and the head of what it holds."""

    path: Path
    name: str
    note: str


def folder() -> Path:
    """Where the library lies."""
    return home() / "blocks"


def kept() -> list[Kept]:
    """What the library holds, by name; files that cannot be read are left out."""
    found = []
    for path in sorted(folder().glob(f"*{SUFFIX}")):
        try:
            main = take(path).main
        except NetloomError:
            continue
        found.append(Kept(path, main.name, main.note))
    return found


def keep(project: Project, definition_id: str, path: Path | None = None) -> Path:
    """Write a block or Python layer of a document, with all that it contains, to the library (or another file).

    Returns:
        The file.

    Raises:
        NetloomError: the file cannot be written.
    """
    kept = bundle(project, [definition_id])
    data: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    data |= {"blocks": [block_data(each) for each in kept.blocks]}
    data |= {"layers": [layer_data(each) for each in kept.layers]} if kept.layers else {}
    target = path or folder() / f"{kept.main.name}{SUFFIX}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(target, (json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode())
    except OSError as error:
        raise NetloomError(f"{target} could not be written: {error.strerror or error}") from None
    return target


def take(path: Path) -> Bundle:
    """The blocks and Python layers in a file. Nothing is run.

    Raises:
        ProjectError: it holds none; the text names the place.
        NetloomError: it cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NetloomError(f"{path} could not be read: {error.strerror or error}") from None
    data = read(content)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ProjectError(f'{path.name} holds no block: expected an object with "format": "{FORMAT}"')
    check_version(data.get("version"))
    fields = Fields(data, "", required=("format", "version", "blocks"), optional=("layers",))
    layers = read_layers(fields)
    taken = Bundle(tuple(read_blocks(fields).values()), tuple(layers.values()))
    if not taken.blocks and not taken.layers:
        raise ProjectError(f"{path.name} holds no block", "blocks")
    return taken
