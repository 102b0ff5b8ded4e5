"""The Data page, used as a person would: a table of one's own becomes a network that fits it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.data.load import load
from app.data.paths import is_permitted
from app.data.propose import propose
from app.graph.changes import set_data
from app.graph.data_choice import DataChoice
from app.graph.document import Document
from app.ui.pages.data import DataPage
from app.ui.pages.data.page import EMPTY, PREVIEW, PROBLEM, READING, UNCHOSEN
from app.ui.session import Session


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[DataPage]:
    session = Session()
    session.new()
    made = DataPage(session)
    qtbot.addWidget(made)
    made.resize(1600, 930)
    made.show()
    made.shown()
    wait(qtbot, made)
    yield made
    made.close()
    session.close()


def wait(qtbot: QtBot, page: DataPage) -> None:
    qtbot.waitUntil(lambda: page.settled, timeout=20_000)


def test_an_imported_network_has_no_data_until_some_is_chosen(qtbot: QtBot, page: DataPage) -> None:
    page.session.do("None", set_data(page.session.project, source=""))
    assert page.stack.currentIndex() == UNCHOSEN
    assert not any(row.isChecked() for row in page.sources.rows.values())
    assert not page.side.propose.isEnabled()
    qtbot.mouseClick(page.sources.rows["iris"], Qt.MouseButton.LeftButton)
    wait(qtbot, page)
    assert page.stack.currentIndex() == PREVIEW
    assert page.session.project.data.source == "iris"


@pytest.fixture
def flowers(tmp_path: Path) -> Path:
    file = tmp_path / "flowers.csv"
    rows = (f"{row % 11},{row % 7},{'' if row == 3 else row % 5},{'red' if row % 2 else 'blue'}\n" for row in range(80))
    file.write_text("width,height,kind,colour\n" + "".join(rows), encoding="utf-8")
    return file


def test_a_new_document_shows_the_digits(page: DataPage) -> None:
    assert page.stack.currentIndex() == PREVIEW
    assert page.overview.title.text() == "Handwritten digits"
    assert page.overview.facts.text() == "1,797 samples  ·  1 × 8 × 8  ·  10 classes"
    assert page.overview.samples.currentIndex() == 0
    assert page.overview.banner.isVisible()
    assert "empty" in page.overview.banner.text.text()


def test_a_table_of_ones_own_becomes_a_network(page: DataPage, flowers: Path, qtbot: QtBot) -> None:
    page.options.path_chosen.emit(str(flowers))
    wait(qtbot, page)
    assert is_permitted(flowers)
    assert page.session.project.data.source == "csv"
    assert page.sources.rows["csv"].isChecked()

    target = page.options.rows["target"].field
    assert [target.itemData(index) for index in range(target.count())] == ["", "width", "height", "kind", "colour"]
    target.set("kind")
    target.changed.emit("kind")
    wait(qtbot, page)
    assert page.session.project.data.options["target"] == "kind"
    assert page.overview.facts.text() == "79 samples  ·  4 features  ·  5 classes"
    assert "1 row without kind left out." in page.overview.notes.texts

    page.split.validation.set(25)
    page.split.validation.changed.emit(25)
    wait(qtbot, page)
    assert page.session.project.data.validation == 0.25
    assert page.overview.split.accessibleName() == "Split: Training 59, Validation 20, Test 0"
    header = [page.overview.features.headerData(column, Qt.Orientation.Horizontal) for column in range(6)]
    assert header == ["feature", "mean", "std", "min", "max", "missing"]
    assert page.overview.features.rowCount() == 4
    assert page.overview.cells.rowCount() == 79

    qtbot.mouseClick(page.overview.banner.propose_button, Qt.MouseButton.LeftButton)
    graph = page.session.project.graph
    node = graph.named("features")
    assert node is not None and node.node.values()["shape"] == [4]
    assert not page.overview.banner.isVisible()
    page.session.undo()
    assert len(page.session.project.graph) == 0
    assert page.overview.banner.isVisible()


def test_the_drawing_follows_another_source(page: DataPage, qtbot: QtBot) -> None:
    page.session.show_document(Document(propose(load(DataChoice(source="wine")), DataChoice(source="wine"))))
    wait(qtbot, page)
    assert not page.overview.banner.isVisible()
    qtbot.mouseClick(page.sources.rows["iris"], Qt.MouseButton.LeftButton)
    wait(qtbot, page)
    assert "13 numbers" in page.overview.banner.text.text()
    assert page.overview.banner.adapt_button.isVisible()
    qtbot.mouseClick(page.overview.banner.adapt_button, Qt.MouseButton.LeftButton)
    assert not page.overview.banner.isVisible()
    page.session.undo()
    assert page.overview.banner.isVisible()
    page.session.undo()
    wait(qtbot, page)
    assert page.session.project.data.source == "wine"
    assert page.overview.title.text() == "Wine"


def test_options_of_a_made_up_set(page: DataPage, qtbot: QtBot) -> None:
    page.choose_source("spirals")
    wait(qtbot, page)
    assert page.overview.samples.currentIndex() == 1
    arms = page.options.rows["arms"].field
    arms.set(5)
    arms.changed.emit(5)
    wait(qtbot, page)
    assert page.session.project.data.options == {"arms": 5}
    assert page.overview.facts.text().endswith("5 classes")
    page.choose_source("moons")
    wait(qtbot, page)
    page.choose_source("spirals")
    wait(qtbot, page)
    assert page.session.project.data.options == {"arms": 5}, "options of a source are remembered"


def test_standardised_figures(page: DataPage, qtbot: QtBot) -> None:
    page.choose_source("wine")
    wait(qtbot, page)
    qtbot.mouseClick(page.overview.units.segment("seen"), Qt.MouseButton.LeftButton)
    model = page.overview.features
    assert [model.data(model.index(0, column)) for column in (1, 2)] == ["0", "1"]
    page.split.standardize.changed.emit(False)
    wait(qtbot, page)
    assert page.overview.units.value() == "read"
    assert not page.overview.units.segment("seen").isEnabled()


def test_long_names_are_cut_in_the_middle_and_told_in_full(page: DataPage, tmp_path: Path, qtbot: QtBot) -> None:
    column = "insulin units per day, mean of the last quarter, as told by the patient"
    file = tmp_path / (16 * "patients_" + ".csv")
    file.write_text(f'"{column}",kind\n' + "".join(f"{row},{row % 2}\n" for row in range(60)), encoding="utf-8")
    page.choose_file(file)
    wait(qtbot, page)
    assert page.stack.currentIndex() == PREVIEW
    assert page.overview.horizontalScrollBar().maximum() == 0
    assert page.overview.title.toolTip() == file.name
    for view in (page.overview.cells_view, page.overview.features_view):
        assert view.horizontalHeader().textElideMode() == view.textElideMode() == Qt.TextElideMode.ElideMiddle
    tip = page.overview.cells.headerData(3, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip == column


def test_the_page_says_that_it_reads(qtbot: QtBot) -> None:
    session = Session()
    session.new()
    page = DataPage(session)
    qtbot.addWidget(page)
    page.show()
    page.shown()
    assert page.stack.currentIndex() == READING
    wait(qtbot, page)
    assert page.stack.currentIndex() == PREVIEW
    page.close()
    session.close()


def test_errors_stand_in_place(page: DataPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.choose_source("csv")
    wait(qtbot, page)
    assert page.stack.currentIndex() == EMPTY
    broken = tmp_path / "broken.csv"
    broken.write_text("a,b\n1,2\n1,2,3\n", encoding="utf-8")
    page.choose_file(broken)
    wait(qtbot, page)
    assert page.stack.currentIndex() == PROBLEM
    assert page.failure.text.text().startswith("broken.csv line 3 has 3 fields")
    assert page.failure.title.text() == "This data cannot be read"
    assert page.failure.action.isVisible()
    assert not page.side.propose.isEnabled()
    page.choose_source("iris")
    wait(qtbot, page)
    assert page.stack.currentIndex() == PREVIEW
    page.split.changed.emit({"validation": 0.99})
    wait(qtbot, page)
    assert page.stack.currentIndex() == PROBLEM
    assert page.failure.title.text() == "The data cannot be split like this"
    assert not page.failure.action.isVisible()


def test_files_are_dropped_on_the_page(page: DataPage, tmp_path: Path, qtbot: QtBot) -> None:
    np.savez(tmp_path / "a.npz", x=np.random.rand(30, 3), y=np.arange(30) % 3)
    drop(page, tmp_path / "a.npz")
    wait(qtbot, page)
    assert page.session.project.data.source == "numpy"
    assert page.overview.title.text() == "a.npz"
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for index in range(4):
            Image.new("RGB", (9, 9), (index * 40, 0, 0)).save(tmp_path / "pets" / name / f"{index}.png")
    drop(page, tmp_path / "pets")
    wait(qtbot, page)
    assert page.session.project.data.source == "images"
    assert page.overview.facts.text() == "8 samples  ·  3 × 32 × 32  ·  2 classes"


def drop(page: DataPage, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, none))


def test_only_the_newest_request_is_shown(page: DataPage, qtbot: QtBot) -> None:
    for name in ("iris", "moons", "wine", "circles"):
        page.choose_source(name)
    wait(qtbot, page)
    assert page.overview.title.text() == "Circles"
    assert page.loaded is not None and page.loaded.choice == page.session.project.data


def test_a_narrow_window_stacks_the_cards(page: DataPage) -> None:
    def side_by_side() -> bool:
        return page.overview.samples_card.y() == page.overview.answers_card.y()

    page.resize(1600, 930)
    QApplication.processEvents()
    assert side_by_side()
    page.resize(1150, 700)
    QApplication.processEvents()
    assert not side_by_side()
    assert page.overview.horizontalScrollBar().maximum() == 0, "nothing is cut off at the right"
