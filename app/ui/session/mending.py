"""What mends a problem: a change of the document, or a decision of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import NetloomError
from app.ui.session.asking import sentence
from nodes.trusted import NOT_TRUSTED

if TYPE_CHECKING:
    from app.graph.problem import Problem
    from app.ui.session.session import Session

READ = "Read and trust…"


def remedy(problem: Problem) -> str:
    """The caption of the button that mends it, "" where nothing simple does."""
    return problem.fix.label if problem.fix is not None else READ if NOT_TRUSTED in problem.message else ""


def about(problem: Problem) -> str:
    """What is said about that button."""
    return "Shows the code; you decide afterwards" if remedy(problem) == READ else "Quick fix; undo takes it back"


def icon_of(problem: Problem) -> str:
    """The icon of that button."""
    return "shield-check" if remedy(problem) == READ else "wand-sparkles"


def mend(session: Session, problem: Problem) -> None:
    """Do what the button says; a refusal becomes a message."""
    if problem.fix is None:
        session.trusting.ask()
        return
    try:
        session.do(problem.fix.label, problem.fix.edits)
    except NetloomError as error:
        session.message.emit(sentence(error))
