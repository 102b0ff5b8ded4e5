"""Ids and names of new nodes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection

from app.graph.project import Project
from app.graph.rules import MAX_NAME, why_not_name
from nodes.base import Node

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_DIMENSIONS = re.compile(r"[123]d$")
_NUMBERED = re.compile(r"(.*?)_(\d+)")


def new_id(project: Project, taken: Collection[str] = ()) -> str:
    """An id that the document (and ``taken``) does not hold and, being random, never held."""
    while True:
        made = "n" + uuid.uuid4().hex[:8]
        if made not in project.graph and made not in taken:
            return made


def unique_name(project: Project, base: str, taken: Collection[str] = ()) -> str:
    """``base`` itself where it is free, else the same with the smallest number that is: ``conv_1``, ``conv_2``."""
    return Names(project, taken).take(base)


class Names:
    """Gives names to many new nodes of one drawing, each in the same time however many there are."""

    def __init__(self, project: Project, taken: Collection[str] = ()) -> None:
        self._used = {instance.name for instance in project.graph} | set(taken)
        self._next: dict[str, int] = {}

    def take(self, base: str) -> str:
        """A name as `unique_name` gives it; it is used from now on."""
        name = base if base not in self._used and why_not_name(base) is None else self._numbered(base)
        self._used.add(name)
        return name

    def _numbered(self, base: str) -> str:
        """(What was used once stays so: the search goes on where the last one for the same word ended.)"""
        found = _NUMBERED.fullmatch(base)
        stem = (found.group(1) if found else base)[: MAX_NAME - 8]
        key = f"{stem}_" if found else stem
        number = self._next.get(key, 1 if found else 2)
        while f"{stem}_{number}" in self._used:
            number += 1
        self._next[key] = number
        return f"{stem}_{number}"


def base_name(kind: type[Node]) -> str:
    """What a new node of a kind is called: ``conv_1`` for Conv2d, ``input`` and ``loss`` for ends."""
    if kind.role == "loss":
        return "loss"
    if kind.role in ("entry", "exit"):
        return "x" if kind.role == "entry" else "y"
    plain = _DIMENSIONS.sub("", kind.kind).replace("ReLU", "Relu").replace("SiLU", "Silu")
    stem = _WORD_START.sub("_", plain).lower()
    return f"{stem}_1" if kind.role == "layer" else stem


def instance_name(name: str) -> str:
    """What a use of a block is called: ``ResidualBlock`` -> ``residual_block``."""
    lower = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip("_")
    return lower if why_not_name(lower) is None else f"{lower}_block"
