"""Where Netloom keeps what belongs to the person: settings, recent files, runs of unsaved drawings."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path


def home() -> Path:
    """The user data folder of this system, or ``NETLOOM_HOME`` where that is set. Not created here."""
    chosen = os.environ.get("NETLOOM_HOME")
    return Path(chosen) if chosen else user_data_path("netloom", appauthor=False)
