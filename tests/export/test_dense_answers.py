"""A class per step of a sequence and per pixel of a picture: trained, judged, predicted and exported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from app.compile.bindings import bindings_of
from app.compile.check import check
from app.compile.module import Compiled, compile_project
from app.data.dataset import Dataset
from app.data.prepare import Prepared, prepare_dataset
from app.export.export import export
from app.export.trained import trained_from
from app.graph.data_choice import DataChoice
from app.graph.project import Project
from app.landscape.objective import _share_right
from app.training.answers.predict import Predictor
from app.training.evaluate import evaluate
from tests.compile.drawings import draw


def steps() -> Project:
    """The next token of each of six tokens, five there are."""
    return draw(
        ("tokens", "Input", {"shape": [6], "dtype": "int64"}),
        ("next", "Target", {"classes": 5, "shape": [6]}),
        ("embedding", "Embedding", {"num_embeddings": 5, "embedding_dim": 8}),
        ("head", "Linear", {"out_features": 5}),
        ("scores", "Output", {}),
        ("loss", "CrossEntropyLoss", {}),
        links="tokens > embedding, embedding > head, head > scores, head > loss, next > loss.target",
        title="Steps",
    )


def pixels() -> Project:
    """Bright or dark, pixel by pixel."""
    return draw(
        ("image", "Input", {"shape": [1, 4, 4]}),
        ("mask", "Target", {"classes": 2, "shape": [4, 4]}),
        ("conv", "Conv2d", {"out_channels": 2, "kernel_size": 1}),
        ("scores", "Output", {}),
        ("loss", "CrossEntropyLoss", {}),
        links="image > conv, conv > scores, conv > loss, mask > loss.target",
        title="Pixels",
    )


def samples(project: Project) -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    if project.title == "Steps":
        tokens = random.integers(0, 5, (60, 6))
        return {"x": tokens, "y": (tokens + 1) % 5}
    pictures = random.normal(size=(60, 1, 4, 4)).astype(np.float32)
    return {"x": pictures, "y": (pictures[:, 0] > 0).astype(np.int64)}


def learned(project: Project) -> tuple[Compiled, Prepared]:
    given = samples(project)
    classes = tuple(map(str, range(1 + int(given["y"].max()))))
    dataset = Dataset("made", "made", {"x": given["x"]}, {"y": given["y"]}, {"y": classes})
    project.data = DataChoice(split="random", validation=0.3, standardize=False)
    assert check(project).problems == ()
    prepared = prepare_dataset(dataset, project.data, bindings_of(project))
    compiled = compile_project(project, seed=0)
    optimizer = torch.optim.AdamW(compiled.parameters(), lr=0.1)
    for _ in range(60):
        optimizer.zero_grad()
        compiled.loss(prepared.train.inputs, prepared.train.targets).backward()
        optimizer.step()
    compiled.train(False)
    return compiled, prepared


@pytest.mark.parametrize(("make", "classes_at"), [(steps, 2), (pixels, 1)])
def test_every_answer_counts(make, classes_at: int, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    project = make()
    compiled, prepared = learned(project)
    part = prepared.validation
    found = evaluate(compiled, part, batch=7)
    with torch.no_grad():
        scores = compiled.model(*part.inputs).movedim(classes_at, 1)
    assert found.loss == pytest.approx(F.cross_entropy(scores, part.targets[0]).item(), rel=1e-5)
    right = (scores.argmax(1) == part.targets[0]).double()
    assert found.accuracy == pytest.approx(right.mean().item()) and found.accuracy > 0.95
    assert found.confusion is not None and found.confusion.sum() == right.numel()
    share = _share_right(scores, part.targets[0], compiled.heads[0])
    assert share.item() == pytest.approx(right.mean().item())

    (said,) = Predictor(compiled, prepared).predict(samples(project)["x"][:5])
    assert said.values.shape == samples(project)["y"][:5].shape
    assert said.probabilities is not None and np.allclose(said.probabilities.sum(axis=1), 1, atol=1e-5)

    report = export(trained_from(project, compiled, prepared), "python", tmp_path / "model.py")
    assert report.judgement.startswith(f"scores: accuracy {found.accuracy:.2%} ({right.sum():.0f} of {right.numel()})")
    assert export(trained_from(project, compiled, prepared), "onnx", tmp_path / "model.onnx").difference < 1e-5
