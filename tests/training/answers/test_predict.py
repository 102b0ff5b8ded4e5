"""New rows, files and pictures through a trained network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from app.compile.bindings import bindings_of
from app.compile.module import compile_project
from app.data.dataset import Dataset
from app.data.load import load
from app.data.prepare import prepare, prepare_dataset
from app.data.propose import propose
from app.errors import DataError
from app.graph.changes import set_params
from app.graph.data_choice import DataChoice
from app.graph.document import Document
from app.graph.edits import ChangeNode
from app.graph.project import Project
from app.training.answers.predict import Predictor, predict
from app.training.answers.predict_files import from_ink
from app.training.answers.prediction import prediction
from app.training.control import Control
from app.training.evaluate import evaluate
from app.training.folder.run_folder import RunFolder
from app.training.job import Job
from app.training.loop import train
from app.training.records.telemetry import Telemetry
from nodes.registry import kind
from tests.training.grown import drawn


def proposal(choice: DataChoice, epochs: int, base: Path | None = None) -> Project:
    project = propose(load(choice, base), choice)
    project.training = project.training.changed(epochs=epochs, threads=1)
    return project


def trained(folder: Path, choice: DataChoice, epochs: int, base: Path | None = None) -> RunFolder:
    project = proposal(choice, epochs, base)
    run = RunFolder.create(folder / "run", project, base)
    outcome = train(Job(project, run, base), Control(), Telemetry())
    assert outcome.state == "finished", outcome.error
    return RunFolder.open(folder / "run")


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return trained(tmp_path_factory.mktemp("digits"), DataChoice(), 3)


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A CSV with a category and a number to predict, far from zero: price = 1000 size + 50000 in the north."""
    folder = tmp_path_factory.mktemp("houses")
    random = np.random.RandomState(0)
    lines = ["size,area,price"]
    for _ in range(300):
        size, area = random.uniform(50, 200), random.choice(["north", "south"])
        lines.append(f"{size:.2f},{area},{1000 * size + 50_000 * (area == 'north'):.0f}")
    (folder / "houses.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    choice = DataChoice(source="csv", options={"path": "houses.csv", "target": "price", "task": "numbers"})
    return trained(folder, choice, 60, folder)


def test_answers_equal_those_of_the_evaluation(digits: RunFolder) -> None:
    predictor = Predictor.from_run(digits)
    part = predictor.prepared.validation
    (found,) = predictor.predict(predictor.prepared.dataset.inputs["image"][part.rows])
    judged = evaluate(predictor.compiled, part).first
    assert judged is not None
    assert np.array_equal(found.values, judged.predictions)
    assert found.probabilities is not None
    assert np.allclose(found.probabilities.sum(axis=1), 1, atol=1e-5)
    assert (found.values == part.targets[0].numpy()).mean() > 0.9
    assert found.label(0) == found.ranking(0)[0][0] == str(found.values[0])
    assert found.to_json(0)["class"] == found.label(0)


def test_rows_archives_and_pictures_agree(digits: RunFolder, tmp_path: Path) -> None:
    predictor = Predictor.from_run(digits)
    images = predictor.prepared.dataset.inputs["image"][:6]
    (expected,) = predict(predictor, images)
    (rows,) = predict(predictor, [list(image.ravel()) for image in images])
    np.savez(tmp_path / "a.npz", image=images)
    (archive,) = predict(predictor, tmp_path / "a.npz")
    for index, image in enumerate(images):
        Image.fromarray((image[0] * 255).round().astype(np.uint8)).save(tmp_path / f"{index}.png")
    (pictures,) = predict(predictor, [tmp_path / f"{index}.png" for index in range(6)])
    (folder,) = predict(predictor, tmp_path)
    for other in (rows, archive):
        assert np.allclose(other.probabilities, expected.probabilities, atol=1e-6)
    for other in (pictures, folder):
        assert np.allclose(other.probabilities, expected.probabilities, atol=0.02)


def test_dark_ink_on_paper_is_turned_round(digits: RunFolder, tmp_path: Path) -> None:
    predictor = Predictor.from_run(digits)
    image = predictor.prepared.dataset.inputs["image"][0, 0]
    framed = np.zeros((12, 12), np.float32)
    framed[2:10, 2:10] = image
    for name, values in (("light", framed), ("dark", 1 - framed)):
        Image.fromarray((values * 255).astype(np.uint8)).save(tmp_path / f"{name}.png")
    (found,) = predictor.pictures([tmp_path / "light.png", tmp_path / "dark.png"])
    assert np.allclose(found.probabilities[0], found.probabilities[1], atol=0.02)


def test_numbers_come_in_their_own_units(houses: RunFolder, tmp_path: Path) -> None:
    predictor = Predictor.from_run(houses)
    (found,) = predictor.rows([["100", "north"], [100, "south"]])
    assert found.probabilities is None
    assert found.values.ravel() == pytest.approx([150_000, 100_000], rel=0.06)
    (tmp_path / "new.csv").write_text("area,comment,size\nnorth,nice,100\nsouth,,100\n", encoding="utf-8")
    (again,) = predict(houses, tmp_path / "new.csv")
    assert np.allclose(again.values, found.values)
    assert float(found.label(0)) == pytest.approx(float(found.values[0, 0]), rel=1e-5)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["100"]], "row 1 has 1 values, expected 2: size, area"),
        ([["wide", "north"]], "row 1: size expects a number, got 'wide'"),
        ([["100", "west"]], "row 1: area expects one of north, south, got 'west'"),
        ([], "no samples"),
    ],
)
def test_rows_that_do_not_fit(houses: RunFolder, rows: list[list[str]], message: str) -> None:
    with pytest.raises(DataError, match=message):
        predict(houses, rows)


def test_files_that_do_not_fit(houses: RunFolder, digits: RunFolder, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("size,b\n1,2\n", encoding="utf-8")
    Image.new("L", (8, 8)).save(tmp_path / "a.png")
    (tmp_path / "a.doc").write_text("x", encoding="utf-8")
    for file, message in (
        ("a.csv", "no column 'area'; the network was trained on size, area"),
        ("a.png", "not pictures"),
        ("a.doc", "expected a file ending in"),
        ("none.csv", "does not exist"),
    ):
        with pytest.raises(DataError, match=message):
            predict(houses, tmp_path / file)
    with pytest.raises(DataError, match=r"Input image takes 1×8×8 \(64 numbers\), the new data gives"):
        predict(digits, np.zeros((2, 5), np.float32))


def test_yes_or_no_heads_give_two_classes() -> None:
    choice = DataChoice(source="moons")
    opened = Document(propose(load(choice), choice))
    graph = opened.project.graph
    loss, label, head = (graph.named(name) for name in ("loss", "label", "linear_3"))
    assert loss and label and head
    opened.do("BCE", [ChangeNode(replace(loss, node=kind("BCEWithLogitsLoss")()))])
    opened.do("sizes", set_params(opened.project, [label.id], classes=0, shape=(1,)))
    opened.do("width", set_params(opened.project, [head.id], out_features=1))
    prepared = prepare(choice, bindings_of(opened.project))
    (found,) = Predictor(compile_project(opened.project, seed=0), prepared).predict(prepared.dataset.input()[:4])
    assert found.classes == ("A", "B")
    assert found.probabilities is not None and found.probabilities.shape == (4, 2)


def test_labels_that_do_not_exclude_each_other_are_decided_one_by_one() -> None:
    project = drawn(("scores", "Linear", {"out_features": 3}), shape=(2,), classes=0)
    project.graph.put_instance(
        replace(project.graph["truth"], node=kind("Target").from_values({"shape": [3], "classes": 0}))
    )
    project.graph.put_instance(replace(project.graph["loss"], node=kind("BCEWithLogitsLoss")()))
    compiled = compile_project(project, seed=0)
    with torch.no_grad():
        compiled.root.scores.weight.zero_()
        compiled.root.scores.bias.copy_(torch.tensor([2.0, -1.0, 0.5]))
    dataset = Dataset("own", "Own", {"data": np.zeros((4, 2), np.float32)}, {"truth": np.ones((4, 3), np.float32)})
    (found,) = Predictor(compiled, prepare_dataset(dataset, project.data, bindings_of(project))).predict(
        dataset.input()
    )
    chances = torch.tensor([2.0, -1.0, 0.5]).sigmoid().numpy()
    assert found.several and np.allclose(found.probabilities, chances)
    assert found.values.tolist() == [[1, 0, 1]] * 4 and found.label(0) == "0, 2"
    labels = found.to_json(0)["labels"]
    assert [labels[name]["decision"] for name in "012"] == [True, False, True]
    assert labels["1"]["probability"] == pytest.approx(chances[1])


def test_every_place_of_a_picture_or_text_is_told() -> None:
    squashed = np.zeros((1, 2, 1, 4), np.float32)
    squashed[0, :, 0] = [[0.9, 0.8, 0.2, 0.7], [0.1, 0.2, 0.8, 0.3]]
    found = prediction("mask", "classification", ("ground", "ball"), squashed)
    assert found.dense and found.label(0) == "ground 75 %, ball 25 %"
    assert found.ranking(0) == [("ground", pytest.approx(0.65)), ("ball", pytest.approx(0.35))]
    assert found.to_json(0)["places"] == [[0, 0, 1, 0]]
    yes = prediction("mask", "binary", ("ground", "ball"), squashed[:, 1:])  # the same, as one yes or no a pixel
    assert yes.label(0) == found.label(0) and np.allclose(yes.probabilities, found.probabilities)
    text = prediction("next", "classification", ("a", "b"), squashed[:, :, 0])
    assert text.label(0) == "aaba"


def test_the_global_random_state_is_left_alone(digits: RunFolder) -> None:
    torch.manual_seed(3)
    before = torch.get_rng_state()
    predict(digits, np.zeros((1, 1, 8, 8), np.float32))
    assert torch.equal(before, torch.get_rng_state())


def test_ink_is_centred_and_keeps_its_proportions() -> None:
    ink = np.zeros((200, 200), np.float32)
    ink[20:180, 30:50] = 1
    small = from_ink(ink, (1, 8, 8))
    assert small.shape == (1, 1, 8, 8)
    assert small[0, 0].sum(axis=0).nonzero()[0].tolist() == [3]
    assert small[0, 0, :, 3].tolist() == [1] * 8
    large = from_ink(ink, (3, 28, 28))
    assert large.shape == (1, 3, 28, 28)
    assert large[0, 0].max(axis=1).nonzero()[0].tolist() == list(range(4, 24))
    assert from_ink(np.zeros((50, 50), np.float32), (1, 8, 8)).max() == 0
