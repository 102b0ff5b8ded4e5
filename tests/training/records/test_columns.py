"""Columns of a run that grow with it are the ones that are reckoned from the whole."""

from __future__ import annotations

import math

import numpy as np

from app.training.records.columns import columns_of, interval_of
from app.training.records.smoothing import Smoother, smoothed
from app.training.records.telemetry import EpochRecord, Telemetry


def record(epoch: int) -> EpochRecord:
    unseen = None if epoch < 3 else 0.5 / epoch
    share = None if epoch < 3 else 1 - 0.5 / epoch
    more = {"val_count": 80.0} if epoch > 3 else {}
    return EpochRecord(epoch, 10 * epoch, 1 / epoch, unseen, 0.5, share, float(epoch), more)


def test_epochs_are_read_once_and_late_figures_have_gaps_before() -> None:
    telemetry = Telemetry()
    for epoch in range(1, 201):
        telemetry.epochs.append(record(epoch))
        if epoch % 7 == 0:
            columns = columns_of(telemetry)
    columns = columns_of(telemetry)
    assert columns is columns_of(telemetry) and len(columns) == 200
    assert columns.steps.tolist() == [10.0 * epoch for epoch in range(1, 201)]
    wanted = [math.nan if each.val_loss is None else each.val_loss for each in telemetry.epochs]
    assert np.array_equal(columns.figure("val_loss"), wanted, equal_nan=True)
    assert np.isnan(columns.figure("val_r2")).all() and len(columns.figure("val_r2")) == 200
    assert np.isnan(columns.interval("val")[:3]).all()
    assert columns.interval("val")[9].tolist() == list(interval_of(telemetry.epochs[9], "val") or ())


def test_another_run_has_columns_of_its_own() -> None:
    first, second = Telemetry(), Telemetry()
    first.epochs.append(record(1))
    assert len(columns_of(first)) == 1 and len(columns_of(second)) == 0


def test_smoothing_piece_by_piece_is_smoothing_at_once() -> None:
    values = np.random.default_rng(0).normal(size=1000)
    values[[0, 500, 999]] = np.nan
    smoother = Smoother()
    for count in (0, 1, 2, 150, 150, 700, 1000):
        found = smoother.extended(values[:count])
        assert np.allclose(found, smoothed(values[:count]), rtol=1e-9, equal_nan=True)
    plain, weight, total = np.full(1000, np.nan), 0.0, 0.0
    for place, value in enumerate(values):
        finite = np.isfinite(value)
        weight, total = 0.9 * weight + 0.1 * finite, 0.9 * total + 0.1 * (value if finite else 0.0)
        plain[place] = total / weight if finite else np.nan
    assert np.allclose(found, plain, equal_nan=True)
