"""Edits from a form: made at once, or answered with the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from app.errors import ProjectError

if TYPE_CHECKING:
    from app.graph.edits import Edit
    from app.graph.project import Project
    from app.ui.session import Session


def attempt(session: Session, label: str, make: Callable[[Project], Iterable[Edit]], merge: str = "") -> str:
    """Change the document; "" where it was done, else the reason as a sentence."""
    try:
        session.do(label, list(make(session.project)), merge)
    except ProjectError as error:
        reason = str(error).removeprefix(f"{error.where}: ")
        return f"{reason[:1].upper()}{reason[1:]}."
    return ""
