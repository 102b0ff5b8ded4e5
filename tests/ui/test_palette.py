"""The palette: what it lists, how it is searched, folded, dragged from and used without a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import nodes
from app.graph.project import Project
from app.ui.canvas.gestures.drop import kind_of
from app.ui.panels.palette import PalettePanel
from app.ui.panels.palette.model import Heading
from app.ui.session import Session
from nodes.base import Node
from nodes.registry import FAMILIES


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
    index = panel.model.index(row if row >= 0 else panel.model.row_of_family(name))
    panel.view.scrollTo(index)
    return panel.view.visualRect(index).center()


def test_lists_every_kind_by_family_with_counts(palette: PalettePanel) -> None:
    assert listed(palette) == [kind.kind for kind in nodes.kinds()]
    assert [heading.text for heading in headings(palette)] == list(FAMILIES)
    assert sum(heading.count for heading in headings(palette)) == len(nodes.kinds())
    assert str(len(nodes.kinds())) in palette.field.placeholderText()


def test_search_finds_by_name_and_by_purpose(palette: PalettePanel) -> None:
    palette.field.setText("conv2d")
    assert listed(palette)[0] == "Conv2d"
    palette.field.setText("overfitting")
    found = listed(palette)
    assert {"Dropout", "Dropout2d", "GaussianNoise"} <= set(found) and "Conv2d" not in found
    assert headings(palette) == [Heading("Found", len(found), open=True, foldable=False)]


def test_nothing_found_says_so(palette: PalettePanel, qtbot: QtBot) -> None:
    palette.field.setText("qqqq")
    assert palette.nothing.isVisible()
    assert "qqqq" in palette.nothing.text()
    assert not palette.view.isVisible()
    qtbot.mouseClick(palette.field.cross, Qt.MouseButton.LeftButton)
    assert palette.view.isVisible()
    assert not palette.field.cross.isVisible()


def test_double_click_chooses(palette: PalettePanel, qtbot: QtBot) -> None:
    at = centre(palette, "Linear")
    with qtbot.waitSignal(palette.chosen) as caught:
        qtbot.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseDClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert caught.args == ["Linear"]


def test_a_click_on_a_family_folds_it(palette: PalettePanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=centre(palette, "Pooling"))
    assert "MaxPool2d" not in listed(palette)
    assert not next(heading for heading in headings(palette) if heading.text == "Pooling").open
    qtbot.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=centre(palette, "Pooling"))
    assert "MaxPool2d" in listed(palette)


def test_folded_families_stay_folded_after_the_next_start(palette: PalettePanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=centre(palette, "Pooling"))
    qtbot.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=centre(palette, "Linear"))
    session = Session()
    try:
        again = PalettePanel(session)
        qtbot.addWidget(again)
        assert [heading.text for heading in headings(again) if not heading.open] == ["Pooling"]
        assert "MaxPool2d" not in listed(again)
        again.model.fold("Pooling", False)
        assert Session().settings.folded == []
    finally:
        session.close()


def test_search_looks_into_folded_families(palette: PalettePanel) -> None:
    palette.model.fold("Pooling", True)
    palette.field.setText("MaxPool2d")
    assert listed(palette)[0] == "MaxPool2d"


def test_drag_carries_the_kind(palette: PalettePanel) -> None:
    index = palette.model.index(palette.model.row_of("GRU"))
    assert kind_of(palette.model.mimeData([index]), Project()) == "GRU"
    assert palette.model.flags(index) & Qt.ItemFlag.ItemIsDragEnabled
    heading = palette.model.index(palette.model.row_of_family("Loss"))
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
    qtbot.keyClick(palette.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.chosen) as second:
        qtbot.keyClick(palette.view, Qt.Key.Key_Return)
    assert second.args == ["Dropout1d"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.field.text() == ""


def test_left_and_right_fold_the_family_of_a_kind(palette: PalettePanel, qtbot: QtBot) -> None:
    palette.view.setFocus()
    palette.view.setCurrentIndex(palette.model.index(palette.model.row_of("MaxPool2d")))
    qtbot.keyClick(palette.view, Qt.Key.Key_Left)
    assert "MaxPool2d" not in listed(palette)
    assert palette.model.entry(palette.view.currentIndex().row()).text == "Pooling"
    qtbot.keyClick(palette.view, Qt.Key.Key_Right)
    assert "MaxPool2d" in listed(palette)


def test_empty_search_adds_nothing_on_enter(palette: PalettePanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(palette.chosen):
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)


@pytest.mark.parametrize("kind", nodes.kinds(), ids=lambda kind: kind.kind)
def test_tips_tell_ports_and_formula(kind: type[Node], palette: PalettePanel) -> None:
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
