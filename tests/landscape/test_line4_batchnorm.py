"""Line 4: statistics are those of the anchor, or recomputed on the subset at every point; the choice is told."""

from __future__ import annotations

import pytest
import torch
from networks import digits_cnn, iris_mlp, ready, steps

from app.errors import RunError
from app.landscape.layout import flat_weights
from app.landscape.objective import Objective
from app.landscape.planes import random_plane
from app.landscape.subset import subset
from app.landscape.surface import evaluate


def test_recomputed_uses_the_statistics_of_the_subset() -> None:
    compiled, prepared = ready(digits_cnn())
    steps(compiled, prepared, 10)
    sample = subset(prepared.train, 128)
    running, recomputed = (Objective(compiled, sample, mode) for mode in ("running", "recomputed"))
    weights = flat_weights(compiled)
    told = recomputed.value(weights)
    compiled.train(False)
    compiled.root.get_submodule("norm").train()
    with torch.no_grad():
        expected = float(compiled.loss(sample.part.inputs, sample.part.targets))
    assert told.loss == pytest.approx(expected, rel=1e-6)
    assert running.value(weights).loss != pytest.approx(told.loss, rel=1e-3)


def test_recomputed_forgets_the_point_before() -> None:
    compiled, prepared = ready(digits_cnn())
    objective = Objective(compiled, subset(prepared.train, 128), "recomputed")
    weights = flat_weights(compiled)
    first = objective.value(weights)
    objective.value(weights * 3 + 0.1)
    assert objective.value(weights) == first


def test_mode_is_told() -> None:
    compiled, prepared = ready(digits_cnn())
    objective = Objective(compiled, subset(prepared.train, 32), "recomputed")
    assert evaluate(objective, random_plane(compiled), [0.0], [0.0]).facts.batchnorm == "recomputed"


def test_one_sample_has_no_statistics() -> None:
    compiled, prepared = ready(iris_mlp())
    with pytest.raises(RunError, match="at least 2"):
        Objective(compiled, subset(prepared.train, 1), "recomputed")


def test_refresh_takes_the_statistics_of_now() -> None:
    compiled, prepared = ready(digits_cnn())
    sample = subset(prepared.train, 64)
    old = Objective(compiled, sample)
    kept = old.buffers()
    steps(compiled, prepared, 5)
    weights = flat_weights(compiled)
    stale = old.value(weights)
    old.refresh(compiled)
    assert old.value(weights) == Objective(compiled, sample).value(weights) != stale
    old.put_buffers(kept)
    assert old.value(weights) == stale
