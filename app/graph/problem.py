"""What is wrong with a drawing, where, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.graph.edits import Edit
from app.graph.graph import Link

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Fix:
    """A proposed change with a name for its button."""

    label: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    Attributes:
        severity: ``error`` keeps the project from training, ``warning`` does not.
        message: one sentence that names the node, says what was expected and what came.
        node: id of the node it is about, or "".
        link: the link to blame, where one is.
        fix: a change that would mend it, where there is an obvious one.
        runs: whether the network gives answers all the same and only cannot be trained.
    """

    severity: Severity
    message: str
    node: str = ""
    link: Link | None = None
    fix: Fix | None = None
    runs: bool = False
