"""The personal library: blocks kept as files in the user's data folder, ready for every document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from app.errors import NetloomError, ProjectError
from app.graph.block import Blocks, Definition
from app.graph.block_format import block_data, read_blocks
from app.graph.changes.bundle import bundle
from app.graph.format import check_version
from app.graph.schema import Fields
from app.graph.storage import write_atomic
from app.graph.strict_json import read
from app.home import home

FORMAT = "netloom-block"
VERSION = 1
SUFFIX = ".netloom-block"


@dataclass(frozen=True, slots=True)
class Kept:
    """A block of the library: the file, and the head of what it holds."""

    path: Path
    name: str
    note: str


def folder() -> Path:
    """Where the library lies."""
    return home() / "blocks"


def kept_blocks() -> list[Kept]:
    """The blocks of the library by name; files that cannot be read are left out."""
    found = []
    for path in sorted(folder().glob(f"*{SUFFIX}")):
        try:
            main = take_block(path)[-1]
        except NetloomError:
            continue
        found.append(Kept(path, main.name, main.note))
    return found


def keep_block(blocks: Blocks, block_id: str, path: Path | None = None) -> Path:
    """Write a block, with those it contains, to the library (or another file); gives the file.

    Raises:
        NetloomError: the file cannot be written.
    """
    definitions = bundle(blocks, [block_id])
    data = {"format": FORMAT, "version": VERSION, "blocks": [block_data(each) for each in definitions]}
    target = path or folder() / f"{definitions[-1].name}{SUFFIX}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(target, (json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode())
    except OSError as error:
        raise NetloomError(f"{target} could not be written: {error.strerror or error}") from None
    return target


def take_block(path: Path) -> list[Definition]:
    """The blocks in a file, the one it is about last.

    Raises:
        ProjectError: it holds no blocks; the text names the place.
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
    blocks = read_blocks(Fields(data, "", required=("format", "version", "blocks")))
    if not blocks:
        raise ProjectError(f"{path.name} holds no block", "blocks")
    return list(blocks.values())
