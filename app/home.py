"""Where Netloom keeps what belongs to the person: settings, recent files, runs of unsaved drawings; and ~ in paths."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

from app.errors import UsageError


def home() -> Path:
    """The user data folder of this system, or ``NETLOOM_HOME`` where that is set. Not created here."""
    chosen = os.environ.get("NETLOOM_HOME")
    return Path(chosen) if chosen else user_data_path("netloom", appauthor=False)


def typed_path(text: str) -> Path:
    """The path that a person typed; ``~`` is the home folder, ``~ada`` that of ada.

    Raises:
        UsageError: nobody of that name has one here.
    """
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise UsageError(f"there is no home folder {Path(text).parts[0]} on this computer, in {text}") from None
