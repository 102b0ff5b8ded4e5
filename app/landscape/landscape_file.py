"""Landscapes as NumPy archives: every number of the picture and what it was measured on."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from app.errors import RunError
from app.graph.files.storage import write_atomic
from app.landscape.full import Landscape
from app.landscape.objective import Point
from app.landscape.path import RunPath
from app.landscape.planes import Plane
from app.landscape.surface import Facts, Surface

VERSION = 1
_PLANE = ("anchor", "u", "v")
_SURFACE = ("xs", "ys", "loss", "accuracy", "exact")
_PATH = ("steps", "coordinates", "residual", "recorded", "true", "on_plane")


def save_landscape(landscape: Landscape, path: Path) -> None:
    """Write an ``.npz``: arrays by name, everything else as JSON text in ``facts``; whole or not at all."""
    surface, plane = landscape.surface, landscape.surface.plane
    arrays: dict[str, Any] = {name: getattr(plane, name) for name in _PLANE}
    arrays |= {name: getattr(surface, name) for name in _SURFACE}
    if landscape.path is not None:
        arrays |= {f"path_{name}": getattr(landscape.path, name) for name in _PATH}
    words = {
        "version": VERSION,
        "plane": {name: value for name, value in vars(plane).items() if name not in _PLANE},
        "facts": asdict(surface.facts),
        "centre": list(surface.centre),
        "seconds": surface.seconds,
    }
    buffer = io.BytesIO()
    np.savez(buffer, facts=np.array(json.dumps(words)), **arrays)
    write_atomic(Path(path), buffer.getvalue())


def load_landscape(path: Path) -> Landscape:
    """Read what `save_landscape` wrote; pickled objects are never loaded.

    Raises:
        RunError: the file is no landscape.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        words = json.loads(str(arrays["facts"]))
        if words["version"] != VERSION:
            raise RunError(f"{path}: expected a landscape of version {VERSION}, got {words['version']}")
        return _landscape(arrays, words)
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise RunError(f"{path}: expected a landscape saved by Netloom ({error})") from None


def _landscape(arrays: dict[str, Any], words: dict[str, Any]) -> Landscape:
    facts: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in words["plane"].items()
    }
    plane = Plane(**(facts | {name: arrays[name] for name in _PLANE}))
    surface = Surface(
        plane=plane,
        centre=Point(*words["centre"]),
        facts=Facts(**words["facts"]),
        seconds=words["seconds"],
        **{name: arrays[name] for name in _SURFACE},
    )
    if "path_steps" not in arrays:
        return Landscape(surface, None)
    return Landscape(surface, RunPath(**{name: arrays[f"path_{name}"] for name in _PATH}))
