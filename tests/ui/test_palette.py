"""The palette: what it lists, how it is searched, folded, dragged from and used without a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

import nodes
from app.graph.changes import define
from app.graph.files.library import kept
from app.graph.project import Project
from app.ui.canvas.gestures.drop import kind_of
from app.ui.canvas.new_layer import NEW_LAYER
from app.ui.panels.palette import PalettePanel
from app.ui.panels.palette.model import Heading
from app.ui.session import Session
from nodes.base import Node
from nodes.common_use import COMMON
from nodes.registry import FAMILIES
from tests.graph.layered import GATE


@pytest.fixture
def palette(qtbot: QtBot) -> Iterator[PalettePanel]:
    session = Session()
    panel = PalettePanel(session)
    qtbot.addWidget(panel)
    panel.resize(230, 900)
    panel.show()
    panel.activateWindow()
    yield panel
    panel.hide()
    session.close()


def listed(panel: PalettePanel) -> list[str]:
    entries = [panel.model.entry(row) for row in range(panel.model.rowCount())]
    return [entry.kind for entry in entries if not isinstance(entry, Heading)]


def headings(panel: PalettePanel) -> list[Heading]:
    entries = [panel.model.entry(row) for row in range(panel.model.rowCount())]
    return [entry for entry in entries if isinstance(entry, Heading)]


def centre(panel: PalettePanel, name: str):
    row = panel.model.row_of(name)
    index = panel.model.index(row if row >= 0 else panel.model.row_of_group(name))
    panel.view.scrollTo(index)
    return panel.view.visualRect(index).center()


def unfold_all(panel: PalettePanel) -> None:
    for family in FAMILIES:
        panel.model.fold(family, False)


def test_a_short_list_on_top_and_every_family_in_one_line(palette: PalettePanel) -> None:
    at_hand = [kind.kind for kind in nodes.kinds() if kind.kind in COMMON]
    assert listed(palette) == [*at_hand, NEW_LAYER.kind] and 15 <= len(at_hand) <= 20
    common, python, everything, *families = headings(palette)
    assert (python.title, python.count) == ("Python layers", 0)
    assert (common.text, common.count, common.open) == ("Common", len(at_hand), True)
    assert everything.count == len(nodes.kinds()) and not everything.foldable
    assert [heading.text for heading in families] == list(FAMILIES)
    assert not any(heading.open for heading in families)
    assert sum(heading.count for heading in families) == len(nodes.kinds())
    assert str(len(nodes.kinds())) in palette.field.placeholderText()


def test_unfolded_it_holds_the_whole_catalogue_in_order(palette: PalettePanel) -> None:
    unfold_all(palette)
    assert listed(palette)[len(COMMON) + 1 :] == [kind.kind for kind in nodes.kinds()]


def test_search_finds_by_name_and_by_purpose(palette: PalettePanel) -> None:
    palette.field.setText("conv2d")
    assert listed(palette)[0] == "Conv2d"
    palette.field.setText("overfitting")
    found = listed(palette)
    assert {"Dropout", "Dropout2d", "GaussianNoise"} <= set(found) and "Conv2d" not in found
    assert headings(palette) == [Heading("Found", len(found), open=True)]


def test_nothing_found_says_so(palette: PalettePanel, qtbot: QtBot) -> None:
    palette.field.setText("qqqq")
    assert palette.nothing.isVisible()
    assert "qqqq" in palette.nothing.text()
    assert listed(palette) == [NEW_LAYER.kind], "what does not exist can be written"
    qtbot.mouseClick(palette.field.cross, Qt.MouseButton.LeftButton)
    assert not palette.nothing.isVisible()
    assert not palette.field.cross.isVisible()


def test_double_click_chooses(palette: PalettePanel, qtbot: QtBot) -> None:
    at = centre(palette, "Flatten")
    with qtbot.waitSignal(palette.chosen) as caught:
        qtbot.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseDClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert caught.args == ["Flatten"]


def test_a_click_on_a_family_unfolds_it_and_shows_what_it_holds(palette: PalettePanel, qtbot: QtBot) -> None:
    palette.resize(230, 500)
    at = centre(palette, "Loss")
    qtbot.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert "L1Loss" in listed(palette)
    row = palette.model.row_of_group("Loss")
    assert palette.view.visualRect(palette.model.index(row + 4)).bottom() <= palette.view.viewport().height()
    qtbot.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=centre(palette, "Loss"))
    assert "L1Loss" not in listed(palette)
    assert not next(heading for heading in headings(palette) if heading.text == "Loss").open


def test_what_one_unfolded_is_remembered_after_the_next_start(palette: PalettePanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=centre(palette, "Pooling"))
    session = Session()
    try:
        again = PalettePanel(session)
        qtbot.addWidget(again)
        assert [heading.text for heading in headings(again) if heading.open] == [
            "Common",
            "Python",
            "All kinds",
            "Pooling",
        ]
        assert "AvgPool2d" in listed(again)
        again.model.fold("Pooling", True)
        again.model.fold("Common", True)
        assert Session().settings.unfolded == ["Block", "Python"]
    finally:
        session.close()


def test_search_looks_into_folded_families(palette: PalettePanel) -> None:
    palette.field.setText("AvgPool2d")
    assert listed(palette)[0] == "AvgPool2d"


def test_what_one_places_often_comes_to_hand_but_not_under_the_pointer(qtbot: QtBot) -> None:
    from app.ui.pages.build import BuildPage

    session = Session()
    session.new()
    page = BuildPage(session)
    qtbot.addWidget(page)
    for _ in range(3):
        page.palette_panel.chosen.emit("GELU")
    assert "GELU" not in listed(page.palette_panel)
    page.palette_panel.field.setText("x")
    page.palette_panel.field.clear()
    assert "GELU" in listed(page.palette_panel)
    again = PalettePanel(session)
    qtbot.addWidget(again)
    assert "GELU" in listed(again) and len(listed(again)) == len(COMMON) + 1, "one leaves for it"
    session.close()


def test_drag_carries_the_kind(palette: PalettePanel) -> None:
    palette.model.fold("Recurrent", False)
    index = palette.model.index(palette.model.row_of("GRU"))
    assert kind_of(palette.model.mimeData([index]), Project()) == "GRU"
    assert palette.model.flags(index) & Qt.ItemFlag.ItemIsDragEnabled
    heading = palette.model.index(palette.model.row_of_group("Loss"))
    assert not palette.model.flags(heading) & Qt.ItemFlag.ItemIsDragEnabled


def test_keys_alone_suffice(palette: PalettePanel, qtbot: QtBot) -> None:
    palette.view.setFocus()
    qtbot.keyClicks(palette.view, "d")
    assert palette.field.text() == "d"
    qtbot.keyClicks(palette.field, "ropout")
    with qtbot.waitSignal(palette.chosen) as first:
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert first.args == ["Dropout"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.chosen) as second:
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert second.args == ["Dropout2d"]
    qtbot.keyClicks(palette.field, "relu")
    assert palette.field.text() == "relu", "the next word takes the place of the last"
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.field.text() == ""


def test_arrows_move_the_light_through_what_was_found_and_stop_at_its_ends(palette: PalettePanel, qtbot: QtBot) -> None:
    palette.field.setFocus()
    qtbot.keyClicks(palette.field, "dropout")
    count = palette.model.rowCount()
    for key, times, row in ((Qt.Key.Key_Up, 2, 1), (Qt.Key.Key_Down, 1, 2), (Qt.Key.Key_Down, 50, count - 1)):
        for _ in range(times):
            qtbot.keyClick(palette.field, key)
        assert palette.view.currentIndex().row() == row
    assert palette.field.hasFocus()
    assert palette.view.viewport().rect().contains(palette.view.visualRect(palette.view.currentIndex()).center())


def test_down_from_the_empty_search_goes_into_the_list(palette: PalettePanel, qtbot: QtBot) -> None:
    palette.field.setFocus()
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.view.hasFocus()
    qtbot.keyClick(palette.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.chosen) as caught:
        qtbot.keyClick(palette.view, Qt.Key.Key_Return)
    assert caught.args == [listed(palette)[1]]


def test_what_fits_behind_the_chosen_node_is_found_first(qtbot: QtBot) -> None:
    session = Session()
    assert session.open("digits-cnn")
    session.warm(wait=True)
    session.settle()
    panel = PalettePanel(session)
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    session.select(["conv_2"])
    panel.field.setText("norm")
    assert listed(panel)[0] == "BatchNorm2d"
    panel.view.setFocus()
    session.select(["flatten_1"])
    assert listed(panel).index("BatchNorm1d") < listed(panel).index("BatchNorm2d")
    entries = [panel.model.entry(row) for row in range(1, panel.model.rowCount())]
    assert not next(entry for entry in entries if entry.kind == "BatchNorm2d").fits
    panel.field.setFocus()
    qtbot.waitUntil(panel.field.hasFocus)
    before = listed(panel)
    session.select(["conv_2"])
    assert listed(panel) == before, "while one types, the list keeps still"
    session.close()


def test_left_and_right_fold_the_family_of_a_kind(palette: PalettePanel, qtbot: QtBot) -> None:
    palette.model.fold("Pooling", False)
    palette.view.setFocus()
    palette.view.setCurrentIndex(palette.model.index(palette.model.row_of("AvgPool2d")))
    qtbot.keyClick(palette.view, Qt.Key.Key_Left)
    assert "AvgPool2d" not in listed(palette)
    assert palette.model.entry(palette.view.currentIndex().row()).text == "Pooling"
    qtbot.keyClick(palette.view, Qt.Key.Key_Right)
    assert "AvgPool2d" in listed(palette)


def test_empty_search_adds_nothing_on_enter(palette: PalettePanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(palette.chosen):
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)


@pytest.mark.parametrize("kind", nodes.kinds(), ids=lambda kind: kind.kind)
def test_tips_tell_ports_and_formula(kind: type[Node], palette: PalettePanel) -> None:
    palette.model.fold(kind.family, False)
    tip = palette.model.index(palette.model.row_of(kind.kind)).data(Qt.ItemDataRole.ToolTipRole)
    assert escape(kind.describe()) in tip
    assert escape(kind.formula) in tip
    assert all(port.name in tip for port in kind.inputs)


def test_what_is_chosen_lands_on_the_canvas(qtbot: QtBot) -> None:
    from app.ui.pages.build import BuildPage

    session = Session()
    session.new()
    page = BuildPage(session)
    qtbot.addWidget(page)
    page.palette_panel.chosen.emit("Linear")
    (placed,) = session.project.graph
    assert placed.kind == "Linear"
    assert session.selection == (placed.id,)
    session.undo()
    assert not len(session.project.graph)
    session.close()


def test_what_the_document_defines_has_a_menu(palette: PalettePanel, qtbot: QtBot) -> None:
    session = palette._session
    edits, layer_id = define(session.whole, GATE)
    session.do("Write", edits)
    asked = []
    session.trusting.asked.connect(lambda: asked.append("read"))
    row = palette.model.row_of("Gated")
    palette.view.setCurrentIndex(palette.model.index(row))
    place = palette.view.visualRect(palette.model.index(row)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, palette.view.viewport().mapToGlobal(place))
    QApplication.sendEvent(palette.view.viewport(), event)
    (menu,) = [each for each in palette.findChildren(QMenu) if each.isVisible()]
    rows = {each.text(): each for each in menu.actions()}
    assert list(rows) == ["Edit code…", "Keep in my library", "Delete from document"]
    rows["Edit code…"].trigger()
    assert asked == ["read"], "code that is not trusted is read before it is edited"
    rows["Keep in my library"].trigger()
    menu.hide()
    assert [each.name for each in kept()] == ["Gated"]
    qtbot.keyClick(palette.view, Qt.Key.Key_Delete)
    assert not session.whole.layers and palette.model.row_of("Gated") < 0
    session.undo()
    assert list(session.whole.layers) == [layer_id]
