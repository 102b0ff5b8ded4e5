"""Evaluating a run, for the confusion matrix and the worst mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.ui.session.runs import RunEntry

if TYPE_CHECKING:
    from app.data.prepare import Part, Prepared
    from app.training.evaluate import Evaluation


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


def numbers_of(judgement: Judgement) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """True and predicted numbers of the first head, the first of each sample."""
    result = judgement.evaluation.first
    assert result is not None
    pair = (result.truth, result.predictions)
    truth, said = (np.asarray(each, np.float64).reshape(len(each), -1)[:, 0] for each in pair)
    return truth, said


def judge(entry: RunEntry) -> Judgement:
    """Open a run and evaluate its best weights; draws no random numbers of the global generators."""
    from app.training.evaluate import evaluate
    from app.training.run_folder import open_run

    _, compiled, prepared = open_run(None, entry.folder)
    name = "validation" if len(prepared.validation) else "train"
    part = getattr(prepared, name)
    return Judgement(entry, evaluate(compiled, part), prepared, part, name)
