"""Where data files may be read from: the project's own folder, and what the person chose on this computer.

A stranger's project that names `/home/you/letters.csv` or `\\\\server\\share` must not make Netloom open it. So a path
outside the project's folder is read only after the person chose it here (`permit`); network paths never.
"""

from __future__ import annotations

import json
from pathlib import Path

from app.errors import DataError
from app.home import home

_LIST = "data_paths.json"
_MOST = 500


def locate(text: str, base: Path | None) -> Path:
    """The existing file or folder that an option names; ``base`` is the folder of the project file.

    Raises:
        DataError: empty, on the network, outside what may be read, or not there.
    """
    if not text.strip():
        raise DataError("no file is chosen yet")
    if _on_network(text):
        raise DataError(f"{text[:80]} is on the network: copy the data to this computer first")
    given = Path(text)
    if not given.is_absolute() and base is None:
        raise DataError(f"{text[:80]} is relative to a project that was never saved: save it, or choose the file again")
    found = (given if base is None else base / given).resolve()
    if not (_inside(found, base) or is_permitted(found)):
        raise DataError(
            f"{text[:200]} lies outside the project's folder and was not chosen on this computer: "
            "choose it on the Data page, or copy it beside the project"
        )
    if not found.exists():
        raise DataError(f"{found} does not exist")
    return found


def permit(path: Path) -> None:
    """Remember that the person chose this file or folder."""
    chosen = [str(path.resolve()), *(entry for entry in _permitted() if entry != str(path.resolve()))]
    home().mkdir(parents=True, exist_ok=True)
    waiting = home() / f"{_LIST}.new"
    waiting.write_text(json.dumps(chosen[:_MOST], indent=1), encoding="utf-8", newline="\n")
    waiting.replace(home() / _LIST)


def permit_named(text: str, base: Path | None) -> None:
    """The person named this path in a command of their own, which is as good as choosing it; networks stay out."""
    if text.strip() and not _on_network(text):
        permit(Path(text) if base is None else base / text)


def is_permitted(path: Path) -> bool:
    """Whether the person chose this path, or a folder above it."""
    return any(_inside(path, Path(entry)) for entry in _permitted())


def portable(path: Path, base: Path | None) -> str:
    """The text for the document: relative to the project's folder where the path lies inside it."""
    found = path.resolve()
    if base is not None and _inside(found, base):
        return found.relative_to(base.resolve()).as_posix()
    return str(found)


def limit_size(path: Path, most: int) -> None:
    """Refuse what is no ordinary file, or larger than ``most`` bytes (`DataError`)."""
    if not path.is_file():
        raise DataError(f"{path} is not a file")
    size = path.stat().st_size
    if size > most:
        raise DataError(f"{path.name} has {size / 2**20:,.0f} MB, at most {most / 2**20:,.0f} MB are read")


def _on_network(text: str) -> bool:
    return text.startswith(("\\\\", "//")) or "://" in text or "\0" in text


def _inside(path: Path, folder: Path | None) -> bool:
    return folder is not None and path.is_relative_to(folder.resolve())


def _permitted() -> list[str]:
    try:
        entries = json.loads((home() / _LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [entry for entry in entries if isinstance(entry, str)] if isinstance(entries, list) else []
