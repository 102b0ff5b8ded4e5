"""Questions the session asks; the window answers them with a dialog, tests with a function."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

Buttons = list[tuple[str, str, str]]
Asker = Callable[[str, str, Buttons], str]
"""(title, text, [(id, caption, kind)]) -> the chosen id, "" for none."""


def take_primary(_title: str, _text: str, buttons: Buttons) -> str:
    """The answer where nobody can be asked: the primary button, or nothing."""
    return next((name for name, _, kind in buttons if kind == "primary"), "")


def sentence(error: object) -> str:
    """An error as a sentence for a person; one that begins with a name or a path keeps that as it is."""
    text = str(error).strip() or type(error).__name__
    return text[:1].upper() + text[1:] if re.match(r"[a-z]+ ", text) else text


CHANGED = (
    "The drawing has changed",
    "The paused run trains the drawing as it was when it began. Go on with that one, or start a new run of the "
    "drawing as it is now?",
    [("", "Cancel", "quiet"), ("resume", "Go on", "quiet"), ("keep", "New run, keep weights", "quiet"),
     ("new", "New run", "primary")],
)  # fmt: skip


def may_replace(confirm: Asker, path: Path, agreed: str) -> bool:
    """Whether a file may be written: nothing stands there, or the person agreed to have it replaced."""
    if not path.is_file() or str(path) == agreed:
        return True
    buttons = [("", "Cancel", "quiet"), ("replace", "Replace", "primary")]
    return (
        confirm(f"{path.name} exists already", "What is in it now is lost where you replace it.", buttons) == "replace"
    )


LEAVE_RUN = (
    "A run is live",
    "Its weights up to the last checkpoint are kept; it can be looked at later, but training ends here.",
    [("", "Cancel", "quiet"), ("stop", "Stop the run", "primary")],
)


def leave_unsaved(title: str, changes: bool, weights: bool) -> tuple[str, str, Buttons]:
    """The question before a document goes: of changes, of weights that are in memory only, or of both."""
    if not changes:
        asked, text = f"Save {title}?", "The weights that the next run would go on from are lost otherwise."
    else:
        asked, text = f"Save changes to {title}?", "What changed since the last save is lost otherwise"
        text += ", with the weights that the next run would go on from." if weights else "."
    return asked, text, [("discard", "Discard", "danger"), ("", "Cancel", "quiet"), ("save", "Save", "primary")]
