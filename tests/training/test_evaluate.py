"""Evaluation against scipy, scikit-learn and torchmetrics."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix, mean_absolute_error, r2_score
from torch.nn import functional as F

from app.compile.bindings import bindings_of
from app.compile.module import compile_project
from app.data.dataset import Dataset
from app.data.prepare import prepare, prepare_dataset
from app.errors import RunError
from app.graph.project import Project
from app.training.evaluate import evaluate
from app.training.full_pass import _further
from app.training.records import statistics
from app.training.records.columns import interval_of
from app.training.records.telemetry import EpochRecord
from nodes.registry import kind
from tests.training.grown import drawn


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


def test_answers_of_one_sample_are_worth_as_much_as_they_differ() -> None:
    random = np.random.default_rng(1)
    single = (random.random(200) < 0.9).astype(float)
    assert statistics.effective_count(single, 1) == pytest.approx(200)  # one answer a sample: the plain interval
    assert statistics.effective_count(single, 64) == pytest.approx(200)  # wrong as a whole: still one answer each
    alone = (random.random((200, 64)) < 0.9).mean(axis=1)
    assert statistics.effective_count(alone, 64) > 0.7 * 200 * 64  # every answer on its own: nearly all count
    assert statistics.effective_count(np.ones(7), 64) == 7
    assert statistics.effective_count(np.full(7, 0.5), 64) == 7 * 64


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Pictures of 100 pixels that are right or wrong together: an interval from pixels would hold it in 4 of 10."""
    random = np.random.default_rng(2)
    held, by_pixels = 0, 0
    for _ in range(400):
        shares = random.binomial(100, random.beta(8, 2, size=50)) / 100
        share, worth = shares.mean(), statistics.effective_count(shares, 100)
        low, high = statistics.wilson(share * worth, worth)
        held += low <= 0.8 <= high
        low, high = statistics.wilson(share * 5000, 5000)
        by_pixels += low <= 0.8 <= high
    assert 0.92 <= held / 400 <= 0.98 and by_pixels / 400 < 0.6


@pytest.mark.parametrize("task", ["mask", "text"])
def test_one_interval_for_the_pass_and_the_epoch(task: str) -> None:
    """What `evaluate` says of dense answers is what the Train page reads from the record of an epoch."""
    shape, sizes = ((1, 4, 4), [4, 4]) if task == "mask" else ((5,), [5])
    layers = [("net", "Conv2d", {"out_channels": 2, "kernel_size": 1})]
    if task == "text":
        layers = [("net", "Embedding", {"num_embeddings": 3, "embedding_dim": 2})]
    project = drawn(*layers, shape=shape, classes=2)
    data = kind("Input").from_values({"shape": list(shape), "dtype": "float32" if task == "mask" else "int64"})
    project.graph.put_instance(replace(project.graph["data"], node=data))
    target = kind("Target").from_values({"classes": 2, "shape": sizes})
    project.graph.put_instance(replace(project.graph["truth"], node=target))
    random = np.random.default_rng(0)
    inputs = random.normal(size=(20, *shape)).astype(np.float32) if task == "mask" else random.integers(0, 3, (20, 5))
    truth = random.integers(0, 2, (20, *sizes))
    dataset = Dataset("own", "Own", {"data": inputs}, {"truth": truth}, {"truth": ("no", "yes")})
    prepared = prepare_dataset(dataset, project.data.changed(split="random", validation=0.5), bindings_of(project))
    found = evaluate(compile_project(project, seed=1), prepared.validation)
    assert found.first is not None and found.first.places == truth[0].size
    shares = (found.first.predictions == found.first.truth).reshape(10, -1).mean(axis=1)
    worth = statistics.effective_count(shares, truth[0].size)
    assert found.interval == pytest.approx(statistics.wilson(shares.mean() * worth, worth))
    losses = 1 - shares[[int(np.flatnonzero(found.rows == row)[0]) for row in found.worst]]
    assert np.all(np.diff(losses) <= 0), "the most wrong answers first"
    record = EpochRecord(1, 1, 0.0, found.loss, None, found.accuracy, 0.0, _further("val", found))
    assert interval_of(record, "val") == pytest.approx(found.interval)
