"""Try it: draw a digit, change a row, open files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QTableView
from pytestqt.qtbot import QtBot

from app.data.dataset import Dataset
from app.data.load import load
from app.data.propose import propose
from app.graph.data_choice import DataChoice
from app.training.answers.prediction import prediction
from app.training.control import Control
from app.training.folder.run_folder import RunFolder
from app.training.job import Job
from app.training.loop import train
from app.training.records.telemetry import Telemetry
from app.ui.dialogs.try_it import TryIt, open_try_it
from app.ui.dialogs.try_it.answer_view import AnswerView
from app.ui.dialogs.try_it.dialog import _truth
from app.ui.dialogs.try_it.results import result_cells
from app.ui.session import Session

ZERO = [(160, 40), (100, 80), (80, 160), (100, 240), (160, 280), (220, 240), (240, 160), (220, 80), (160, 40)]


def trained(folder: Path, choice: DataChoice, epochs: int, base: Path | None = None) -> Path:
    project = propose(load(choice, base), choice)
    project.training = project.training.changed(epochs=epochs, threads=1)
    run = RunFolder.create(folder, project, base)
    assert train(Job(project, run, base), Control(), Telemetry()).state == "finished"
    return folder


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("runs") / "digits", DataChoice(), 6)


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("runs") / "wine", DataChoice(source="wine"), 40)


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session()
    made.new()
    yield made
    made.close()


def opened(qtbot: QtBot, session: Session, run: Path) -> TryIt:
    session.show_run(run)
    dialog = open_try_it(session)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.predictor is not None, timeout=20_000)
    return dialog


def draw(qtbot: QtBot, dialog: TryIt, points: list[tuple[int, int]]) -> None:
    qtbot.mousePress(dialog.pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[0]))
    for point in points[1:]:
        qtbot.mouseMove(dialog.pad, QPoint(*point))
    qtbot.mouseRelease(dialog.pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))


def test_a_drawn_digit_is_recognised(qtbot: QtBot, session: Session, digits: Path) -> None:
    dialog = opened(qtbot, session, digits)
    assert dialog.view.answer == ""
    draw(qtbot, dialog, ZERO)
    qtbot.waitUntil(lambda: dialog.view.answer != "")
    assert dialog.view.answer == "0"
    assert dialog.seen.pixmap().width() == 56
    dialog.clear()
    assert dialog.view.answer == ""
    draw(qtbot, dialog, [(160, 40), (160, 280)])
    qtbot.waitUntil(lambda: dialog.view.answer == "1")
    dialog.close()


def test_the_right_button_wipes(qtbot: QtBot, session: Session, digits: Path) -> None:
    dialog = opened(qtbot, session, digits)
    draw(qtbot, dialog, [(50, 160), (270, 160)])
    before = dialog.pad.ink().sum()
    qtbot.mousePress(dialog.pad, Qt.MouseButton.RightButton, pos=QPoint(160, 160))
    assert 0 < dialog.pad.ink().sum() < before
    dialog.close()


def test_held_out_samples_come_with_their_answer(qtbot: QtBot, session: Session, digits: Path) -> None:
    dialog = opened(qtbot, session, digits)
    right = 0
    for _ in range(20):
        dialog.next_sample()
        right += dialog.view.caption.endswith(f"truly {dialog.view.answer}")
    assert right >= 16
    dialog.close()


def test_a_row_is_typed(qtbot: QtBot, session: Session, wine: Path) -> None:
    dialog = opened(qtbot, session, wine)
    assert dialog.form is not None
    assert dialog.view.answer.startswith("class_")
    dataset = load(DataChoice(source="wine"))
    means = [dataset.input()[dataset.targets["grower"] == label].mean(axis=0) for label in (0, 1)]
    for label, mean in enumerate(means):
        dialog.form.set([float(value) for value in mean])
        dialog.form.fields[0].changed.emit(0)
        qtbot.waitUntil(lambda label=label: dialog.view.answer == f"class_{label}")
    dialog.close()


def test_many_rows_make_a_list(qtbot: QtBot, session: Session, wine: Path, tmp_path: Path) -> None:
    dialog = opened(qtbot, session, wine)
    np.savez(tmp_path / "rows.npz", x=load(DataChoice(source="wine")).input()[:12])
    dialog.open_files([tmp_path / "rows.npz"])
    qtbot.waitUntil(lambda: bool(dialog.findChildren(QDialog)))
    (results,) = dialog.findChildren(QDialog)
    model = results.findChildren(QTableView)[0].model()
    assert model.rowCount() == 12
    answers = [model.index(row, 2).data() for row in range(12)]
    assert answers.count("class_0") >= 11
    results.close()
    dialog.close()


def test_a_file_that_does_not_fit_says_why(qtbot: QtBot, session: Session, wine: Path, tmp_path: Path) -> None:
    dialog = opened(qtbot, session, wine)
    (tmp_path / "a.csv").write_text("p,q\n1,2\n", encoding="utf-8")
    dialog.open_files([tmp_path / "a.csv"])
    qtbot.waitUntil(lambda: "expected 13" in dialog.state.text())
    dialog.close()


def test_without_a_run_it_says_what_to_do(qtbot: QtBot, session: Session) -> None:
    dialog = open_try_it(session)
    qtbot.addWidget(dialog)
    assert dialog.state.text().startswith("Train once first")
    assert not dialog.sample_button.isEnabled()
    dialog.close()


def test_labels_and_places_are_answered_in_words(qtbot, qapp) -> None:
    view = AnswerView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    labels = prediction("tags", "binary", (), np.asarray([[0.9, 0.2, 0.7]], np.float32))
    view.set(labels)
    view.grab()
    assert view.answer == "0, 2" and view.caption == "tags · 2 of 3 labels"
    masks = prediction("mask", "binary", ("ground", "ball"), np.full((1, 1, 4, 4), 0.75, np.float32))
    view.set(masks, "ball 50 %, ground 50 %")
    view.grab()
    assert view.answer == "ball 100 %"
    assert view.caption == "mask · probabilities, mean over 16 places · truly ball 50 %, ground 50 %"
    assert result_cells([("a.npz", (masks,)), ("b.npz", (labels,))]) == [
        ["a.npz", "1", "ball 100 %", ""],
        ["b.npz", "1", "0, 2", ""],
    ]


def test_the_true_answer_of_every_place_is_told() -> None:
    masks = np.asarray([[[0, 1], [1, 1]]])
    dataset = Dataset("own", "Own", {"x": np.zeros((1, 2))}, {"mask": masks}, {"mask": ("ground", "ball")})
    assert _truth(dataset, 0) == "ball 75 %, ground 25 %"


@pytest.fixture(scope="module")
def rhyme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    (folder / "rhyme.txt").write_text("sing a song of sixpence\n" * 40, encoding="utf-8")
    choice = DataChoice(source="text", options={"path": "rhyme.txt", "steps": 16}, split="time")
    return trained(folder / "rhyme", choice, 2, folder)


def test_a_network_writes_in_the_background_and_can_be_stopped(qtbot: QtBot, session: Session, rhyme: Path) -> None:
    dialog = opened(qtbot, session, rhyme)
    form, page = dialog.writing.form, dialog.writing.page
    assert dialog.stack.currentWidget() is form and form.prompt.toPlainText()
    form.prompt.setPlainText("sing a ")
    form.seed.set(4)
    form.length.set(30)
    form.temperature.set(0.0)
    qtbot.mouseClick(form.button, Qt.MouseButton.LeftButton)
    assert dialog.writing.busy and form.button.text() == "Stop"
    qtbot.waitUntil(lambda: not dialog.writing.busy)
    first = page.text
    assert len(first) == 30 and page.toPlainText() == "sing a " + first and form.button.text() == "Write"
    form.length.set(100_000)
    qtbot.mouseClick(form.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(page.text) > 30)
    qtbot.mouseClick(form.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.writing.busy)
    assert page.text.startswith(first) and len(page.text) < 100_000
    form.prompt.setPlainText("Čau")
    qtbot.mouseClick(form.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "none of the" in dialog.state.text())
    qtbot.mouseClick(form.button, Qt.MouseButton.LeftButton)
    dialog.close()
    assert not dialog.writing.busy
