"""Writes the project files of the zoo: ``python -m app.zoo``."""

from __future__ import annotations

from app.graph.examples import SUFFIX, ZOO
from app.graph.format import dump
from app.graph.storage import write_atomic
from app.zoo.catalogue import ENTRIES

if __name__ == "__main__":
    ZOO.mkdir(parents=True, exist_ok=True)
    for entry in ENTRIES:
        write_atomic(ZOO / f"{entry.name}{SUFFIX}", dump(entry.build()).encode())
