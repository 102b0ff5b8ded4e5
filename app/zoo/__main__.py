"""Writes the project files of the zoo: ``python -m app.zoo``."""

from __future__ import annotations

from app.graph.examples import ZOO
from app.graph.storage import save
from app.zoo.catalogue import ENTRIES

if __name__ == "__main__":
    ZOO.mkdir(parents=True, exist_ok=True)
    for entry in ENTRIES:
        save(entry.build(), ZOO / f"{entry.name}.netloom")
