"""The line in palette and search that writes a layer instead of placing one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.graph.changes import Joint
from app.graph.offer import Offer, known, offer, offered
from app.graph.project import Project
from nodes.base import ANY, Port, Role
from nodes.custom import FAMILY


@dataclass(frozen=True, slots=True)
class NewLayer:
    """Listed like a kind; what it takes and gives is what the code says once it is written."""

    kind: str = "New Python layer…"
    family: str = FAMILY
    keywords: tuple[str, ...] = ("write", "code", "own", "custom", "module", "script", "lambda", "function")
    role: Role = "layer"
    formula: str = ""
    weighted: bool = False
    inputs: tuple[Port, ...] = (Port("x", dtypes=ANY),)
    outputs: tuple[str, ...] = ("y",)

    def describe(self) -> str:
        """What choosing it does."""
        return "Write a layer of your own as a PyTorch class; it belongs to this document."


NEW_LAYER = NewLayer()
Listed = Offer | NewLayer


def listed(project: Project) -> list[Listed]:
    """Everything that can be placed in a drawing, and the way to write what is missing."""
    return [*offered(project), NEW_LAYER]


def listed_as(project: Project, name: str) -> Listed:
    """What is listed under that name.

    Raises:
        UnknownKindError: nothing is.
    """
    return NEW_LAYER if name == NEW_LAYER.kind else offer(project, name)


def rejoined(project: Project, name: str, joint: Joint) -> Joint | None:
    """A joint with a layer that is written by now: with its first port, whatever that is called; None for no port."""
    declared = offer(project, name)
    ports = [port.name for port in declared.inputs] if joint.behind else list(declared.outputs)
    return replace(joint, new=ports[0]) if ports else None


def is_listed(project: Project, name: str) -> bool:
    """Whether something is listed under that name."""
    return name == NEW_LAYER.kind or known(project, name)
