"""A loaded data set: plain arrays with names, before any split or standardisation."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.data.columns import Column
from app.errors import DataError

Array: TypeAlias = NDArray[Any]

_SIGNS = {"\n": "↵", " ": "␣", "\t": "⇥"}


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples as a source gives them; first axis of every array is the sample.

    Attributes:
        name, title: public name of the source, and what a person reads.
        inputs: field -> (n, ...) float32 (NaN where a number is missing) or int64.
        targets: field -> int64 (n, ...) class indices, one or many a sample, or float32 (n, k) numbers.
        classes: target field -> class names; absent for numbers.
        feature_names: names of the last axis of a table's only input.
        groups: (n,) which samples belong together, for the split by group.
        order: (n,) sortable time of each sample, for the split by time.
        notes: what was decided while reading, one sentence each.
        columns: how one row of a table file becomes features; empty where rows are numbers already.
        vocabulary: characters that the numbers of the only input stand for, where it is a text; empty otherwise.
    """

    name: str
    title: str
    inputs: dict[str, Array]
    targets: dict[str, Array]
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    feature_names: tuple[str, ...] = ()
    groups: Array | None = None
    order: Array | None = None
    notes: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    vocabulary: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lengths = {len(array) for array in (*self.inputs.values(), *self.targets.values())}
        if len(lengths) != 1:
            raise DataError(f"{self.title}: all fields need the same number of samples, got {sorted(lengths)}")
        if lengths == {0}:
            raise DataError(f"{self.title}: there are no samples")

    def __len__(self) -> int:
        return len(next(iter(self.inputs.values())))

    def input(self, name: str = "") -> Array:
        """An input field; "" takes the only one. Raises DataError where it is unknown or not the only one."""
        return self.inputs[self.input_name(name)]

    def input_name(self, name: str = "") -> str:
        return _named(self.inputs, name, self.title, "input")

    def target_name(self, name: str = "") -> str:
        return _named(self.targets, name, self.title, "target")

    def class_names(self, name: str = "") -> tuple[str, ...]:
        """Names of a target's classes; () for numbers, and where an input field is the answer (autoencoders)."""
        measured = name in self.inputs and name not in self.targets
        return () if measured else self.classes.get(self.target_name(name), ())

    def is_table(self) -> bool:
        """One input whose samples are rows of numbers."""
        return len(self.inputs) == 1 and self.input().ndim == 2 and not self.vocabulary

    def text(self, row: int) -> str:
        """One sample of a text, its breaks and spaces as signs."""
        return "".join(signs(self.characters(row)))

    def characters(self, row: int) -> str:
        """One sample of a text as it is."""
        return "".join(self.vocabulary[code] for code in self.input()[row])

    def codes(self, text: str) -> Array:
        """The numbers (n,) of the characters of a text. Raises DataError where one is not in the vocabulary."""
        known = {sign: code for code, sign in enumerate(self.vocabulary)}
        strange = dict.fromkeys(sign for sign in text if sign not in known)
        if strange:
            shown = ", ".join(map(repr, list(strange)[:5]))
            raise DataError(f"{self.title}: {shown} is none of the {len(known):,} characters that were read")
        return np.array([known[sign] for sign in text], dtype=np.int64)

    def is_pictures(self) -> bool:
        """One input whose samples are (channels, height, width)."""
        return len(self.inputs) == 1 and self.input().ndim == 4

    def units(self, target: str = "") -> tuple[str, str]:
        """What is answered and what a sample is, for people: ("pixels", "pictures"), ("answers", "samples")."""
        if self.vocabulary:
            return "characters", "pieces of text"
        if not self.is_pictures():
            return "answers", "samples"
        measured = target in self.inputs and target not in self.targets
        answers = self.inputs[target] if measured else self.targets[self.target_name(target)]
        dense = math.prod(answers.shape[1:]) == math.prod(self.input().shape[2:])
        return ("pixels" if dense else "answers"), "pictures"


def signs(characters: Iterable[str]) -> tuple[str, ...]:
    """Characters as one can see them: breaks, spaces and tabs have signs."""
    return tuple(_SIGNS.get(each, each) for each in characters)


def _named(fields: dict[str, Array], name: str, title: str, what: str) -> str:
    if name in fields:
        return name
    known = ", ".join(fields) or "none"
    if name:
        raise DataError(f"{title} has no {what} field {name[:60]!r}; it has {known}")
    if len(fields) != 1:
        raise DataError(f"{title} has several {what} fields: name one of {known}")
    return next(iter(fields))


def as_float(array: Any) -> Array:
    """The array as contiguous float32."""
    return np.ascontiguousarray(array, dtype=np.float32)
