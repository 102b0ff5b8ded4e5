"""What ``predict`` does with a network that was trained on a text: it goes on writing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.training.answers.sampling import Sampling
    from app.training.answers.writing import Writer


def write(writer: Writer, prompts: Sequence[str], length: int, sampling: Sampling, as_json: bool) -> None:
    """Print each text and how it goes on, a character at a time, or all as JSON."""
    made = [(prompt, writer.continued(prompt, length, sampling)) for prompt in map(_prompt, prompts)]
    if as_json:
        rows = [{"prompt": prompt, "continuation": "".join(found)} for prompt, found in made]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for number, (prompt, found) in enumerate(made):
        _print("\n" if number else "", prompt, found)


def _print(before: str, prompt: str, found: Iterator[str]) -> None:
    for piece in chain((before, prompt), found, "\n"):
        sys.stdout.write(piece)
        sys.stdout.flush()


def _prompt(text: str) -> str:
    """The text itself, or what a text file of that name holds."""
    from app.training.answers.predict_files import TEXT, read_prompt

    path = Path(text)
    try:
        named = path.suffix.lower() == TEXT and path.is_file()
    except (OSError, ValueError):  # a long text is no name that a system could have
        named = False
    return read_prompt(path) if named else text
