"""The plots of the Train page; each draws itself from the records when it is told to."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from app.training.records.columns import RunColumns, columns_of, interval_of
from app.training.records.telemetry import EpochRecord, Telemetry
from app.ui.pages.train.records import Records, tint_of
from app.ui.plots.card import Part, PlotCard
from app.ui.plots.decimate import averaged, nice_end
from app.ui.plots.figures import INTERVAL, interval_text, loss_text, percent
from app.ui.plots.heat import HeatMap
from app.ui.plots.lines import LineSeries
from app.ui.plots.numbers import short
from app.ui.theme import color

Array = NDArray[np.float64]


class Overlay:
    """Curves of other runs in their colours, one per run."""

    def __init__(self, card: PlotCard, dots: bool = False) -> None:
        self._card, self._dots = card, dots
        self._series: dict[Path, LineSeries] = {}

    def set(self, curves: dict[Path, tuple[str, Array, Array]], log: bool = False) -> None:
        """Show exactly these: run -> (colour, x, y)."""
        for path in [path for path in self._series if path not in curves]:
            self._series.pop(path).remove()
        for path, (tint, x, y) in curves.items():
            if path not in self._series:
                self._series[path] = LineSeries(self._card, tint, width=1.4, alpha=0.75, dots=self._dots)
            self._series[path].recolor(tint)
            self._series[path].set(x, y, log)


class LossPlot(PlotCard):
    """Training loss, raw and smoothed, validation loss at epoch ends, other runs' validation loss."""

    def __init__(self, records: Records) -> None:
        super().__init__("Loss")
        self._records, self.log = records, False
        self._overlay = Overlay(self)
        self._raw = LineSeries(self, "accent", alpha=0.35)
        self._smooth = LineSeries(self, "accent", width=1.8, smooth=True)
        self._unseen = LineSeries(self, "attention", width=1.8)

    def draw(self) -> None:
        """Show what is known now."""
        main = self._records.main
        telemetry = self._records.of(main) if main else Telemetry()
        steps, losses = telemetry.column("step"), telemetry.column("loss")
        columns = columns_of(telemetry)
        unseen = columns.figure("val_loss")
        mean, tint = columns.smoothed(losses), tint_of(self._records)
        self._raw.recolor(tint)
        self._smooth.recolor(tint)
        self._raw.set(steps, losses, self.log)
        self._smooth.set(steps, mean, self.log)
        self._unseen.set(columns.steps, unseen, self.log)
        others = {
            entry.folder.path: _loss_curve(entry.color, self._records.of(entry)) for entry in self._records.others
        }
        self._overlay.set(others, self.log)
        self.set_log(self.log)
        self.set_ranges(
            (0.0, self._records.reach), _loss_range([losses, unseen, *(y for _, _, y in others.values())], self.log)
        )
        self.marks.set([(event.step, event.text) for event in telemetry.events if len(event.text) < 40])
        parts = [Part("train", loss_text(float(mean[-1]) if len(mean) else None), tint)]
        if telemetry.epochs and (last := telemetry.epochs[-1].val_loss) is not None:
            parts.append(Part("val", loss_text(last), "attention"))
        self.set_parts(*parts)


class ScorePlot(PlotCard):
    """Accuracy with its interval at epoch ends, or R² where the network predicts numbers."""

    def __init__(self, records: Records) -> None:
        super().__init__("Accuracy", "at epoch ends, by step")
        self._records = records
        low, high = pg.PlotCurveItem(), pg.PlotCurveItem()
        self._ends = (low, high)
        self._banded: object = None
        self._band = pg.FillBetweenItem(low, high)
        for item in (low, high, self._band):
            self.plot.addItem(item, ignoreBounds=True)
            item.setZValue(-10)
        self._overlay = Overlay(self)
        self._train = LineSeries(self, "accent", width=1.8)
        self._unseen = LineSeries(self, "attention", width=1.8, dots=True)

    def draw(self) -> None:
        """Show what is known now."""
        main = self._records.main
        telemetry = self._records.of(main) if main else Telemetry()
        epochs, columns = telemetry.epochs, columns_of(telemetry)
        share = not epochs or epochs[-1].train_accuracy is not None
        name = "accuracy" if share else "r2"
        self.set_title("Accuracy" if share else "R²")
        self._value.setToolTip(INTERVAL if share else "")
        train, unseen = columns.figure(f"train_{name}"), columns.figure(f"val_{name}")
        self._train.recolor(tint_of(self._records))
        self._train.set(columns.steps, train)
        self._unseen.set(columns.steps, unseen)
        self._draw_band(columns)
        others = {}
        for entry in self._records.others:
            theirs = columns_of(self._records.of(entry))
            others[entry.folder.path] = (entry.color.name(), theirs.steps, theirs.figure(f"val_{name}"))
        self._overlay.set(others)
        self.set_ranges((0.0, self._records.reach), _share_range([train, unseen, *(y for *_, y in others.values())]))
        self._write(epochs, share)

    def _draw_band(self, columns: RunColumns) -> None:
        tint = color("attention")
        tint.setAlphaF(0.16)
        key = (id(columns), len(columns), self.pixels, tint.name())
        if key == self._banded:
            return
        self._banded = key
        ends = columns.interval("val")
        known = np.isfinite(ends[:, 0])
        at = columns.steps[known]
        for curve, side in zip(self._ends, ends[known].T, strict=True):
            curve.setData(*averaged(at, side, self.pixels))
            curve.setPen(pg.mkPen(None))
        self._band.setBrush(pg.mkBrush(tint))

    def _write(self, epochs: list[EpochRecord], share: bool) -> None:
        if not epochs:
            main = self._records.main
            self.set_value("no epoch was finished" if main and not main.live else "after the first epoch")
            return
        last = epochs[-1]
        if share:
            parts = [Part("train", percent(last.train_accuracy), self._train.token)]
            if last.val_accuracy is not None:
                text = f"{percent(last.val_accuracy)} {interval_text(interval_of(last, 'val'))}"
                parts.append(Part("val", text, "attention"))
        else:
            parts = [Part("train", loss_text(last.metrics.get("train_r2")), self._train.token)]
            if "val_r2" in last.metrics:
                text = f"{loss_text(last.metrics['val_r2'])} · MAE {short(last.metrics.get('val_mae', math.nan))}"
                parts.append(Part("val", text, "attention"))
        self.set_parts(*parts)


class GradientPlot(HeatMap):
    """Norm of the gradient of every layer over the steps."""

    def __init__(self, records: Records) -> None:
        super().__init__("Gradient norm by layer")
        self._records = records

    def draw(self) -> None:
        """Show what is known now."""
        main = self._records.main
        telemetry = self._records.of(main) if main else Telemetry()
        steps, norms = telemetry.layers()
        if norms.shape[1] != len(telemetry.layer_names):
            return
        self.set(telemetry.layer_names, steps, norms)
        newest = float(np.sqrt(np.sum(norms[-1].astype(np.float64) ** 2))) if len(norms) else None
        self.set_value("" if newest is None else f"{short(newest)} total")


def _loss_curve(tint: QColor, telemetry: Telemetry) -> tuple[str, Array, Array]:
    """Validation loss at epoch ends, or the smoothed training loss without a validation part."""
    columns = columns_of(telemetry)
    if telemetry.epochs and telemetry.epochs[-1].val_loss is not None:
        return tint.name(), columns.steps, columns.figure("val_loss")
    return tint.name(), telemetry.column("step").astype(np.float64), columns.smoothed(telemetry.column("loss"))


def _loss_range(columns: list[NDArray[np.floating]], log: bool) -> tuple[float, float]:
    """Everything finite is inside; linear plots start at zero where nothing is negative."""
    values = np.concatenate([np.asarray(each, np.float64) for each in columns])
    values = values[np.isfinite(values) & ((values > 0) | (not log))]
    if not values.size:
        return (-3.0, 1.0) if log else (0.0, 1.0)
    low, high = float(values.min()), float(values.max())
    if log:
        return math.floor(math.log10(low) * 4) / 4, math.ceil(math.log10(high) * 4 + 0.1) / 4
    return min(0.0, low), nice_end(high, least=1e-9)


def _share_range(columns: list[Array]) -> tuple[float, float]:
    """Zero to one; tightened from below once everything is high, widened for a negative R²."""
    values = np.concatenate(columns)
    values = values[np.isfinite(values)]
    if not values.size:
        return 0.0, 1.0
    low = float(values.min())
    if low < 0:
        return max(-1.0, math.floor(low * 5) / 5), 1.0
    return (math.floor(low * 20 - 1) / 20, 1.0) if low > 0.85 else (0.0, 1.0)
