"""A monkey at mouse and keyboard: nothing may raise, and the board stays that of the document."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from canvas_drawings import digits
from canvas_hand import Hand
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.canvas.board import Board
from app.ui.canvas.style import current_style

Key, Mod, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton
MODIFIERS = (Mod.NoModifier, Mod.NoModifier, Mod.ShiftModifier, Mod.ControlModifier, Mod.AltModifier)
KEYS = (
    (Key.Key_Delete, Mod.NoModifier),
    (Key.Key_Delete, Mod.ControlModifier),
    (Key.Key_A, Mod.ControlModifier),
    (Key.Key_I, Mod.ControlModifier),
    (Key.Key_C, Mod.ControlModifier),
    (Key.Key_V, Mod.ControlModifier),
    (Key.Key_V, Mod.ControlModifier | Mod.ShiftModifier),
    (Key.Key_D, Mod.ControlModifier),
    (Key.Key_L, Mod.ControlModifier),
    (Key.Key_G, Mod.ControlModifier),
    (Key.Key_L, Mod.NoModifier),
    (Key.Key_L, Mod.ShiftModifier),
    (Key.Key_F, Mod.NoModifier),
    (Key.Key_Home, Mod.NoModifier),
    (Key.Key_Space, Mod.NoModifier),
    (Key.Key_F2, Mod.NoModifier),
    (Key.Key_Return, Mod.NoModifier),
    (Key.Key_Escape, Mod.NoModifier),
    (Key.Key_Tab, Mod.NoModifier),
    (Key.Key_Left, Mod.NoModifier),
    (Key.Key_BracketLeft, Mod.NoModifier),
    (Key.Key_Minus, Mod.ControlModifier),
    (Key.Key_0, Mod.ControlModifier),
)


@pytest.mark.parametrize("seed", range(4))
def test_a_monkey_breaks_nothing(make_hand: Callable[..., Hand], seed: int) -> None:
    hand = make_hand(digits(), infers=seed == 0)
    chance = random.Random(seed)
    for _ in range(160 if seed else 60):
        play(hand, chance)
        QApplication.processEvents()
    hand.view.search.close_popup()
    hand.view.hint.hide()
    hand.view.hint._timer.stop()
    hand.view.pointer.cancel()
    hand.view.choice.hover("", None)
    board, fresh = hand.view.board, Board(current_style())
    fresh.load(hand.session.project, hand.session.inference)
    assert {key: item.pos() for key, item in board.nodes.items()} == {key: i.pos() for key, i in fresh.nodes.items()}
    assert set(board.wiring.items) == set(fresh.wiring.items)
    assert board.index.boxes == fresh.index.boxes
    assert set(board.wiring.index.boxes) == set(board.wiring.items)
    assert not any(item.dim or item.lit_port for item in board.nodes.values())
    assert not any(item.doomed or not item.isVisible() for item in board.wiring.items.values())
    while hand.session.document.can_undo:
        hand.session.undo()
    assert len(board.nodes) == 18 and len(board.wiring.items) == 20


def play(hand: Hand, chance: random.Random) -> None:
    what = chance.random()
    if what < 0.4:
        button = chance.choice((Button.LeftButton,) * 6 + (Button.RightButton, Button.MiddleButton))
        modifiers = chance.choice(MODIFIERS)
        start, end = place(hand, chance), place(hand, chance)
        if button == Button.RightButton:
            modifiers = Mod.ControlModifier  # a plain right click opens a menu and waits
        hand.carry(start, end, modifiers, button)
        if chance.random() < 0.2:
            hand.session.undo()
        if chance.random() < 0.15:
            hand.key(Key.Key_Escape)
        QTest.mouseRelease(hand.view.viewport(), button, modifiers, hand.at(end))
    elif what < 0.5:
        hand.click(place(hand, chance), chance.choice(MODIFIERS))
    elif what < 0.55:
        hand.double_click(place(hand, chance))
    elif what < 0.65:
        hand.hover(place(hand, chance))
    elif what < 0.75:
        hand.session.undo() if chance.random() < 0.7 else hand.session.redo()
    else:
        hand.key(*chance.choice(KEYS))


def place(hand: Hand, chance: random.Random) -> QPointF:
    """A port, a node, or anywhere in the view."""
    nodes = [
        instance for instance in hand.session.project.graph if hand.view.camera.seen.contains(instance.x, instance.y)
    ]
    pick = chance.random()
    if nodes and pick < 0.6:
        node = chance.choice(nodes)
        if pick < 0.25 and node.node.outputs:
            return hand.output(node.id)
        if pick < 0.4 and node.node.inputs:
            return hand.input(node.id)
        return hand.centre(node.id)
    seen = hand.view.camera.seen.adjusted(4, 4, -4, -4)
    return QPointF(chance.uniform(seen.left(), seen.right()), chance.uniform(seen.top(), seen.bottom()))
