"""JSON files of a run folder, written so that a crash leaves the old one or the new one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.errors import RunError
from app.graph.files.storage import write_atomic


def write_json(path: Path, values: dict[str, Any]) -> None:
    """Replace a JSON file; NaN and infinity are refused."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False)
    write_atomic(path, (text + "\n").encode("utf-8"))


def read_json(path: Path, most: int = 64 * 2**20) -> dict[str, Any]:
    """One JSON object from a run folder.

    Raises:
        RunError: missing, larger than ``most`` bytes, or not an object.
    """
    try:
        if path.stat().st_size > most:
            raise RunError(f"{path}: larger than {most} bytes, so it is not a file of Netloom's")
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunError(f"{path} does not exist") from None
    except (ValueError, RecursionError) as error:
        raise RunError(f"{path}: expected JSON, {error}") from None
    if not isinstance(values, dict):
        raise RunError(f"{path}: expected a JSON object")
    return values
