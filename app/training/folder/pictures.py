"""Pictures of a run made without a window, by matplotlib."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.training.records.smoothing import smoothed
from app.training.records.telemetry import Telemetry
from app.training.records.timeline import timeline

if TYPE_CHECKING:
    from app.training.evaluate import Evaluation

TRAIN, VALIDATION, QUIET = "#2563eb", "#b45309", "#8a93a5"
_STYLE: Any = {
    "font.size": 10,
    "axes.edgecolor": "#d9dde5",
    "axes.labelcolor": "#555e70",
    "axes.titleweight": "bold",
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#eef0f4",
    "axes.axisbelow": True,
    "xtick.color": "#555e70",
    "ytick.color": "#555e70",
    "legend.frameon": False,
}


@contextmanager
def _figure(path: Path, columns: int, width: float, height: float) -> Iterator[Any]:
    """A figure with a row of axes, saved on leaving; matplotlib's global state stays as it was."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context(_STYLE):
        figure = Figure(figsize=(width, height), dpi=120, layout="constrained")
        FigureCanvasAgg(figure)
        yield figure.subplots(1, columns, squeeze=False)[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path)


def curves(history: Telemetry, path: Path) -> None:
    """Loss (raw and smoothed, validation) and accuracy, or R² for numbers, over the steps."""
    with _figure(path, 2, 11, 4.2) as (left, right):
        steps, losses = history.column("step"), history.column("loss")
        left.plot(steps, losses, color=TRAIN, alpha=0.3, linewidth=0.8)
        left.plot(steps, smoothed(losses), color=TRAIN, linewidth=1.8, label="training, smoothed")
        at = [record.step for record in history.epochs]
        left.plot(at, _column(history, "val_loss"), color=VALIDATION, linewidth=1.8, label="validation")
        if len(losses) and np.nanmin(losses) > 0:
            left.set_yscale("log")
        left.set(title="Loss", xlabel="step", ylabel="loss")
        left.legend()
        name, title = "accuracy", "Accuracy"
        if all(record.train_accuracy is None for record in history.epochs):
            name, title = ("r2", "R²")
        right.plot(at, _column(history, f"train_{name}"), color=TRAIN, linewidth=1.8, label="training")
        right.plot(at, _column(history, f"val_{name}"), color=VALIDATION, linewidth=1.8, label="validation")
        right.set(title=f"{title} at epoch ends", xlabel="step", ylabel=title.lower())
        right.legend(loc="lower right")


def gradient_norms(history: Telemetry, path: Path) -> None:
    """Gradient norm of every layer over the steps, as a heat map with a logarithmic colour."""
    steps, norms = history.layers()
    height = 1.6 + 0.32 * max(4, len(history.layer_names))
    with _figure(path, 1, 10, height) as (axes,):
        axes.grid(visible=False)
        axes.set(title="Gradient norm by layer", xlabel="step")
        if norms.size:
            from matplotlib.colors import LogNorm

            positive = norms[np.isfinite(norms) & (norms > 0)]
            low = float(np.quantile(positive, 0.005)) if positive.size else 0.1
            high = float(positive.max()) if positive.size else 1.0
            start, end, values = timeline(steps, norms, 800)
            picture = axes.imshow(
                np.clip(values, low, high).T,
                aspect="auto",
                interpolation="nearest",
                cmap="viridis",
                norm=LogNorm(low, max(high, low * 1.001)),
                extent=(start, end, len(history.layer_names) - 0.5, -0.5),
            )
            axes.set_yticks(range(len(history.layer_names)), history.layer_names)
            axes.figure.colorbar(picture, ax=axes, label="‖gradient‖", pad=0.01)


def confusion(evaluation: Evaluation, classes: Sequence[str], path: Path) -> None:
    """Counts of true class against predicted class."""
    cells = evaluation.confusion
    if cells is None:
        raise ValueError("a confusion matrix needs classes; this network predicts numbers")
    size = max(4.5, 0.55 * len(cells) + 2)
    with _figure(path, 1, size, size) as (axes,):
        axes.grid(visible=False)
        shares = cells / np.maximum(1, cells.sum(axis=1, keepdims=True))
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        names = list(classes) or [str(number) for number in range(len(cells))]
        axes.set_xticks(range(len(cells)), names, rotation=45 if max(map(len, names)) > 3 else 0)
        axes.set_yticks(range(len(cells)), names)
        for row, column in np.argwhere(cells):
            ink = "white" if shares[row, column] > 0.5 else "#1b1f27"
            axes.text(column, row, f"{cells[row, column]}", ha="center", va="center", color=ink)
        low, high = evaluation.interval or (math.nan, math.nan)
        answers = evaluation.first.truth.size if evaluation.first else evaluation.count
        title = f"{evaluation.accuracy:.1%} right of {answers}  [{low:.1%}, {high:.1%}]"
        axes.set(title=title, xlabel="predicted", ylabel="true")


def _column(history: Telemetry, name: str) -> list[float]:
    return [record.figures().get(name, math.nan) for record in history.epochs]
