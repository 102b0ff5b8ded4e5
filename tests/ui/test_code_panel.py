"""Source that follows the drawing; lines and nodes find each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from pytestqt.qtbot import QtBot

from app.graph.changes import make_block, place, set_params
from app.graph.files.storage import save
from app.ui.panels.code import CodePanel
from app.ui.session import Session
from app.ui.theme import theme
from tests.graph.blocky import blocky


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> Iterator[CodePanel]:
    made = CodePanel(session)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    yield made
    made.hide()


def of_kind(session: Session, kind: str) -> str:
    return next(instance.id for instance in session.project.graph if instance.kind == kind)


def click_line(qtbot: QtBot, panel: CodePanel, line: int) -> None:
    cursor = QTextCursor(panel.view.document().findBlockByNumber(line - 1))
    panel.view.setTextCursor(cursor)
    panel.view.ensureCursorVisible()
    place = panel.view.cursorRect(cursor).center() + QPoint(20, 0)
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_it_shows_the_source_of_the_drawing(panel: CodePanel) -> None:
    assert "class DigitsCNN(nn.Module):" in panel.view.toPlainText()
    assert panel.view.isReadOnly()


def test_an_edit_is_shown_in_a_moment(qtbot: QtBot, session: Session, panel: CodePanel) -> None:
    conv = of_kind(session, "Conv2d")
    session.do("Widen", set_params(session.project, [conv], out_channels=33))
    qtbot.waitUntil(lambda: ", 33, 3" in panel.view.toPlainText())


def test_a_chosen_node_marks_its_lines(session: Session, panel: CodePanel) -> None:
    linear = of_kind(session, "Linear")
    session.select([linear])
    assert panel.source is not None
    assert panel.view.marked == panel.source.spans[linear] and len(panel.view.marked) == 2
    lines = panel.view.toPlainText().splitlines()
    assert all("linear" in lines[first - 1] for first, _ in panel.view.marked)
    session.select([])
    assert panel.view.marked == ()


def test_a_clicked_line_chooses_its_node(qtbot: QtBot, session: Session, panel: CodePanel) -> None:
    linear = of_kind(session, "Linear")
    assert panel.source is not None
    click_line(qtbot, panel, panel.source.spans[linear][0][0])
    assert session.selection == (linear,)
    click_line(qtbot, panel, 1)
    assert session.selection == ()


def test_hidden_it_does_nothing(qtbot: QtBot, session: Session, panel: CodePanel) -> None:
    before = panel.view.toPlainText()
    panel.hide()
    conv = of_kind(session, "Conv2d")
    session.do("Widen", set_params(session.project, [conv], out_channels=44))
    session.settle()
    qtbot.wait(200)
    assert panel.view.toPlainText() == before
    panel.show()
    assert ", 44, 3" in panel.view.toPlainText()


def test_copy_puts_all_of_it_on_the_clipboard(panel: CodePanel) -> None:
    panel.copy_button.click()
    assert QGuiApplication.clipboard().text() == panel.view.toPlainText()


def test_an_empty_drawing_teaches(qtbot: QtBot, session: Session, panel: CodePanel) -> None:
    session.new()
    session.settle()
    panel.refresh()
    assert panel.empty.isVisible() and not panel.copy_button.isVisible()
    edits, _ = place(session.project, "Input", 0, 0)
    session.do("Place", edits)
    session.settle()
    panel.refresh()
    assert panel.view.isVisible() and "def forward" in panel.view.toPlainText()


def test_long_sources_scroll_to_the_chosen_node(session: Session, panel: CodePanel) -> None:
    panel.resize(600, 120)
    loss = of_kind(session, "CrossEntropyLoss")
    session.select([loss])
    assert panel.source is not None
    first = panel.source.spans[loss][0][0]
    top = panel.view.firstVisibleBlock().blockNumber() + 1
    assert top <= first <= top + 12


def test_it_wears_both_themes(panel: CodePanel) -> None:
    dark = panel.grab().toImage()
    theme().set_mode("light")
    try:
        assert panel.grab().toImage() != dark
    finally:
        theme().set_mode("dark")


def test_a_source_that_takes_long_is_written_beside(qtbot: QtBot, session: Session, panel: CodePanel) -> None:
    panel._seconds = 1.0
    conv = of_kind(session, "Conv2d")
    session.do("Widen", set_params(session.project, [conv], out_channels=33))
    session.settle()
    panel._follow()
    assert panel._task is not None and ", 33, 3" not in panel.view.toPlainText()
    qtbot.waitUntil(lambda: ", 33, 3" in panel.view.toPlainText())
    assert panel._task is None and panel.source is not None and panel.source.text == panel.view.toPlainText()


def test_what_was_written_for_another_document_is_not_shown(qtbot: QtBot, session: Session, panel: CodePanel) -> None:
    panel._seconds = 1.0
    panel._follow()
    session.open("moons-mlp")
    session.settle()
    assert panel._task is None
    qtbot.waitUntil(lambda: "class TwoMoons" in panel.view.toPlainText())
    qtbot.wait(50)
    assert "class DigitsCNN" not in panel.view.toPlainText()


def test_another_document_is_read_from_its_beginning(qtbot: QtBot, session: Session, panel: CodePanel) -> None:
    panel.resize(600, 120)
    panel.view.verticalScrollBar().setValue(20)
    session.open("digits-inception")
    session.settle()
    qtbot.waitUntil(lambda: "class DigitsInception" in panel.view.toPlainText())
    assert panel.view.verticalScrollBar().value() == 0


@pytest.fixture
def blocks(session: Session, tmp_path: Path) -> Session:
    save(blocky(), tmp_path / "blocky.netloom")
    assert session.open(tmp_path / "blocky.netloom")
    session.settle()
    return session


def first_line(panel: CodePanel) -> str:
    return panel.view.firstVisibleBlock().text()


def test_looking_into_a_block_reads_its_class_from_the_beginning(blocks: Session, panel: CodePanel) -> None:
    panel.resize(600, 120)
    panel.refresh()
    for scope, line in (("stage", "class Stage("), ("residual", "class Residual("), ("", "class Blocky(")):
        blocks.enter(scope)
        assert first_line(panel).startswith(line)


def test_a_node_inside_a_block_marks_its_lines_in_that_class(blocks: Session, panel: CodePanel) -> None:
    panel.resize(600, 120)
    panel.refresh()
    blocks.enter("residual")
    blocks.select(["conv"])
    assert panel.source is not None
    ((first, last),) = panel.source.classes["residual"]
    assert panel.view.marked == panel.source.spans["residual/conv"]
    assert all(first < start <= end <= last for start, end in panel.view.marked)
    lines = panel.view.toPlainText().splitlines()
    assert all("conv" in lines[start - 1] for start, _ in panel.view.marked)


def test_a_clicked_line_of_another_class_looks_into_its_block_and_stays_in_place(
    qtbot: QtBot, blocks: Session, panel: CodePanel
) -> None:
    panel.refresh()
    assert panel.source is not None
    line = panel.source.spans["stage/widen"][-1][0]
    panel.view.read_from(line - 3)
    click_line(qtbot, panel, line)
    assert (blocks.scope, blocks.selection) == ("stage", ("widen",))
    assert panel.view.firstVisibleBlock().blockNumber() == line - 4


def test_hidden_while_one_looked_in_it_finds_the_class_when_it_is_shown(blocks: Session, panel: CodePanel) -> None:
    panel.resize(600, 120)
    panel.refresh()
    panel.hide()
    blocks.enter("residual")
    panel.show()
    assert first_line(panel).startswith("class Residual(")


def test_it_waits_for_the_shapes_of_what_was_just_drawn(qtbot: QtBot, session: Session, panel: CodePanel) -> None:
    """Between an edit and its shapes there was a source in which the new nodes raised errors."""
    panel.refresh()
    before = panel.view.toPlainText()
    edits, _ = make_block(session.project, [of_kind(session, "Conv2d"), of_kind(session, "BatchNorm2d")])
    session.do("Make block", edits)
    panel._follow()
    assert panel.view.toPlainText() == before
    qtbot.waitUntil(lambda: "class ConvBlock(" in panel.view.toPlainText())
    assert "NotImplementedError" not in panel.view.toPlainText()
