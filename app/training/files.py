"""Writing a run's files so that a crash leaves the old one or the new one, never half of either."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from app.errors import RunError


def write_atomic(path: Path, data: bytes) -> None:
    """Replace a file: temp file beside it, flush, fsync, read back, swap, fsync the folder.

    Raises:
        RunError: the disk did not keep what was written.
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if temporary.read_bytes() != data:
        raise RunError(f"{path}: the disk gave back other bytes than were written")
    temporary.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows has no handle on folders; its rename is durable with the file's own flush
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_json(path: Path, values: dict[str, Any]) -> None:
    """Replace a JSON file; NaN and infinity are refused, see `plain`."""
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
