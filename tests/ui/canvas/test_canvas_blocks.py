"""Blocks by mouse and keys: make one, look into it, change it, come back, take it apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.graph import changes
from app.graph.edits import apply_all
from app.graph.project import Project
from app.ui.canvas.menus import menu_at
from nodes.blocks import Block
from tests.graph.blocky import blocky
from tests.ui.canvas.canvas_drawings import chain
from tests.ui.canvas.conftest import Hand

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def laid_out() -> Project:
    project = blocky()
    apply_all(project, changes.arrange(project, ()))
    for block in project.blocks:
        apply_all(project, changes.scoped(block, changes.arrange(project.inside(block), ())))
    return project


@pytest.fixture
def blocks(make_hand: Callable[..., Hand]) -> Hand:
    return make_hand(laid_out(), infers=True)


def test_a_selection_becomes_a_block_and_undo_gives_the_nodes_back(make_hand: Callable[..., Hand]) -> None:
    hand = make_hand(chain(), infers=True)
    before = set(hand.view.board.nodes)
    hand.view.choice.take(("conv_1", "relu_1"))
    hand.view.setFocus()
    hand.key(Qt.Key.Key_G, CTRL_SHIFT)
    (made,) = hand.session.selection
    assert isinstance(hand.session.project.graph[made].node, Block)
    assert set(hand.view.board.nodes) == (before - {"conv_1", "relu_1"}) | {made}
    assert hand.view.board.nodes[made].face.cost == "160 params"
    hand.session.undo()
    assert set(hand.view.board.nodes) == before


def test_a_double_click_looks_in_and_the_keys_come_back(blocks: Hand) -> None:
    blocks.double_click(blocks.centre("second"))
    assert blocks.session.scope == "stage"
    assert set(blocks.view.board.nodes) == {"entry", "widen", "body", "result"}
    assert blocks.view.board.nodes["entry"].face.cost == "(N, 8, 8, 8)"
    blocks.view.choice.take(("body",))
    blocks.view.setFocus()
    blocks.key(Qt.Key.Key_Return)
    assert blocks.session.scope == "residual"
    assert blocks.view.blocks.path == ["stage", "residual"]
    blocks.key(Qt.Key.Key_Backspace)
    assert blocks.session.scope == "stage"
    blocks.key(Qt.Key.Key_Backspace)
    assert blocks.session.scope == ""
    assert "second" in blocks.view.board.nodes


def test_the_way_back_is_shown_and_can_be_clicked(blocks: Hand) -> None:
    crumb = blocks.view.breadcrumb
    assert not crumb.isVisible()
    blocks.session.enter("stage")
    blocks.session.enter("residual")
    steps = [step.text() for step in crumb.findChildren(QPushButton) if step.isVisible()]
    assert steps == ["Blocky", "Stage"]
    assert crumb.width() > 150
    next(step for step in crumb.findChildren(QPushButton) if step.isVisible() and step.text() == "Stage").click()
    assert blocks.session.scope == "stage"


def test_it_is_said_where_the_block_stands(blocks: Hand) -> None:
    said = []
    for scope in ("stage", "residual"):
        blocks.session.enter(scope)
        said += [part.text() for part in blocks.view.breadcrumb.findChildren(QLabel) if "used" in part.text()][-1:]
    assert said == ["used once", "used in 2 places, 5 copies; a change here changes all"]


def test_a_change_inside_shows_at_the_uses(blocks: Hand) -> None:
    blocks.session.enter("residual")
    blocks.view.commands.add("BlockInput", QPointF(0, 300))
    blocks.session.enter("")
    assert blocks.session.project.graph["first"].node.entries == ("x", "x_2")
    blocks.session.undo()
    assert blocks.session.project.graph["first"].node.entries == ("x",)


def test_unpack_from_the_menu(blocks: Hand) -> None:
    blocks.view.choice.take(("second",))
    menu = menu_at(blocks.view, blocks.at(blocks.centre("second")))
    entry = next(action for action in menu.actions() if action.text().startswith("Unpack"))
    entry.trigger()
    assert "second" not in blocks.view.board.nodes
    assert sorted(blocks.session.project.graph[key].name for key in blocks.session.selection) == ["body", "widen"]


def test_what_cannot_become_a_block_is_said(blocks: Hand) -> None:
    blocks.view.choice.take(("picture", "stem"))
    blocks.view.setFocus()
    blocks.key(Qt.Key.Key_G, CTRL_SHIFT)
    assert blocks.session.said == ["picture is where data enters or leaves; it stays outside of blocks"]


def test_a_block_can_be_dropped_like_any_kind(blocks: Hand) -> None:
    blocks.view.commands.add("Residual", QPointF(0, 400))
    (made,) = blocks.session.selection
    assert blocks.session.project.graph[made].name == "residual_1"
    blocks.session.enter("residual")
    blocks.view.commands.add("Residual", QPointF(0, 400))
    assert "would contain itself" in blocks.session.said[-1]
    QApplication.processEvents()


def test_the_search_offers_blocks_and_inside_their_ports(blocks: Hand) -> None:
    blocks.view.open_search()
    assert {"Residual", "Stage", "Input"} <= set(blocks.view.search.choices())
    blocks.view.search.close_popup()
    blocks.session.enter("residual")
    blocks.view.open_search()
    offered = set(blocks.view.search.choices())
    assert {"BlockInput", "BlockOutput", "Linear"} <= offered
    assert not {"Residual", "Stage", "Input", "Target", "Output"} & offered
