"""A text as it is read while one types it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import ProjectError
from app.graph.python_layers.layer import CustomLayer
from app.graph.python_layers.text import normal
from app.ui.session.asking import sentence

EMPTY = "Write an nn.Module class with a forward; Examples has some to begin with."
_PLACED = re.compile(r"line (\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """``layer`` is None where the text makes none; then ``reason`` says why and ``line`` where (0 for no line)."""

    layer: CustomLayer | None = None
    reason: str = ""
    line: int = 0


def read(text: str, layer_id: str, why_not: Callable[[CustomLayer], str | None]) -> Reading:
    """What a text makes of itself as a layer of a document. Nothing of it is run.

    Lines are counted as they are in the text, empty ones above the first included.
    """
    if not text.strip():
        return Reading(reason=EMPTY)
    try:
        layer = CustomLayer(layer_id, normal(text))
        reason = why_not(layer)
    except ProjectError as error:
        return _refused(text, str(error))
    return Reading(layer) if reason is None else _refused(text, reason)


def _refused(text: str, reason: str) -> Reading:
    placed = _PLACED.fullmatch(reason)
    if placed is None:
        return Reading(reason=_ended(sentence(reason)))
    above = len(text) - len(text.lstrip("\r\n"))
    line = int(placed[1]) + text.count("\n", 0, above)
    said = placed[2][:1].upper() + placed[2][1:]
    return Reading(reason=_ended(f"Line {line}: {said}"), line=min(line, text.count("\n") + 1))


def in_short(layer: CustomLayer) -> str:
    """``Scale: x → y``."""
    return f"{layer.name}: {', '.join(layer.entries) or 'nothing'} → {', '.join(layer.exits)}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
