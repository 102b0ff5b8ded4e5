"""Writes the project files of the zoo and of the examples that are built by code: ``python -m app.zoo``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from app.graph.examples import FOLDER, SUFFIX, ZOO
from app.graph.files.format import dump
from app.graph.files.storage import write_atomic
from app.graph.project import Project
from app.zoo.catalogue import ENTRIES
from app.zoo.laptop.catalogue import EXAMPLES


def write(folder: Path, builders: Mapping[str, Callable[[], Project]]) -> None:
    """One file per builder, by its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, build in builders.items():
        write_atomic(folder / f"{name}{SUFFIX}", dump(build()).encode())


if __name__ == "__main__":
    write(ZOO, {entry.name: entry.build for entry in ENTRIES})
    write(FOLDER, EXAMPLES)
