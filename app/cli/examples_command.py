"""``examples``: the bundled projects."""

from __future__ import annotations

import re

from app.cli.console import columns
from app.graph.storage import examples

NAME = "examples"


def command() -> None:
    """List the bundled projects: name, title, what it shows."""
    print(columns([(each.name, each.title, _first_sentence(each.summary)) for each in examples()]))


def _first_sentence(text: str) -> str:
    found = re.match(r".*?[.:](?= [A-Z]|$)", text, re.DOTALL)
    return found.group() if found else text
