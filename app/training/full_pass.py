"""The full pass over training and validation at an epoch's end."""

from __future__ import annotations

import torch

from app.compile.module import Compiled
from app.data.prepare import Part
from app.training.evaluate import Evaluation, evaluate
from app.training.folder.position import Position
from app.training.records.recorder import Recorder
from app.training.records.telemetry import EpochRecord


def full_pass(
    compiled: Compiled, train: Part, validation: Part, device: torch.device, position: Position, recorder: Recorder
) -> EpochRecord:
    """Judge both parts in evaluation mode, the same way, so that the gap between them means something."""
    learnt = evaluate(compiled, train, device)
    unseen = evaluate(compiled, validation, device) if len(validation) else None
    return EpochRecord(
        epoch=position.epoch,
        step=position.step,
        train_loss=learnt.loss,
        val_loss=unseen.loss if unseen else None,
        train_accuracy=learnt.accuracy,
        val_accuracy=unseen.accuracy if unseen else None,
        seconds=recorder.seconds,
        metrics=_further("train", learnt) | (_further("val", unseen) if unseen else {}),
    )


def _further(part: str, evaluation: Evaluation) -> dict[str, float]:
    """Figures that have no field of their own, with the number of independent answers, for the interval."""
    named = {name: value for name, value in evaluation.metrics().items() if name not in ("loss", "accuracy")}
    return {f"{part}_{name}": value for name, value in named.items()} | {f"{part}_count": evaluation.worth}
