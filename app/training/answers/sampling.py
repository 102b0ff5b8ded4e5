"""How the next character of a text is drawn from what a network says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.data.dataset import Dataset
from app.errors import UsageError

Chances = NDArray[np.float64]

LENGTH = 300  # characters that are written where nobody says how many


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next character is drawn.

    Attributes:
        temperature: divides the logarithms of the probabilities before they are normalised again: 0 takes the most
            probable character, 1 what the network says, more is wilder.
        top_k: only so many of the most probable characters are drawn from; None for all.
        seed: of a generator of its own; None for another text every time.

    Raises:
        UsageError: a number out of its range.
    """

    temperature: float = 0.8
    top_k: int | None = None
    seed: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.temperature < float("inf"):
            raise UsageError(f"the temperature must be 0 or more, got {self.temperature:g}")
        if self.top_k is not None and self.top_k < 1:
            raise UsageError(f"top-k must be 1 or more, got {self.top_k}")
        if self.seed is not None and self.seed < 0:
            raise UsageError(f"the seed must be 0 or more, got {self.seed}")

    def chances(self, said: Chances) -> Chances:
        """The probabilities (characters,) to draw from, of those the network says."""
        if self.temperature == 0:
            best: Chances = np.eye(len(said))[int(said.argmax())]
            return best
        with np.errstate(divide="ignore"):
            heights = np.log(said) / self.temperature
        if self.top_k is not None:
            heights[np.argsort(-said, kind="stable")[self.top_k :]] = -np.inf
        drawn = np.exp(heights - heights.max())
        chances: Chances = drawn / drawn.sum()
        return chances


def writes(dataset: Dataset) -> bool:
    """Whether networks trained on this data say of a text how it goes on."""
    steps = dataset.inputs[next(iter(dataset.inputs))].shape[1:]
    return bool(dataset.vocabulary) and any(
        len(dataset.classes.get(name, ())) == len(dataset.vocabulary) and answers.shape[1:] == steps
        for name, answers in dataset.targets.items()
    )
