"""Which figure the third line and the bar of every node tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.compile.analysis.figures import FIGURES, Figure, brief
from app.compile.analysis.rows import Row

NOTHING = "none"


class Reading(NamedTuple):
    """What a node says of one figure.

    Attributes:
        text: number, unit and noun, ``8,393,728 params``.
        short: the same in little room, ``8.39 M params``.
        share: part of the drawing's sum, 0 to 1, as finely as a bar shows it: small changes elsewhere redraw nothing.
    """

    text: str
    short: str
    share: float


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure of all nodes of a level, as it was a moment ago.

    Attributes:
        figure: what is told; None for nothing.
        rows: where its numbers come from, by node id; parameters are known without.
        whole: what shares are measured by.
    """

    figure: Figure | None = FIGURES["parameters"]
    rows: Mapping[str, Row] = field(default_factory=dict)
    whole: int = 0

    @classmethod
    def of(cls, name: str, rows: Mapping[str, Row]) -> Gauge:
        """The gauge for a figure by its key, or for "none"."""
        figure = FIGURES.get(name)
        if figure is None or figure is PARAMETERS.figure:
            return cls(figure)
        return cls(figure, rows, sum(map(figure.of, rows.values())))

    def read(self, node_id: str, inference: Any) -> Reading | None:
        """What the node says; None where there is nothing to say of it."""
        if self.figure is None:
            return None
        if self.figure.key == "parameters":
            number, whole = inference.parameters.get(node_id, 0), inference.total_parameters
            return _parameters(number, _share(number, whole)) if number else None
        row = self.rows.get(node_id)
        number = self.figure.of(row) if row else 0
        if not number:
            return None
        text = self.figure.told(number)
        return Reading(text, text, _share(number, self.whole))

    @property
    def absence(self) -> str:
        """What a node says that has none of it."""
        return {"parameters": "no params", "flops": "no FLOPs", "memory": "keeps nothing"}.get(self._key, "")

    @property
    def _key(self) -> str:
        return self.figure.key if self.figure else NOTHING


def _share(number: int, whole: int) -> float:
    return max(0.001, round(number / max(1, whole), 3))


def _parameters(number: int, share: float) -> Reading:
    noun = "param" if number == 1 else "params"
    return Reading(f"{number:,} {noun}", f"{brief(number)} {noun}", share)


PARAMETERS = Gauge()
"""What a canvas tells to begin with."""
