"""What a network says about new samples, as numbers and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Ranking = list[tuple[str, float]]

SHARES = 3
"""Classes that a picture's answer names."""


@dataclass(frozen=True, eq=False, slots=True)
class Prediction:
    """What one head of the network says about ``len(values)`` samples.

    Attributes:
        name: the Target it was trained on, or the Output where there is none.
        task: classification, binary or regression.
        classes: names of the classes, of the labels where there are ``several``; empty for numbers.
        values: class index int64 (n, ...), one a sample or one a place (a pixel, a character); 0 or 1 for every label
            (n, labels) where there are ``several``; or numbers float32 (n, ...) in the source's units.
        probabilities: float32 (n, classes, ...), (n, labels) where there are ``several``; None for numbers.
        several: every sample answers several questions with yes or no, which do not exclude each other.
    """

    name: str
    task: str
    classes: tuple[str, ...]
    values: Array
    probabilities: Array | None
    several: bool = False

    def __len__(self) -> int:
        return len(self.values)

    @property
    def dense(self) -> bool:
        """Whether every place of a sample (a pixel, a character) has an answer of its own."""
        return self.probabilities is not None and not self.several and self.values.ndim > 1

    def label(self, row: int) -> str:
        """The answer for one sample in words."""
        if self.probabilities is None:
            return ", ".join(f"{value:.6g}" for value in np.ravel(self.values[row]))
        if self.several:
            return ", ".join(self.chosen(row)) or "none"
        return in_words(self.values[row], self.classes)

    def chosen(self, row: int) -> tuple[str, ...]:
        """Names of what is decided for one sample: its class, the labels that are there; () for numbers and places."""
        if self.probabilities is None or self.dense:
            return ()
        if not self.several:
            return (self.classes[int(self.values[row])],)
        return tuple(name for name, there in zip(self.classes, self.values[row], strict=True) if there)

    def shares(self, row: int) -> Ranking:
        """(class or label, probability) of one sample, the mean over its places, in their own order; [] for numbers."""
        if self.probabilities is None:
            return []
        each = self.probabilities[row].reshape(len(self.classes), -1).mean(axis=1)
        return [(name, float(share)) for name, share in zip(self.classes, each, strict=True)]

    def ranking(self, row: int) -> Ranking:
        """The same, most probable first."""
        return sorted(self.shares(row), key=lambda pair: -pair[1])

    def to_json(self, row: int) -> dict[str, Any]:
        """One sample's answer as plain data."""
        if self.probabilities is None:
            return {"name": self.name, "value": np.asarray(self.values[row]).tolist()}
        shares = dict(self.ranking(row))
        if self.several:
            decided = self.chosen(row)
            labels = {name: {"probability": share, "decision": name in decided} for name, share in shares.items()}
            return {"name": self.name, "labels": labels}
        if self.dense:
            places = np.asarray(self.values[row]).tolist()
            return {"name": self.name, "classes": list(self.classes), "places": places, "probabilities": shares}
        return {"name": self.name, "class": self.label(row), "probabilities": shares}


def in_words(answers: Array, classes: Sequence[str]) -> str:
    """Class indices of one sample: a name, a text, or how much of a picture each class takes."""
    answers = np.asarray(answers)
    names = [classes[int(index)] if 0 <= index < len(classes) else str(index) for index in np.unique(answers)]
    if answers.size == 1:
        return names[0]
    if answers.ndim == 1:
        named = dict(zip(np.unique(answers).tolist(), names, strict=True))
        between = "" if max(map(len, classes), default=2) == 1 else " "
        return between.join(named[int(index)] for index in answers)
    counts = np.unique(answers, return_counts=True)[1]
    largest = np.argsort(-counts, kind="stable")[:SHARES]
    return ", ".join(f"{names[place]} {100 * counts[place] / answers.size:.0f} %" for place in largest)


def prediction(name: str, task: str, classes: tuple[str, ...], squashed: Array) -> Prediction:
    """The answer of a head that classifies.

    Args:
        classes: names of the classes, two for a binary head; where their count differs, and for the labels of a binary
            head that gives several, numbers stand for them.
        squashed: probabilities (n, classes, ...), of yes (n, ...) for a binary head.
    """
    if task == "binary" and squashed.ndim == 2 and squashed.shape[1] > 1:
        labels = tuple(str(index) for index in range(squashed.shape[1]))
        return Prediction(name, task, labels, (squashed > 0.5).astype(np.int64), squashed, several=True)
    if task == "binary":
        places = squashed[:, 0] if squashed.ndim > 1 and squashed.shape[1] == 1 else squashed
        squashed = np.stack([1 - places, places], axis=1)
    count = squashed.shape[1]
    names = classes if len(classes) == count else tuple(str(index) for index in range(count))
    return Prediction(name, task, names, squashed.argmax(axis=1), squashed)
