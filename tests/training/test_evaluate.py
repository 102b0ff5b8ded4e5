"""Evaluation against scipy, scikit-learn and torchmetrics."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix, mean_absolute_error, r2_score
from torch.nn import functional as F

from app.compile.bindings import bindings_of
from app.compile.module import compile_project
from app.data.prepare import prepare
from app.errors import RunError
from app.graph.project import Project
from app.training import statistics
from app.training.evaluate import evaluate


@pytest.mark.parametrize(("right", "count"), [(0, 10), (10, 10), (98, 100), (265, 270), (1, 3)])
def test_wilson_equals_scipy(right: int, count: int) -> None:
    expected = binomtest(right, count).proportion_ci(0.95, method="wilson")
    assert statistics.wilson(right, count) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_wilson_of_nothing_says_nothing() -> None:
    assert statistics.wilson(0, 0) == (0.0, 1.0)


def test_figures_equal_scikit_learn() -> None:
    random = np.random.default_rng(0)
    truth, guess = random.integers(0, 5, 200), random.integers(0, 5, 200)
    assert np.array_equal(statistics.confusion(truth, guess, 5), confusion_matrix(truth, guess, labels=range(5)))
    numbers, predicted = random.normal(size=(50, 3)), random.normal(size=(50, 3))
    assert statistics.r2(numbers, predicted) == pytest.approx(r2_score(numbers, predicted))
    assert statistics.mae(numbers, predicted) == pytest.approx(mean_absolute_error(numbers, predicted))
    assert statistics.r2(np.ones(5), np.ones(5)) is None


def test_classification(cnn: Project) -> None:
    prepared = prepare(cnn.data, bindings_of(cnn))
    compiled = compile_project(cnn, seed=3)
    part = prepared.validation
    compiled.train()
    compiled.root.norm_1.eval()
    before = {name: value.clone() for name, value in compiled.root.state_dict().items()}
    random = torch.get_rng_state()
    found = evaluate(compiled, part, batch=100)
    assert torch.equal(random, torch.get_rng_state())
    assert all(torch.equal(value, before[name]) for name, value in compiled.root.state_dict().items())
    assert compiled.root.conv_1.training and not compiled.root.norm_1.training

    compiled.train(False)
    with torch.no_grad():
        scores = compiled.model(*part.inputs)
    losses = F.cross_entropy(scores, part.targets[0], reduction="none")
    guess = scores.argmax(1).numpy()
    truth = part.targets[0].numpy()
    assert found.loss == pytest.approx(losses.mean().item(), rel=1e-6)
    assert found.accuracy == pytest.approx((guess == truth).mean())
    assert np.array_equal(found.confusion, confusion_matrix(truth, guess, labels=range(10)))
    assert np.array_equal(found.worst[:5], part.rows[losses.argsort(descending=True)[:5].numpy()])
    assert found.interval[0] < found.accuracy < found.interval[1]
    assert found.heads[0].confidence == pytest.approx(scores.softmax(1).max(1).values.numpy(), rel=1e-5)


def test_regression(regression: Project) -> None:
    prepared = prepare(regression.data, bindings_of(regression))
    compiled = compile_project(regression, seed=3)
    found = evaluate(compiled, prepared.train, batch=64)
    compiled.train(False)
    with torch.no_grad():
        numbers = compiled.model(*prepared.train.inputs).numpy()
    numbers = prepared.train.in_units(0, numbers)
    truth = next(iter(prepared.dataset.targets.values()))[prepared.train.rows]
    assert found.accuracy is None and found.confusion is None
    assert found.r2 == pytest.approx(r2_score(truth, numbers), rel=1e-5)
    assert found.mae == pytest.approx(mean_absolute_error(truth, numbers), rel=1e-5)
    assert set(found.metrics()) == {"loss", "r2", "mae"}


def test_an_empty_part_is_refused(cnn: Project) -> None:
    prepared = prepare(cnn.data.changed(test=0.0), bindings_of(cnn))
    with pytest.raises(RunError, match="no samples"):
        evaluate(compile_project(cnn, seed=0), prepared.test)
