"""Scripts of drawings with several losses, frozen parts, and names that the script uses itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.graph.project import Project
from tests.compile.drawings import draw
from tests.export.test_script_runs import assert_same_run, example
from tests.export.test_script_sources import ruff


def weighted() -> Project:
    """A helper head that is no Output, weighted losses, a frozen layer, and another pace for the last one."""
    return draw(
        ("loss", "Input", {"shape": [64]}),
        ("model", "Linear", {"out_features": 24}),
        ("relu", "ReLU", {}),
        ("rows", "Linear", {"out_features": 16}),
        ("dropout", "Dropout", {"p": 0.4}),
        ("helper", "Linear", {"out_features": 10}),
        ("last", "Linear", {"out_features": 10}),
        ("squash", "Softmax", {}),
        ("chances", "Output", {}),
        ("train", "Target", {"classes": 10}),
        ("main", "CrossEntropyLoss", {}),
        ("aside", "CrossEntropyLoss", {"weight": 0.3, "label_smoothing": 0.1}),
        links="loss > model, model > relu, relu > rows, rows > dropout, dropout > helper, dropout > last,"
        "last > squash, squash > chances, last > main, train > main.target, helper > aside, train > aside.target",
        title='Names "of" the script',
        model={"frozen": True, "initialization": "orthogonal"},
        last={"lr_factor": 0.1},
    )


def autoencoder() -> Project:
    """The truth is the picture itself; what is drawn instead of a loss."""
    return draw(
        ("picture", "Input", {"shape": [64]}),
        ("inner", "Linear", {"out_features": 8}),
        ("outer", "Linear", {"out_features": 64}),
        ("again", "Output", {}),
        ("digit", "Target", {"classes": 10}),
        ("error", "Subtract", {}),
        ("square", "Multiply", {}),
        ("mean", "MeanLoss", {}),
        links="picture > inner, inner > outer, outer > again, outer > error.a, picture > error.b,"
        "error > square, error > square, square > mean",
        title="Autoencoder",
    )


@pytest.mark.parametrize("project", [weighted(), autoencoder()], ids=lambda each: each.title)
def test_losses_of_every_form(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project.data = example("digits-cnn").data
    project.training = project.training.changed(
        epochs=2, threads=1, device="cpu", schedule="cosine", warmup=3, clip_norm=1.0
    )
    assert_same_run(project, tmp_path, monkeypatch)
    assert ruff(tmp_path / "train_it.py") == ""
