"""One full pass over a part in evaluation mode: losses, predictions and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from app.compile.heads import Head, classes_second
from app.compile.module import Compiled
from app.compile.own_draws import draws_apart
from app.data.batches import batches
from app.data.prepare import Part
from app.errors import RunError
from app.training.records import statistics

BATCH = 1024


@dataclass(frozen=True, eq=False)
class HeadResult:
    """What one loss judged, sample by sample.

    Attributes:
        predictions: classes int64 (n, ...), or numbers float32 (n, ...) in the source's own units.
        truth: the same shape.
        confidence: probability of the predicted class (n, ...), None for numbers.
        sample_losses: (n,) cross-entropy of a class, squared error of numbers, mean over a sample's answers.
    """

    head: Head
    predictions: NDArray[Any]
    truth: NDArray[Any]
    confidence: NDArray[np.float32] | None
    sample_losses: NDArray[np.float32]

    @cached_property
    def wrong(self) -> NDArray[np.bool_] | None:
        """Which answers are wrong (n, ...), None for numbers."""
        return None if self.head.task == "regression" else np.asarray(self.predictions != self.truth)

    @property
    def places(self) -> int:
        """Answers of one sample: 1, or as many as it has pixels, characters, labels."""
        return self.truth[0].size if len(self.truth) else 1

    @cached_property
    def wrong_shares(self) -> NDArray[np.float64] | None:
        """Share of wrong answers sample by sample (n,), None for numbers."""
        return None if self.wrong is None else self.wrong.reshape(len(self.wrong), -1).mean(axis=1)

    @property
    def accuracy(self) -> float | None:
        """Share of right answers, None for numbers."""
        return None if self.wrong is None else int((~self.wrong).sum()) / max(1, self.wrong.size)

    @cached_property
    def worth(self) -> float:
        """How many independent answers the accuracy rests on, see `statistics.effective_count`."""
        if self.wrong_shares is None:
            return float(len(self.truth))
        return statistics.effective_count(1 - self.wrong_shares, self.places)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the accuracy; samples are the independent units, not their pixels or characters."""
        accuracy = self.accuracy
        return None if accuracy is None else statistics.wilson(accuracy * self.worth, self.worth)

    @cached_property
    def confusion(self) -> NDArray[np.int64] | None:
        """Counts (classes, classes), rows true, columns predicted; None for numbers."""
        if self.head.task == "regression":
            return None
        return statistics.confusion(self.truth.ravel(), self.predictions.ravel(), self.head.classes)

    @property
    def r2(self) -> float | None:
        return statistics.r2(self.truth, self.predictions) if self.head.task == "regression" else None

    @property
    def mae(self) -> float | None:
        return statistics.mae(self.truth, self.predictions) if self.head.task == "regression" else None

    @cached_property
    def ranking(self) -> NDArray[np.int64]:
        """Positions in the part, worst first: the largest share of wrong answers where there are several, then the
        largest loss."""
        losses = -np.nan_to_num(self.sample_losses, nan=np.inf)
        if self.wrong_shares is None or self.places == 1:
            return np.argsort(losses, kind="stable")
        return np.lexsort((losses, -self.wrong_shares))


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A pass over ``count`` samples. Accuracy, confusion and the like are those of the first head that has them.

    Attributes:
        loss: total, the sample-weighted mean of the drawn objective.
        losses: each loss node by name, before its weight.
        rows: (count,) indices into the data set, in the order of the predictions.
    """

    loss: float
    losses: dict[str, float]
    count: int
    rows: NDArray[np.int64]
    heads: tuple[HeadResult, ...] = field(default=())

    @property
    def first(self) -> HeadResult | None:
        return self.heads[0] if self.heads else None

    @property
    def accuracy(self) -> float | None:
        return self.first.accuracy if self.first else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return self.first.interval if self.first else None

    @property
    def worth(self) -> float:
        """Independent answers that the accuracy rests on."""
        return self.first.worth if self.first else float(self.count)

    @property
    def confusion(self) -> NDArray[np.int64] | None:
        return self.first.confusion if self.first else None

    @property
    def r2(self) -> float | None:
        return self.first.r2 if self.first else None

    @property
    def mae(self) -> float | None:
        return self.first.mae if self.first else None

    @property
    def worst(self) -> NDArray[np.int64]:
        """Indices into the data set, worst first."""
        return self.rows[self.first.ranking] if self.first else self.rows[:0]

    def metrics(self) -> dict[str, float]:
        """Every figure by name: ``loss``, ``accuracy``, ``r2``, ``mae``, and per head where there are several."""
        found = {"loss": self.loss}
        for result in self.heads:
            tail = f".{result.head.loss}" if len(self.heads) > 1 else ""
            figures = {"accuracy": result.accuracy, "r2": result.r2, "mae": result.mae}
            found |= {name + tail: value for name, value in figures.items() if value is not None}
        if len(self.losses) > 1:
            found |= {f"loss.{name}": value for name, value in self.losses.items()}
        return found


@contextmanager
def evaluation_mode(compiled: Compiled) -> Iterator[None]:
    """Evaluation mode without gradients; every submodule's own train flag comes back afterwards."""
    owners: tuple[nn.Module, ...] = (compiled.root, compiled.model, compiled.forward, compiled.criterion)
    flags = [(module, module.training) for owner in owners for module in owner.modules()]
    for owner in owners:
        owner.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        for module, flag in flags:
            module.training = flag


def evaluate(compiled: Compiled, part: Part, device: torch.device | str = "cpu", batch: int = BATCH) -> Evaluation:
    """Judge a part of the data. Weights, gradients, flags and random states stay as they are.

    Args:
        device: where the weights are.

    Raises:
        RunError: the part holds no samples.
    """
    if not len(part):
        raise RunError("there are no samples in this part of the data; raise its share in the data choice")
    judged = [(place, head) for place, head in enumerate(compiled.heads) if head.target is not None]
    found: list[list[tuple[Tensor, Tensor, Tensor, Tensor]]] = [[] for _ in judged]
    sums = torch.zeros(1 + len(compiled.losses), dtype=torch.float64)
    with evaluation_mode(compiled), draws_apart(compiled.root):
        for start, stop in batches(len(part), batch):
            inputs = [tensor[start:stop].to(device) for tensor in part.inputs]
            targets = [tensor[start:stop].to(device) for tensor in part.targets]
            taps = compiled.forward(*inputs)
            sums += torch.stack(list(compiled.criterion(*taps, *targets))).double().cpu() * (stop - start)
            for (_, head), rows in zip(judged, found, strict=True):
                assert head.target is not None
                rows.append(_judge(head, classes_second(head, taps[head.tap]), targets[head.target]))
    means = (sums / len(part)).tolist()
    return Evaluation(
        loss=means[0],
        losses=dict(zip(compiled.losses, means[1:], strict=True)),
        count=len(part),
        rows=np.asarray(part.rows, np.int64),
        heads=tuple(_result(head, part, rows) for (_, head), rows in zip(judged, found, strict=True)),
    )


def _judge(head: Head, tap: Tensor, target: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Predictions, truth, confidence and loss per sample of one batch."""
    if head.task == "classification":
        logs = tap.clamp_min(1e-12).log() if head.probabilities else F.log_softmax(tap, dim=1)
        best = logs.max(dim=1)
        losses = F.nll_loss(logs, target, reduction="none")
        return best.indices, target, best.values.exp(), _per_sample(losses)
    target_like = target.reshape(tap.shape).to(tap.dtype)
    if head.task == "binary":
        chance = (tap if head.probabilities else tap.sigmoid()).clamp(0, 1)
        losses = F.binary_cross_entropy(chance, target_like.clamp(0, 1), reduction="none")
        said, true = chance > 0.5, target_like > 0.5
        return said.long(), true.long(), torch.where(said, chance, 1 - chance), _per_sample(losses)
    numbers = tap.exp() if head.logarithms else tap
    return numbers, target_like, tap.new_zeros(0), _per_sample((numbers - target_like) ** 2)


def _per_sample(losses: Tensor) -> Tensor:
    return losses.reshape(len(losses), -1).mean(dim=1)


def _result(head: Head, part: Part, rows: list[tuple[Tensor, Tensor, Tensor, Tensor]]) -> HeadResult:
    columns = [torch.cat(list(column)).cpu().numpy() for column in zip(*rows, strict=True)]
    predictions, truth, confidence, losses = columns
    if head.task != "regression":
        return HeadResult(head, predictions, truth, confidence, losses)
    assert head.target is not None
    predictions, truth = (part.in_units(head.target, numbers) for numbers in (predictions, truth))
    return HeadResult(head, predictions, truth, None, losses)
