"""The closed list of data sources, by public name."""

from __future__ import annotations

import difflib

from app.data.source import Source
from app.data.sources import bundled, csv_file, digit_pairs, image_folder, numpy_file, synthetic, text
from app.errors import DataError

_FILES = (*csv_file.SOURCES, *numpy_file.SOURCES, *image_folder.SOURCES)
_ALL = (*_FILES, *text.SOURCES, *bundled.SOURCES, *digit_pairs.SOURCES, *synthetic.SOURCES)
_SOURCES: dict[str, Source] = {found.name: found for found in _ALL}


def sources() -> list[Source]:
    """All sources, in the order a person sees them."""
    return list(_SOURCES.values())


def source(name: str) -> Source:
    """The source of that public name.

    Raises:
        DataError: there is none, or none is chosen; proposes near names.
    """
    if name in _SOURCES:
        return _SOURCES[name]
    if not name:
        raise DataError("no data is chosen yet: choose it on the Data page, or with --set data.source=NAME")
    near = difflib.get_close_matches(name, _SOURCES, n=2, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else f"; expected one of {', '.join(_SOURCES)}"
    raise DataError(f"unknown data source {name[:60]!r}{hint}")
