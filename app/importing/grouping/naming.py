"""Names of nodes and blocks, after those of the module's own attributes and classes."""

from __future__ import annotations

import re
from collections.abc import Collection

from app.graph.changes.naming import base_name, instance_name
from app.graph.rules import MAX_NAME, kind_names, why_not_name
from app.importing.grouping.levels import Level
from app.importing.matching.pieces import Piece

_OTHER = re.compile(r"[^A-Za-z0-9_]+")
_ROOM = 8
"""Letters that stay free for a number behind a name."""


def local_name(item: Piece | Level, level: Level) -> str:
    """The name of a node or of a use of a block within a level: ``downsample_0`` for ``layer2.0.downsample.0``."""
    path = item.path
    if level.path and path.startswith(f"{level.path}."):
        path = path[len(level.path) + 1 :]
    own = item.name if isinstance(item, Piece) else instance_name(clean(item.type_name, "Block"))
    other = own or base_name(type(item.node)) if isinstance(item, Piece) else own
    if not path:
        return other
    name = clean(path.replace(".", "_"), other)
    return name if why_not_name(name) is None else clean(f"{name}_{other}", other)


def clean(text: str, other: str) -> str:
    """A text as a name: letters, digits and _, a letter first; the other one where nothing is left."""
    name = _OTHER.sub("_", text).strip("_")[: MAX_NAME - _ROOM]
    if name and not name[0].isalpha():
        name = f"{other}_{name}"[: MAX_NAME - _ROOM]
    return name or other


def free(base: str, taken: Collection[str]) -> str:
    """The name itself where it is free, else with the smallest number that is: ``relu``, ``relu_2``."""
    stem, found = re.fullmatch(r"(.*?)(?:_1)?", base), base
    number = 2
    while found in taken or why_not_name(found) is not None:
        found, number = f"{stem.group(1) if stem else base}_{number}", number + 1
    return found


def block_name(type_name: str, taken: Collection[str], whole: str) -> str:
    """The name of a block, after the class: ``BasicBlock``, ``BasicBlock2``.

    Where that is the name of a node kind, the name of the ``whole`` module stands before it: ``GPTBlock``.
    """
    base = clean(type_name, "Block")
    base = clean(f"{whole}{base}", "Block") if base in kind_names() or why_not_name(base) else base
    found, number = base, 2
    while found in taken or found in kind_names():
        found, number = f"{base}{number}", number + 1
    return found
