"""``read_data`` of texts, character by character, and the bundled text that travels with its script."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.data.sources.text import SONNETS
from app.errors import RunError
from app.export.script.brief import Brief
from app.graph.project import Project

_CHARACTERS = '''
def read_data(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Pieces (n, STEPS) of a text as numbers of its characters, and those behind each."""
    text = path.read_text(encoding="utf-8-sig")
    _, codes = np.unique(np.array(list(text)), return_inverse=True)
    codes = codes.astype(np.int64)
    used = (len(text) - 1) // STEPS * STEPS
    return codes[:used].reshape(-1, STEPS), codes[1 : used + 1].reshape(-1, STEPS)
'''


def characters(_: Brief, options: Mapping[str, Any]) -> str:
    """A text in pieces, one behind the other."""
    return _CHARACTERS.replace("STEPS", str(options["steps"]))


def bundled_text(project: Project) -> Path | None:
    """The text that comes with Netloom, which a script takes along; None where the data is something else."""
    return SONNETS if project.data.source == "sonnets" else None


def copied(text: Path, folder: Path, target: Path) -> Path:
    """A copy of a bundled text in ``folder``, to be put into ``target``.

    Raises:
        RunError: a file of that name stands there which is another text.
    """
    wanted = text.read_text(encoding="utf-8")
    there = target / text.name
    if there.is_file() and there.read_text(encoding="utf-8", errors="replace") != wanted:
        raise RunError(f"{there} is another text than the bundled one, which the script reads: choose another folder")
    copy = folder / text.name
    copy.write_text(wanted, encoding="utf-8", newline="\n")
    return copy
