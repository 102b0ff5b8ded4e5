"""``examples``: the bundled projects and the reference networks."""

from __future__ import annotations

import re

from app.cli.console import columns
from app.graph.files.storage import examples

NAME = "examples"


def command() -> None:
    """List the bundled projects, then the zoo of reference networks with their sizes."""
    from app.zoo.catalogue import ENTRIES

    print("examples, which train on bundled data")
    print(columns([(each.name, each.title, _first_sentence(each.summary)) for each in examples()]))
    print("\nzoo, reference networks at full size")
    rows = [(each.name, each.title, str(each.year), f"{each.parameters:,} parameters", each.line) for each in ENTRIES]
    print(columns(rows, right=(3,)))


def _first_sentence(text: str) -> str:
    found = re.match(r".*?[.:](?= [A-Z]|$)", text, re.DOTALL)
    return found.group() if found else text
