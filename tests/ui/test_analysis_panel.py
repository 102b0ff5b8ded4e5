"""The table of FLOPs, memory and receptive fields: real clicks and keys on the Build page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.cli.main import run
from app.graph.changes import delete, set_params, set_training
from app.ui.pages.build import BuildPage
from app.ui.panels.analysis import AnalysisPanel
from app.ui.panels.analysis.columns import COLUMNS
from app.ui.session import Session

NAME, KIND, OUTPUT, PARAMETERS, FLOPS, MEMORY, SIGHT = range(len(COLUMNS))


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[BuildPage]:
    made = BuildPage(session)
    qtbot.addWidget(made)
    made.resize(1600, 940)
    made.show()
    made.dock.choose("analysis")
    settle(qtbot, session)
    yield made
    made.hide()


@pytest.fixture
def panel(page: BuildPage) -> AnalysisPanel:
    return page.dock.analysis


def settle(qtbot: QtBot, session: Session) -> None:
    session.settle()
    qtbot.waitUntil(lambda: session.analyser.settled, timeout=20_000)


def open_project(qtbot: QtBot, session: Session, name: str) -> None:
    session.open(name)
    settle(qtbot, session)


def texts(panel: AnalysisPanel, column: int = NAME) -> list[str]:
    return [panel.view.figures.at(entry, column).data() for entry in panel.view.shown()]


def place(panel: AnalysisPanel, name: str) -> QModelIndex:
    entry = next(entry for entry in panel.view.shown() if entry.name == name)
    return panel.view.figures.at(entry)


def click(qtbot: QtBot, panel: AnalysisPanel, name: str, modifier: Qt.KeyboardModifier | None = None) -> None:
    view, index = panel.view, place(panel, name)
    view.scrollTo(index)
    at = view.visualRect(index).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier or Qt.KeyboardModifier.NoModifier, at)


def click_header(qtbot: QtBot, panel: AnalysisPanel, column: int) -> None:
    header = panel.view.header()
    at = header.rect().center()
    at.setX(header.sectionViewportPosition(column) + header.sectionSize(column) // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)


def chosen(panel: AnalysisPanel) -> list[str]:
    return [entry.name for entry in panel.view.chosen()]


def node_id(session: Session, name: str) -> str:
    named = session.project.graph.named(name)
    assert named is not None
    return named.id


def test_table_and_command_agree(
    qtbot: QtBot, session: Session, panel: AnalysisPanel, capsys: pytest.CaptureFixture[str]
) -> None:
    panel.tools.batch.setFocus()
    panel.tools.batch.selectAll()
    qtbot.keyClicks(panel.tools.batch, "48")
    qtbot.keyClick(panel.tools.batch, Qt.Key.Key_Return)
    settle(qtbot, session)
    run(["check", "digits-cnn", "--batch", "48", "--json"])
    report = json.loads(capsys.readouterr().out)
    rows = [entry.row for entry in panel.view.shown()]
    assert report["batch"] == session.analyser.batch == 48
    for row, node in zip(rows, report["nodes"], strict=True):
        assert row.to_json().items() <= node.items()
    total = panel.view.figures.total
    assert all(report[key] == getattr(total, key) for key in ("parameters", "flops", "memory", "buffers"))
    run(["check", "digits-cnn", "--batch", "48"])
    lines = capsys.readouterr().out.splitlines()
    for entry in panel.view.shown():
        (line,) = (line for line in lines if line.startswith(f"{entry.name} "))
        cells = "".join(COLUMNS[column].text(entry.row) for column in range(PARAMETERS, SIGHT + 1))
        assert line.replace(" ", "").endswith(cells.replace(" ", ""))


def test_totals_stand_below(session: Session, panel: AnalysisPanel) -> None:
    nodes = len(session.project.graph)
    assert panel.totals.text(NAME) == f"Total of {nodes} nodes"
    assert panel.totals.text(PARAMETERS) == f"{session.inference.total_parameters:,}"  # type: ignore[union-attr]
    assert panel.totals.text(FLOPS) == "2.69 M"
    assert panel.totals.isVisible()


def test_a_click_on_a_heading_sorts_by_numbers_and_a_third_brings_the_order_back(
    qtbot: QtBot, session: Session, panel: AnalysisPanel
) -> None:
    drawn = texts(panel)
    click_header(qtbot, panel, PARAMETERS)
    numbers = [entry.row.parameters for entry in panel.view.shown()]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) > 3
    without = [entry.name for entry in panel.view.shown() if not entry.row.parameters]
    assert without == [name for name in drawn if name in without]  # what is equal stays as it is drawn
    click_header(qtbot, panel, PARAMETERS)
    assert [entry.row.parameters for entry in panel.view.shown()] == sorted(numbers)
    click_header(qtbot, panel, PARAMETERS)
    assert texts(panel) == drawn


def test_a_narrow_table_keeps_room_for_names(page: BuildPage, panel: AnalysisPanel) -> None:
    page.resize(1000, 600)
    assert panel.view.columnWidth(NAME) == 140
    page.resize(1900, 940)
    assert panel.view.header().length() == panel.view.viewport().width()


def test_words_sort_as_people_count(qtbot: QtBot, session: Session, panel: AnalysisPanel) -> None:
    from app.graph.changes import rename

    session.do("Rename", rename(session.project, node_id(session, "conv_1"), "conv_10"))
    settle(qtbot, session)
    click_header(qtbot, panel, NAME)
    names = texts(panel)
    assert names.index("conv_2") < names.index("conv_10")


def test_receptive_fields_sort_by_what_is_seen(qtbot: QtBot, panel: AnalysisPanel) -> None:
    click_header(qtbot, panel, SIGHT)
    found = [text for text in texts(panel, SIGHT) if text]
    assert found[0] == "whole" and found[-1] == "1×1"
    sizes = [int(text.split("×")[0]) for text in found if text != "whole"]
    assert sizes == sorted(sizes, reverse=True)


def test_a_row_chooses_its_node_and_brings_it_into_view(
    qtbot: QtBot, session: Session, page: BuildPage, panel: AnalysisPanel
) -> None:
    page.canvas.camera.zoom_to(1.0)
    page.canvas.centerOn(-5000, -5000)
    click(qtbot, panel, "conv_2")
    wanted = node_id(session, "conv_2")
    assert session.selection == (wanted,)
    assert page.canvas.camera.seen.contains(page.canvas.board.body(wanted))
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert session.project.graph[session.selection[0]].name == texts(panel)[texts(panel).index("conv_2") + 1]
    assert panel.view.hasFocus()


def test_several_rows_are_several_nodes(qtbot: QtBot, session: Session, panel: AnalysisPanel) -> None:
    click(qtbot, panel, "conv_1")
    click(qtbot, panel, "conv_2", Qt.KeyboardModifier.ControlModifier)
    assert set(session.selection) == {node_id(session, "conv_1"), node_id(session, "conv_2")}


def test_a_node_on_the_canvas_highlights_its_row(
    qtbot: QtBot, session: Session, page: BuildPage, panel: AnalysisPanel
) -> None:
    wanted = list(session.project.graph)[-1]
    page.canvas.fit()
    at = page.canvas.mapFromScene(page.canvas.board.body(wanted.id).center())
    QTest.mouseClick(page.canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert chosen(panel) == [wanted.name]
    assert panel.view.viewport().rect().intersects(panel.view.visualRect(place(panel, wanted.name)))


def test_choice_and_order_outlive_an_edit(qtbot: QtBot, session: Session, panel: AnalysisPanel) -> None:
    click_header(qtbot, panel, FLOPS)
    click(qtbot, panel, "conv_1")
    before = {entry.name: entry.row.flops for entry in panel.view.shown()}
    session.do("Widen", set_params(session.project, [node_id(session, "conv_1")], out_channels=40))
    settle(qtbot, session)
    after = {entry.name: entry.row.flops for entry in panel.view.shown()}
    assert after["conv_1"] > before["conv_1"] and list(after.values()) == sorted(after.values(), reverse=True)
    assert chosen(panel) == ["conv_1"]


def test_a_filter_keeps_what_fits_and_adds_it_up(qtbot: QtBot, session: Session, panel: AnalysisPanel) -> None:
    qtbot.keyClicks(panel.tools.filter, "conv2d")
    assert texts(panel, KIND) == ["Conv2d"] * len(texts(panel)) and len(texts(panel)) >= 2
    shown = [entry.row for entry in panel.view.shown()]
    assert panel.totals.text(NAME) == f"{len(shown)} of {len(session.project.graph)} nodes"
    assert panel.totals.text(PARAMETERS) == f"{sum(row.parameters for row in shown):,}"
    qtbot.keyClicks(panel.tools.filter, " nowhere")
    assert panel.nothing.isVisible()
    panel.tools.filter.cross.click()
    assert len(texts(panel)) == len(session.project.graph)


def test_the_batch_is_the_recipes_until_one_is_typed(qtbot: QtBot, session: Session, panel: AnalysisPanel) -> None:
    batch = session.project.training.batch_size
    assert panel.tools.batch.text() == str(batch)
    memory = panel.view.figures.total.memory
    session.do("Batch", set_training(session.project, batch_size=2 * batch))
    settle(qtbot, session)
    assert panel.tools.batch.text() == str(2 * batch)
    assert memory < panel.view.figures.total.memory <= 2 * memory


def test_blocks_unfold_and_lead_inside(qtbot: QtBot, session: Session, page: BuildPage, panel: AnalysisPanel) -> None:
    open_project(qtbot, session, "resnet-18")
    index = place(panel, "layer2")
    panel.view.scrollTo(index)
    panel.view.setCurrentIndex(index)
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    assert "first" in texts(panel)
    block = panel.view.figures.entry(place(panel, "layer2")).row
    assert block.parameters == sum(row.parameters for row in block.inside) > 0
    click(qtbot, panel, "first")
    assert session.selection == (node_id(session, "layer2"),) and chosen(panel) == ["first"]
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    settle(qtbot, session)
    click(qtbot, panel, "conv2")
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    settle(qtbot, session)
    assert len(page.canvas.blocks.path) == 2 and session.scope == page.canvas.blocks.path[-1]
    assert session.project.graph[session.selection[0]].name == "conv2"
    assert texts(panel)[:2] == ["conv1", "bn1"]  # of the level that one looks at now
    assert chosen(panel) == ["conv2"]
    assert panel.totals.text(NAME).endswith("nodes, first use")


def test_unfolded_rows_outlive_a_sorting(qtbot: QtBot, session: Session, panel: AnalysisPanel) -> None:
    open_project(qtbot, session, "resnet-18")
    panel.view.expand(place(panel, "layer1"))
    lines = sorted(texts(panel))
    click_header(qtbot, panel, MEMORY)
    assert sorted(texts(panel)) == lines


def test_a_filter_finds_what_is_inside(qtbot: QtBot, session: Session, panel: AnalysisPanel) -> None:
    open_project(qtbot, session, "resnet-18")
    qtbot.keyClicks(panel.tools.filter, "downsample")
    found = [entry for entry in panel.view.shown() if not entry.row.inside]
    assert {entry.name for entry in found} == {"downsample", "downsample_bn"} and len(found) == 6
    assert panel.view.figures.matched.parameters == sum(entry.row.parameters for entry in found)


def test_a_block_that_nothing_uses_says_so(qtbot: QtBot, session: Session, panel: AnalysisPanel) -> None:
    open_project(qtbot, session, "resnet-18")
    scope = session.project.graph["layer1"].node.block  # type: ignore[attr-defined]
    users = [instance.id for instance in session.project.graph if instance.node.role == "block"]
    session.do("Delete", delete(session.project, users))
    session.enter(scope)
    settle(qtbot, session)
    assert panel.unused.isVisible()


def test_an_empty_drawing_says_what_this_is_for(qtbot: QtBot, session: Session, panel: AnalysisPanel) -> None:
    session.new()
    settle(qtbot, session)
    assert panel.empty.isVisible()


def test_nothing_is_worked_out_while_nobody_looks(qtbot: QtBot, session: Session, page: BuildPage) -> None:
    page.dock.choose("code")
    told = []
    session.analyser.analysed.connect(lambda: told.append(1))
    session.do("Widen", set_params(session.project, [node_id(session, "conv_1")], out_channels=5))
    session.settle()
    qtbot.wait(50)
    assert not told
    page.dock.choose("analysis")
    settle(qtbot, session)
    assert told and page.dock.analysis.view.figures.total.parameters == session.inference.total_parameters  # type: ignore[union-attr]


def test_the_table_goes_to_the_clipboard_and_to_a_file(
    qtbot: QtBot, session: Session, panel: AnalysisPanel, tmp_path: Path
) -> None:
    click_header(qtbot, panel, FLOPS)
    panel.save_to(tmp_path / "table.csv")
    lines = (tmp_path / "table.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("node,kind,output,parameters")
    assert [line.split(",")[0] for line in lines[1:]] == [entry.row.name for entry in panel.view.shown()]
    click(qtbot, panel, "conv_1")
    click(qtbot, panel, "conv_2", Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3


def test_a_folder_that_cannot_be_written_to_is_a_message(
    qtbot: QtBot, session: Session, panel: AnalysisPanel, tmp_path: Path
) -> None:
    with qtbot.waitSignal(session.message, check_params_cb=lambda text: "could not be written" in text):
        panel.save_to(tmp_path / "nowhere" / "table.csv")


def test_what_breaks_is_told(
    qtbot: QtBot, session: Session, panel: AnalysisPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.compile.analysis.engine import AnalysisEngine
    from app.errors import RunError

    def broken(*_: object) -> None:
        raise RunError("no figures today")

    monkeypatch.setattr(AnalysisEngine, "analyse", broken)
    session.do("Widen", set_params(session.project, [node_id(session, "conv_1")], out_channels=5))
    settle(qtbot, session)
    assert panel.broken.isVisible() and panel.broken.text.text() == "No figures today"
    monkeypatch.undo()
    session.undo()
    settle(qtbot, session)
    assert panel.table.isVisible()
