"""Landscapes as files, from the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import NetloomError

if TYPE_CHECKING:
    from app.landscape.full import Landscape
    from app.landscape.timeline import Timeline


def export_landscape(landscape: Landscape, path: Path, layer: str, timeline: Timeline | None) -> str:
    """Write a picture, or an archive where the suffix is .npz; gives a sentence that says how it went."""
    from app.landscape.landscape_file import save_landscape
    from app.landscape.pictures import save_picture

    try:
        if path.suffix == ".npz":
            save_landscape(landscape, path)
        else:
            save_picture(landscape, path, "accuracy" if layer == "accuracy" else "loss", timeline=timeline)
    except (NetloomError, OSError, ValueError) as error:
        return f"{path.name} could not be written: {error}"
    return f"Saved {path.name}"
