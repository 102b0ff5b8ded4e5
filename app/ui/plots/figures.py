"""Figures of a run as text: progress, shares with their interval, durations."""

from __future__ import annotations

import math

from app.training.records.telemetry import EpochRecord, Telemetry
from app.ui.plots.numbers import short


def loss_text(value: float | None) -> str:
    """``0.083``, ``0.00201``, ``1.4e14``; ``–`` where there is none."""
    if value is None:
        return "–"
    return f"{value:.3f}" if 0.01 <= abs(value) < 1000 else short(value)


def percent(share: float | None) -> str:
    """``98.1 %``."""
    return "–" if share is None else f"{100 * share:.1f} %"


INTERVAL = (
    "In brackets: Wilson's 95 % interval. Its independent units are the samples: pixels of one picture, or characters "
    "of one piece of text, are right or wrong together."
)


def interval_text(ends: tuple[float, float] | None) -> str:
    """``[96.2, 99.1]``, in percent."""
    return "" if ends is None else f"[{100 * ends[0]:.1f}, {100 * ends[1]:.1f}]"


def duration(seconds: float | None) -> str:
    """``2.2 s``, ``3 min 20 s``, ``1 h 05 min``."""
    if seconds is None or not math.isfinite(seconds):
        return "–"
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def progress_share(telemetry: Telemetry) -> float:
    """Updates done of those planned, 0 to 1."""
    done = telemetry.latest("step") or 0.0
    return min(1.0, done / telemetry.total_steps) if telemetry.total_steps else 0.0


def progress_text(telemetry: Telemetry, live: bool) -> str:
    """``epoch 12 / 30 · step 612 / 1,530 · 412 steps/s · 2.2 s left``."""
    step, epoch = int(telemetry.latest("step") or 0), int(telemetry.latest("epoch") or 0)
    total = max(step, telemetry.total_steps)
    parts = [f"epoch {epoch:,} / {telemetry.total_epochs or epoch:,}", f"step {step:,} / {total:,}"]
    if telemetry.steps_per_second:
        parts.append(f"{telemetry.steps_per_second:,.0f} steps/s")
    if live and telemetry.seconds_left is not None:
        parts.append(f"{duration(telemetry.seconds_left)} left")
    elif not live and telemetry.step_count:
        parts.append(duration(telemetry.latest("seconds")))
    return " · ".join(parts)


def score_of(record: EpochRecord) -> tuple[str, float | None]:
    """The figure that ranks runs: accuracy, else R², else the loss; of the validation part where there is one."""
    accuracy = record.val_accuracy if record.val_accuracy is not None else record.train_accuracy
    if accuracy is not None:
        return "accuracy", accuracy
    fit = record.metrics.get("val_r2", record.metrics.get("train_r2"))
    if fit is not None:
        return "R²", fit
    return "loss", record.val_loss if record.val_loss is not None else record.train_loss


def best_epoch(telemetry: Telemetry) -> EpochRecord | None:
    """The epoch whose score is best."""
    best: EpochRecord | None = None
    for record in telemetry.epochs:
        name, score = score_of(record)
        if score is None or not math.isfinite(score):
            continue
        before = score_of(best)[1] if best else None
        if before is None or (score < before if name == "loss" else score > before):
            best = record
    return best


def score_text(record: EpochRecord | None) -> str:
    """``98.1 %`` for an accuracy, ``R² 0.48`` or ``loss 0.31`` otherwise."""
    if record is None:
        return "–"
    name, score = score_of(record)
    if score is None:
        return "–"
    return percent(score) if name == "accuracy" else f"{name} {loss_text(score)}"
