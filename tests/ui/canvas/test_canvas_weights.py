"""Freezing and sharing of weights by key and menu."""

from __future__ import annotations

from collections.abc import Callable

from canvas_drawings import digits
from conftest import Hand
from PySide6.QtCore import Qt

from app.ui.canvas.menus import menu_at

Key, Mod = Qt.Key, Qt.KeyboardModifier


def entries(hand: Hand, node: str) -> dict[str, object]:
    """The entries of the menu at a node, without their keys."""
    menu = menu_at(hand.view, hand.at(hand.centre(node)))
    return {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}


def test_a_block_is_frozen_as_a_layer_is(make_hand: Callable[..., Hand]) -> None:
    hand = make_hand(digits())
    hand.session.select(("conv_2", "norm_2"))
    hand.view.blocks.make()
    (block,) = hand.session.selection
    hand.view.setFocus()
    hand.key(Key.Key_F, Mod.ControlModifier | Mod.ShiftModifier)
    assert hand.session.project.graph[block].frozen
    hand.key(Key.Key_F, Mod.ControlModifier | Mod.ShiftModifier)
    assert not hand.session.project.graph[block].frozen


def test_two_layers_share_weights_and_part_again(make_hand: Callable[..., Hand]) -> None:
    hand = make_hand(digits())
    graph = hand.session.project.graph
    hand.view.fit()
    hand.session.select(("conv_1", "relu_1"))
    assert "Share weights" not in entries(hand, "conv_1")
    hand.session.select(("conv_1", "conv_2"))
    entries(hand, "conv_1")["Share weights"].trigger()
    assert graph["conv_2"].shares == "conv_1" and hand.session.document.history()[-1].startswith("Share weights")
    hand.session.select(("conv_1",))
    assert "Own weights again" not in entries(hand, "conv_1")
    hand.session.select(("conv_2",))
    entries(hand, "conv_2")["Own weights again"].trigger()
    assert not graph["conv_2"].shares
