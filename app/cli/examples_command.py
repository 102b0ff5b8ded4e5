"""``examples``: the bundled projects and the reference networks."""

from __future__ import annotations

import re

from app.cli.console import columns
from app.graph.storage import examples, zoo

NAME = "examples"


def command() -> None:
    """List the bundled projects, then the zoo of reference networks with their sizes."""
    from app.zoo.catalogue import ENTRIES

    print("examples, which train on bundled data")
    print(columns([(each.name, each.title, _first_sentence(each.summary)) for each in examples()]))
    sizes = {entry.name: entry.parameters for entry in ENTRIES}
    rows = [(each.name, each.title, _size(sizes.get(each.name)), _first_sentence(each.summary)) for each in zoo()]
    print("\nzoo, reference networks at full size")
    print(columns(rows, right=(2,)))


def _size(parameters: int | None) -> str:
    return f"{parameters:,} parameters" if parameters else ""


def _first_sentence(text: str) -> str:
    found = re.match(r".*?[.:](?= [A-Z]|$)", text, re.DOTALL)
    return found.group() if found else text
