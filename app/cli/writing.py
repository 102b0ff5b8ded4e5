"""What ``predict`` does with a network that was trained on a text: it goes on writing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import DataError

if TYPE_CHECKING:
    from app.training.writing import Sampling, Writer

LONGEST = 1 << 20
"""Bytes of a file that is continued."""


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
    path = Path(text)
    try:
        if path.suffix.lower() != ".txt" or not path.is_file():
            return text
        if path.stat().st_size > LONGEST:
            raise DataError(f"{path} is larger than {LONGEST:,} bytes; give its end only")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is no UTF-8 text (byte {error.start:,}): save it as UTF-8") from None
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror or error}") from None
