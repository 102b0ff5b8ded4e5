"""What is written in the editor, and what becomes of it in the document."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.graph import changes
from app.graph.python_layers.layer import CustomLayer, layer_uses
from app.graph.python_layers.rules import why_not_layer
from app.ui.dialogs.python_layer.templates import EXAMPLES
from app.ui.session import Session

_NEW = "new"
_IN_LINE = re.compile(r"fails in line (\d+) of (\w+)")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong where the layer is used; ``line`` of its code, 0 where none is to blame."""

    text: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Writing:
    """A text and its way into the document.

    Attributes:
        title: what stands above.
        code: the text to begin with.
        caption: of the button that takes the code.
        take: puts the code into the document; raises ProjectError where it cannot.
        why_not: why the document cannot have a layer that can be read, None where it can.
        trouble: what is wrong with the uses of the code that was taken.
        layer_id: of the layer that is changed; a new one has none of its own yet.
        again: whether it can be taken more than once, so an Apply makes sense.
    """

    title: str
    code: str
    caption: str
    take: Callable[[str], object]
    why_not: Callable[[CustomLayer], str | None]
    trouble: Callable[[], Trouble] = Trouble
    layer_id: str = _NEW
    again: bool = False


def new_writing(session: Session, take: Callable[[str], object]) -> Writing:
    """A layer that does not exist yet, from the template."""
    return Writing(
        "New Python layer", EXAMPLES[0].named_for(session.whole), "Add layer", take, partial(_why_not, session)
    )


def edit_writing(session: Session, layer_id: str) -> Writing:
    """The code of a layer of the document; all its uses get what it says then."""

    def take(code: str) -> None:
        edits = changes.rewrite(session.whole, layer_id, code)
        session.do_whole(f"Write {CustomLayer(layer_id, code).name}", edits)
        session.trusting.trust([session.whole.layers[layer_id]])

    layer = session.whole.layers[layer_id]
    title, trouble = f"Python layer {layer.name}", partial(_trouble, session, layer_id)
    return Writing(title, layer.code, "OK", take, partial(_why_not, session), trouble, layer_id, again=True)


def _why_not(session: Session, layer: CustomLayer) -> str | None:
    whole = session.whole
    return why_not_layer(whole.layers, layer, [each.name for each in whole.blocks.values()])


def _trouble(session: Session, layer_id: str) -> Trouble:
    """The first problem of a use in the drawing that one looks at."""
    if not session.informed:
        return Trouble()
    here = {instance.id for instance, node in layer_uses(session.project.graph) if node.layer == layer_id}
    name = session.whole.layers[layer_id].name
    for problem in session.problems:
        placed = _IN_LINE.search(problem.message)
        if placed and placed[2] == name:
            return Trouble(problem.message, int(placed[1]))
        if problem.node in here and problem.severity == "error":
            return Trouble(problem.message)
    return Trouble()
