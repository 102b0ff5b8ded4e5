"""Scripts of texts and of pairs of digits: an answer per character and per pixel, and several answers a picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.data.sources import sources
from app.data.sources.text import SONNETS
from app.errors import RunError
from app.export.script.exporting import export_script
from app.export.script.writing import FILES, WRITERS
from app.graph.data_choice import DataChoice
from app.graph.project import Project
from tests.compile.drawings import draw
from tests.export.test_script_runs import assert_same_run, example, run_script, written
from tests.export.test_script_sources import ruff

QUICK = {"sonnets-gpt": 64, "scenes-unet": 16, "pairs-siamese": 32}
"""Batch sizes that leave an example a few steps."""


def quick(name: str) -> Project:
    """An example, one epoch of few steps."""
    project = example(name, epochs=1, batch_size=QUICK[name], warmup=2)
    if project.data.source == "digit-pairs":
        project.data = project.data.changed(options=project.data.options | {"samples": 60})
    else:
        project.data = project.data.changed(validation=0.05, test=0.8)
    return project


def both(arrangement: str) -> Project:
    """What is drawn where, and whether it is the same: two Targets, two losses, the mask's first."""
    height, width = (8, 16) if arrangement == "side by side" else (20, 20)
    return draw(
        ("picture", "Input", {"shape": [1, height, width]}),
        ("conv", "Conv2d", {"out_channels": 11, "padding": 1}),
        ("pixels", "Output", {}),
        ("masks", "Target", {"classes": 11, "shape": [height, width], "field": "mask"}),
        ("where", "CrossEntropyLoss", {}),
        ("flatten", "Flatten", {}),
        ("head", "Linear", {"out_features": 1}),
        ("alike", "Output", {}),
        ("answers", "Target", {"classes": 0, "shape": [1], "field": "same"}),
        ("whether", "BCEWithLogitsLoss", {"weight": 0.5}),
        links="picture > conv, conv > pixels, conv > where, masks > where.target, conv > flatten, flatten > head,"
        "head > alike, head > whether, answers > whether.target",
        title="Both",
    )


def steps(classes: int, length: int = 7) -> Project:
    """The next character of each of a few."""
    return draw(
        ("codes", "Input", {"shape": [length], "dtype": "int64"}),
        ("text", "Target", {"classes": classes, "shape": [length]}),
        ("embedding", "Embedding", {"num_embeddings": classes, "embedding_dim": 8}),
        ("head", "Linear", {"out_features": classes}),
        ("scores", "Output", {}),
        ("loss", "CrossEntropyLoss", {}),
        links="codes > embedding, embedding > head, head > scores, head > loss, text > loss.target",
        title="Steps",
    )


def short(project: Project, data: DataChoice) -> Project:
    project.data = data
    project.training = project.training.changed(epochs=2, threads=1, device="cpu")
    return project


@pytest.mark.parametrize("name", QUICK)
def test_examples_of_dense_answers_give_the_same_weights(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_same_run(quick(name), tmp_path, monkeypatch)
    assert ruff(tmp_path / "train_it.py") == ""


@pytest.mark.parametrize("test", [0.0, 0.1])
@pytest.mark.parametrize("kind", ["stratified", "random", "time"])
def test_a_text_of_ones_own(kind: str, test: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Grün ist — so heißt es —\r\ndie Hoffnung.\n" * 9
    (tmp_path / "own.txt").write_text(text, encoding="utf-8-sig", newline="")
    classes = len(set(text) - {"\r"})
    choice = DataChoice(source="text", options={"path": "own.txt", "steps": 7}, split=kind, validation=0.2, test=test)
    assert_same_run(short(steps(classes), choice), tmp_path, monkeypatch, tmp_path)
    assert ruff(tmp_path / "train_it.py") == ""


@pytest.mark.parametrize("kind", ["stratified", "random", "time", "group"])
@pytest.mark.parametrize(("arrangement", "noise"), [("side by side", 0.25), ("on a canvas", 0.0)])
def test_two_answers_of_a_picture(
    kind: str, arrangement: str, noise: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"samples": 50, "arrangement": arrangement, "noise": noise, "seed": 3}
    choice = DataChoice(source="digit-pairs", options=options, split=kind, validation=0.2, test=0.2)
    assert_same_run(short(both(arrangement), choice), tmp_path, monkeypatch)
    assert ruff(tmp_path / "train_it.py") == ""


def test_masks_are_only_made_where_they_are_learned(tmp_path: Path) -> None:
    assert "masks" not in written(quick("pairs-siamese"), tmp_path).read_text(encoding="utf-8")
    project = quick("scenes-unet")
    text = written(project, tmp_path).read_text(encoding="utf-8")
    assert "inputs, masks, side = read_data()" in text
    project.data = project.data.changed(split="stratified")
    text = written(project, tmp_path).read_text(encoding="utf-8")
    assert "inputs, answers, masks = read_data()" in text, "it is the sameness that the split is stratified by"


def test_the_sonnets_travel_with_their_script(tmp_path: Path) -> None:
    project = short(steps(61, 64), DataChoice(source="sonnets", split="time"))
    report = export_script(project, None, tmp_path / "here")
    assert report.difference == 0
    assert [path.name for path in report.files] == ["train_steps.py", "sonnets.txt"]
    assert report.files[1].read_text(encoding="utf-8") == SONNETS.read_text(encoding="utf-8")
    moved = (tmp_path / "here").rename(tmp_path / "there")
    assert "accuracy" in run_script(moved / report.path.name, tmp_path / "out")


def test_another_text_of_that_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "sonnets.txt").write_text("my own", encoding="utf-8")
    with pytest.raises(RunError, match=r"sonnets\.txt is another text than the bundled one"):
        export_script(quick("sonnets-gpt"), None, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["sonnets.txt"]
    assert (tmp_path / "sonnets.txt").read_text(encoding="utf-8") == "my own"


def test_every_source_is_read_by_a_script() -> None:
    assert {each.name for each in sources()} == FILES.keys() | WRITERS.keys()
