"""Texts, a character a number: what a language model reads, and the character that comes next at every place."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.data.dataset import Dataset, signs
from app.data.paths import limit_size, locate
from app.data.source import Source, option
from app.errors import DataError
from app.graph.section import Section

SONNETS = Path(__file__).resolve().parents[3] / "resources" / "data" / "sonnets.txt"
MAX_BYTES = 50 * 2**20
MAX_CHARACTERS = 5000


class SonnetsOptions(Section):
    """How long a sample is."""

    steps: int = option(64, "Steps", "characters in a sample, one behind the other", ge=2, le=4096)


class TextOptions(SonnetsOptions):
    """A text file of one's own."""

    path: str = option("", "File", "plain text (UTF-8); it is cut into samples in its order", "file", max_length=1000)


def load_sonnets(options: SonnetsOptions, _base: Path | None = None) -> Dataset:
    """Shakespeare's 154 sonnets (1609)."""
    return characters(SONNETS.read_text(encoding="utf-8"), options.steps, "sonnets", "Shakespeare's sonnets")


def load_text(options: TextOptions, base: Path | None = None) -> Dataset:
    """A text file.

    Raises:
        DataError: no file, no UTF-8, or too little text.
    """
    path = locate(options.path, base)
    limit_size(path, MAX_BYTES)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is no UTF-8 text (byte {error.start:,}): save it as UTF-8") from None
    return characters(text, options.steps, "text", path.name)


def characters(text: str, steps: int, name: str, title: str) -> Dataset:
    """Pieces (n, steps) of a text as int64 numbers of its characters, and the character behind each, (n, steps).

    The pieces stand one behind the other and do not overlap: with a split by time, nothing held out was read before.

    Raises:
        DataError: less text than one piece, or too many different characters.
    """
    count = (len(text) - 1) // steps
    if count < 1:
        raise DataError(f"{title} has {len(text):,} characters, a sample of {steps} needs {steps + 1}")
    known, codes = np.unique(np.array(list(text)), return_inverse=True)
    if len(known) > MAX_CHARACTERS:
        raise DataError(f"{title} has {len(known):,} different characters, at most {MAX_CHARACTERS:,} are read")
    codes = codes.astype(np.int64)
    used = count * steps
    vocabulary = tuple(map(str, known))
    return Dataset(
        name,
        title,
        {"text": codes[:used].reshape(count, steps)},
        {"next": codes[1 : used + 1].reshape(count, steps)},
        {"next": signs(vocabulary)},
        vocabulary=vocabulary,
    )


SOURCES = (
    Source("text", "Text", "plain text, character by character", "Your own", load_text, TextOptions, (".txt",)),
    Source(
        "sonnets",
        "Shakespeare's sonnets",
        "94,000 characters, the next one",
        "Real, bundled",
        load_sonnets,
        SonnetsOptions,
    ),
)
