"""What is said about answers that a sample has many of: every pixel and character counts, none stands for all."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from app.compile.heads import Head
from app.data.bindings import Bindings, InputBinding, TargetBinding
from app.data.dataset import Dataset
from app.training.evaluate import Evaluation, HeadResult
from app.ui.pages.train.gallery import PictureGrid, SampleTable
from app.ui.pages.train.judging import Judgement, numbers_of, of_cell, worst
from app.ui.pages.train.samples import marks_of, words
from app.ui.pages.train.texts import MarkedTexts

SURE = np.zeros(0, np.float32)


def judged(dataset: Dataset, said: NDArray[Any], task: str = "classification") -> Judgement:
    (field, truth), (name, inputs) = next(iter(dataset.targets.items())), next(iter(dataset.inputs.items()))
    classes = len(dataset.classes.get(field, ()))
    head = Head("loss", "Loss", 0, 0, task, classes, probabilities=False)
    result = HeadResult(head, said, truth, SURE, np.arange(len(said), dtype=np.float32))
    evaluation = Evaluation(0.0, {}, len(said), np.arange(len(said)), (result,))
    binding = Bindings(
        (InputBinding("data", name, inputs.shape[1:], "float32"),),
        (TargetBinding("truth", field, classes, truth.shape[1:]),),
    )
    prepared = SimpleNamespace(dataset=dataset, bindings=binding)
    return Judgement(SimpleNamespace(name="Run 1"), evaluation, prepared, SimpleNamespace(), "validation")


def masks() -> Judgement:
    """Three pictures; the first pixel of all is right, and one, none and three of four pixels are wrong."""
    truth = np.asarray([[[0, 1], [1, 1]], [[0, 0], [0, 0]], [[0, 1], [1, 1]]])
    said = np.asarray([[[0, 1], [1, 0]], [[0, 0], [0, 0]], [[0, 0], [0, 0]]])
    pictures = np.zeros((3, 1, 2, 2), np.float32)
    return judged(Dataset("own", "Own", {"x": pictures}, {"mask": truth}, {"mask": ("ground", "ball")}), said)


def test_the_picture_with_the_most_wrong_pixels_comes_first(qtbot) -> None:
    judgement = masks()
    chosen = worst(judgement, judgement.evaluation.first)
    assert chosen.places.tolist() == [2, 0]
    assert chosen.text.startswith("2 with wrong pixels of 3 pictures of the validation part, best weights of Run 1")
    grid = PictureGrid()
    qtbot.addWidget(grid)
    grid.set(judgement, chosen)
    assert [(tile.text, tile.detail) for tile in grid.tiles] == [("75.0 % wrong", "3 of 4"), ("25.0 % wrong", "1 of 4")]
    marks = grid.tiles[1].marks
    assert [marks.pixelColor(x, y).alpha() > 0 for y in (0, 1) for x in (0, 1)] == [False, False, False, True]
    grid.grab()


def test_a_cell_of_the_matrix_shows_its_pixels(qtbot) -> None:
    judgement = masks()
    missed = of_cell(judgement, judgement.evaluation.first, 1, 0)
    assert missed.places.tolist() == [2, 0] and missed.marked[2].tolist() == [[False, True], [True, True]]
    assert missed.text == "2 pictures with pixels marked: true ball, called ground. Click the cell again for all."
    found = of_cell(judgement, judgement.evaluation.first, 0, 0)
    assert found.places.tolist() == [1, 2, 0]  # four pixels, then one each
    grid = PictureGrid()
    qtbot.addWidget(grid)
    grid.set(judgement, found)
    assert grid.tiles[0].good and grid.tiles[0].text == "100.0 %"


def test_wrong_characters_are_marked_in_their_text(qtbot) -> None:
    vocabulary = ("a", "b", "c")
    truth = np.asarray([[0, 1, 2, 0], [0, 1, 2, 1]])
    data = {"text": np.zeros((2, 4), np.int64)}
    dataset = Dataset("own", "Own", data, {"next": truth}, {"next": vocabulary}, vocabulary=vocabulary)
    judgement = judged(dataset, np.asarray([[0, 1, 2, 1], [0, 2, 2, 2]]))
    chosen = worst(judgement, judgement.evaluation.first)
    assert "2 with wrong characters of 2 pieces of text" in chosen.text
    assert MarkedTexts.takes(judgement) and not MarkedTexts.takes(masks())
    texts = MarkedTexts()
    qtbot.addWidget(texts)
    texts.set(judgement, chosen.places, chosen.marked)
    first, second = texts.pieces
    assert (first.true, first.said, first.marked) == ("abcb", "accc", (False, True, False, True))
    assert second.marked == (False, False, False, True) and first.title == "Piece 2 · 50.0 % marked"
    texts.grab()


def test_labels_and_numbers_without_a_picture_stand_in_the_table(qtbot) -> None:
    truth = np.asarray([[0, 1, 1], [1, 1, 0]])
    dataset = Dataset("own", "Own", {"x": np.zeros((2, 5), np.float32)}, {"tags": truth}, {"tags": ("no", "yes")})
    judgement = judged(dataset, np.asarray([[0, 1, 1], [1, 0, 1]]), "binary")
    table = SampleTable()
    qtbot.addWidget(table)
    table.set(judgement, worst(judgement, judgement.evaluation.first).places)
    assert table.rowCount() == 1 and table.horizontalHeaderItem(3).text() == "wrong"
    assert [table.item(0, column).text() for column in range(4)] == ["2", "yes yes no", "yes no yes", "66.7 % wrong"]
    numbers = judged(Dataset("own", "Own", dataset.inputs, {"y": truth.astype(np.float32)}), truth + 0.5, "regression")
    assert words(numbers, 0)[:2] == ("3 numbers", "off by 0.5 on average")
    assert len(numbers_of(numbers.evaluation.first)[0]) == 6  # all, not the first of each


def test_answers_that_are_no_pixels_are_not_laid_over_a_picture() -> None:
    assert marks_of(np.ones(3, np.bool_), QColor("red")) is None
    assert marks_of(np.ones((1, 2, 3), np.bool_), QColor("red")).width() == 3
