"""Open the data set that a document chose."""

from __future__ import annotations

from pathlib import Path

from app.data.dataset import Dataset
from app.data.sources import source
from app.graph.data_choice import DataChoice


def load(choice: DataChoice, base: Path | None = None) -> Dataset:
    """The chosen source's data set; ``base`` is the folder of the project file.

    Raises:
        DataError: unknown source, bad option or unreadable data, in one sentence.
    """
    return source(choice.source).load(choice.options, base)
