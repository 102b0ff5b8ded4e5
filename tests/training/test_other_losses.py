"""Networks that are trained with other losses than cross-entropy and squares, end to end."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from app.data.paths import permit
from app.graph.project import Project
from app.landscape.objective import Objective
from app.landscape.subset import subset
from app.training.answers.predict import Predictor
from app.training.folder.opening import open_run
from tests.compile.drawings import draw
from tests.training.conftest import run_once


def trained_on(source: str, project: Project, **training: Any) -> Project:
    project.data = project.data.changed(source=source, split="random")
    project.training = project.training.changed(**({"threads": 1, "epochs": 3, "lr": 0.01, "device": "cpu"} | training))
    return project


def digits(loss: str, squash: bool = False) -> Project:
    end = "log" if squash else "scores"
    return trained_on(
        "digits",
        draw(
            ("image", "Input", {"shape": [1, 8, 8]}),
            ("flat", "Flatten", {}),
            ("hidden", "Linear", {"out_features": 32}),
            ("relu", "ReLU", {}),
            ("scores", "Linear", {"out_features": 10}),
            *([("log", "LogSoftmax", {})] if squash else []),
            ("output", "Output", {}),
            ("label", "Target", {"classes": 10}),
            ("loss", loss, {}),
            links=f"image > flat, flat > hidden, hidden > relu, relu > scores, {'scores > log,' if squash else ''}"
            f"{end} > output, {end} > loss, label > loss.target",
        ),
    )


@pytest.mark.parametrize(
    ("loss", "squash"),
    [("NLLLoss", True), ("MultiMarginLoss", False), ("FocalLoss", False), ("CrossEntropyLoss", False)],
)
def test_every_loss_for_classes_shows_the_accuracy(loss: str, squash: bool, tmp_path: Path) -> None:
    run, outcome, telemetry = run_once(digits(loss, squash), tmp_path / "run")
    assert outcome.state == "finished", outcome.error
    last = telemetry.epochs[-1]
    assert last.val_accuracy is not None and last.val_accuracy > 0.85
    _, compiled, prepared = open_run(None, run, "last")
    part = prepared.validation
    predictor = Predictor(compiled, prepared)
    (answer,) = predictor.predict(prepared.dataset.inputs["image"][part.rows])
    right = (answer.values == part.targets[0].numpy()).mean()
    assert right == pytest.approx(last.val_accuracy)
    assert answer.probabilities is not None
    np.testing.assert_allclose(answer.probabilities.sum(1), 1, rtol=1e-5)
    point = Objective(compiled, subset(part, len(part))).value(_vector(compiled))
    assert point.accuracy == pytest.approx(last.val_accuracy)
    assert point.loss == pytest.approx(last.val_loss, rel=1e-4)


def _vector(compiled: Any) -> Any:
    return torch.cat([parameter.detach().flatten() for parameter in compiled.parameters()])


@pytest.mark.parametrize("loss", ["BCELoss", "HingeLoss", "SoftMarginLoss", "BinaryFocalLoss", "DiceLoss"])
def test_every_loss_for_yes_and_no_shows_the_accuracy(loss: str, tmp_path: Path) -> None:
    last = "chance" if loss == "BCELoss" else "score"
    project = draw(
        ("point", "Input", {"shape": [2]}),
        ("hidden", "Linear", {"out_features": 32}),
        ("relu", "ReLU", {}),
        ("score", "Linear", {"out_features": 1}),
        *([("chance", "Sigmoid", {})] if loss == "BCELoss" else []),
        ("output", "Output", {}),
        ("label", "Target", {"classes": 2}),
        *([("column", "Reshape", {"shape": [1]})] if loss == "DiceLoss" else []),
        ("loss", loss, {}),
        links=f"point > hidden, hidden > relu, relu > score, {'score > chance,' if loss == 'BCELoss' else ''}"
        f"{last} > output, {last} > loss, "
        + ("label > column, column > loss.target" if loss == "DiceLoss" else "label > loss.target"),
    )
    _, outcome, telemetry = run_once(trained_on("moons", project, epochs=10, batch_size=32), tmp_path / "run")
    assert outcome.state == "finished", outcome.error
    assert telemetry.epochs[-1].val_accuracy is not None
    assert telemetry.epochs[-1].val_accuracy > 0.85


def test_a_mean_and_its_spread_are_learnt_together(tmp_path: Path) -> None:
    project = draw(
        ("features", "Input", {"shape": [10]}),
        ("hidden", "Linear", {"out_features": 16}),
        ("relu", "ReLU", {}),
        ("mean", "Linear", {"out_features": 1}),
        ("spread", "Linear", {"out_features": 1}),
        ("output", "Output", {}),
        ("unsure", "Output", {}),
        ("number", "Target", {"classes": 0}),
        ("loss", "GaussianNLLLoss", {"full": True}),
        links="features > hidden, hidden > relu, relu > mean, relu > spread, mean > output, spread > unsure,"
        "mean > loss, spread > loss.logvar, number > loss.target",
    )
    _, outcome, telemetry = run_once(trained_on("diabetes", project, epochs=30), tmp_path / "run")
    assert outcome.state == "finished", outcome.error
    first, last = telemetry.epochs[0], telemetry.epochs[-1]
    assert last.train_loss < first.train_loss
    assert last.metrics["val_r2"] > 0.3
    assert last.train_accuracy is None


def test_triplets_train_without_any_target_and_predict_their_vectors(tmp_path: Path) -> None:
    """The anchor is to be nearer to itself with noise than to its mirror image."""
    project = draw(
        ("image", "Input", {"shape": [8, 8]}),
        ("noisy", "GaussianNoise", {"std": 0.2}),
        ("mirrored", "ReverseSequence", {}),
        *((f"flat_{number}", "Flatten", {}) for number in range(3)),
        ("vector", "Linear", {"out_features": 4}),
        ("near", "Linear", {"out_features": 4}),
        ("far", "Linear", {"out_features": 4}),
        ("output", "Output", {}),
        ("loss", "TripletMarginLoss", {}),
        links="image > noisy, image > mirrored, image > flat_0, noisy > flat_1, mirrored > flat_2, flat_0 > vector,"
        "flat_1 > near, flat_2 > far, vector > output, vector > loss.anchor, near > loss.positive, far > loss.negative",
        near={"shares": "id_vector"},
        far={"shares": "id_vector"},
    )
    run, outcome, telemetry = run_once(trained_on("digits", project), tmp_path / "run")
    assert outcome.state == "finished", outcome.error
    assert telemetry.epochs[-1].val_loss < telemetry.epochs[0].val_loss
    assert telemetry.epochs[-1].val_accuracy is None
    _, compiled, prepared = open_run(None, run, "last")
    assert compiled.heads == ()
    (answer,) = Predictor(compiled, prepared).predict(prepared.dataset.inputs["image"][:5])
    assert (answer.name, answer.values.shape, answer.probabilities) == ("output", (5, 4), None)
    assert answer.label(0).count(",") == 3
    point = Objective(compiled, subset(prepared.validation, 100)).value(_vector(compiled))
    assert math.isfinite(point.loss) and math.isnan(point.accuracy)


def test_a_variational_autoencoder_trains_on_two_losses(tmp_path: Path) -> None:
    """The code is mean + exp(logvar / 2) · noise, drawn; the picture is its own truth."""
    project = draw(
        ("image", "Input", {"shape": [1, 8, 8]}),
        ("flat", "Flatten", {}),
        ("encoder", "Linear", {"out_features": 32}),
        ("relu", "ReLU", {}),
        ("both", "Linear", {"out_features": 16}),
        ("parts", "Split", {}),
        ("decoder", "Linear", {"out_features": 32}),
        ("relu_2", "ReLU", {}),
        ("picture", "Linear", {"out_features": 64}),
        ("output", "Output", {}),
        ("truth", "Target", {"classes": 0, "shape": [64], "field": "image"}),
        ("loss", "MSELoss", {}),
        ("prior", "GaussianKLLoss", {"weight": 0.01}),
        links="image > flat, flat > encoder, encoder > relu, relu > both, both > parts, parts.a > decoder,"
        "decoder > relu_2, relu_2 > picture, picture > output, picture > loss, truth > loss.target,"
        "parts.a > prior.mean, parts.b > prior.logvar",
    )
    _, outcome, telemetry = run_once(trained_on("digits", project), tmp_path / "run")
    assert outcome.state == "finished", outcome.error
    assert telemetry.epochs[-1].val_loss < telemetry.epochs[0].val_loss
    assert set(telemetry.epochs[-1].metrics) >= {"val_r2", "val_loss.prior", "val_loss.loss"}


def test_counts_are_judged_as_counts(tmp_path: Path) -> None:
    """A rate that doubles with every step of x, in counts as they are."""
    generator = np.random.default_rng(0)
    x = generator.uniform(-1, 2, size=(600, 1)).astype(np.float32)
    counts = generator.poisson(3 * 2 ** x[:, 0]).astype(np.float32)
    np.savez(tmp_path / "calls.npz", x=x, y=counts)
    permit(tmp_path)
    project = draw(
        ("x", "Input", {"shape": [1]}),
        ("rate", "Linear", {"out_features": 1}),
        ("output", "Output", {}),
        ("count", "Target", {"classes": 0}),
        ("loss", "PoissonNLLLoss", {}),
        links="x > rate, rate > output, rate > loss, count > loss.target",
    )
    project = trained_on("numpy", project, epochs=40, lr=0.03)
    project.data = project.data.changed(options={"path": str(tmp_path / "calls.npz")}, standardize=False)
    run, outcome, telemetry = run_once(project, tmp_path / "run")
    assert outcome.state == "finished", outcome.error
    assert telemetry.epochs[-1].metrics["val_r2"] > 0.5
    _, compiled, prepared = open_run(None, run, "last")
    (answer,) = Predictor(compiled, prepared).predict(np.asarray([[0.0], [1.0]], np.float32))
    assert answer.values.flatten().tolist() == pytest.approx([3, 6], rel=0.2)
