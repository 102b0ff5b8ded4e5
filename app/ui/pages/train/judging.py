"""Evaluating a run, for the confusion matrix and the worst mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.ui.session.runs import RunEntry

if TYPE_CHECKING:
    from app.data.prepare import Part, Prepared
    from app.training.evaluate import Evaluation, HeadResult

PARTS = {"validation": "validation part", "train": "training part"}
MOST_POINTS = 20_000


@dataclass(frozen=True)
class Judgement:
    """A run's best weights on the validation part (the training part where there is none)."""

    entry: RunEntry
    evaluation: Evaluation
    prepared: Prepared
    part: Part
    part_name: str

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the first head's classes, () for numbers."""
        result = self.evaluation.first
        if result is None or result.head.target is None:
            return ()
        return self.prepared.dataset.class_names(self.prepared.bindings.targets[result.head.target].field)

    @property
    def units(self) -> tuple[str, str]:
        """What the first head answers, and what a sample is: ("pixels", "pictures")."""
        result = self.evaluation.first
        if result is None or result.head.target is None or result.places == 1:
            return "samples", "samples"
        return self.prepared.dataset.units(self.prepared.bindings.targets[result.head.target].field)

    @property
    def what(self) -> str:
        """``270 samples of the validation part, best weights of Run 1``."""
        samples = f"{self.evaluation.count:,} {self.units[1]} of the {PARTS[self.part_name]}"
        return f"{samples}, best weights of {self.entry.name}"


@dataclass(frozen=True, eq=False)
class Chosen:
    """Samples to be looked at.

    Attributes:
        places: positions in the part, worst first.
        marked: which answers of every sample of the part are meant (n, ...), None where each has one.
        text: what they are.
    """

    places: NDArray[np.int64]
    marked: NDArray[np.bool_] | None
    text: str


def worst(judgement: Judgement, result: HeadResult) -> Chosen:
    """The wrong ones, or of numbers all."""
    if result.wrong is None:
        return Chosen(result.ranking, None, f"Worst of {judgement.what}")
    assert result.wrong_shares is not None
    places = result.ranking[result.wrong_shares[result.ranking] > 0]
    if result.places == 1:
        text = f"{len(places)} wrong of {judgement.what}, the surest first. A cell of the matrix shows its samples."
        return Chosen(places, None, text)
    answers, samples = judgement.units
    text = (
        f"{len(places)} with wrong {answers} of {judgement.what}, the most first; these {answers} are marked. "
        f"A cell of the matrix shows its {samples}."
    )
    return Chosen(places, result.wrong, text)


def of_cell(judgement: Judgement, result: HeadResult, row: int, column: int) -> Chosen:
    """The samples of one cell of the matrix: true class ``row``, predicted ``column``."""
    names = judgement.classes or tuple(map(str, range(result.head.classes)))
    called, again = f"true {names[row]}, called {names[column]}", "Click the cell again for all."
    marked = (result.truth == row) & (result.predictions == column)
    counts = marked.reshape(len(marked), -1).sum(axis=1)
    places = result.ranking[counts[result.ranking] > 0]
    if result.places == 1:
        return Chosen(places, None, f"{len(places)} samples: {called}. {again}")
    answers, samples = judgement.units
    places = places[np.argsort(-counts[places], kind="stable")]
    return Chosen(places, marked, f"{len(places)} {samples} with {answers} marked: {called}. {again}")


def numbers_of(result: HeadResult) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """True and predicted numbers of a head, all or evenly chosen ones of very many."""
    pair = tuple(np.asarray(each, np.float64).ravel() for each in (result.truth, result.predictions))
    step = -(-len(pair[0]) // MOST_POINTS) or 1
    return pair[0][::step], pair[1][::step]


def judge(entry: RunEntry) -> Judgement:
    """Open a run and evaluate its best weights; draws no random numbers of the global generators."""
    from app.training.evaluate import evaluate
    from app.training.folder.run_folder import open_run

    _, compiled, prepared = open_run(None, entry.folder)
    name = "validation" if len(prepared.validation) else "train"
    part = getattr(prepared, name)
    return Judgement(entry, evaluate(compiled, part), prepared, part, name)
