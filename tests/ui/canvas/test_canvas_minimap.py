"""The map of the drawing: there while something is out of sight, and never over a drawing that is seen whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from canvas_drawings import chain, digits, large
from canvas_hand import Hand
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.canvas import Minimap


class Mapped:
    """A view with its map, which looks again at once."""

    def __init__(self, hand: Hand) -> None:
        self.hand, self.view = hand, hand.view
        self.map = Minimap(hand.view)

    def shown(self) -> bool:
        self.map._timer.stop()
        self.map._refresh()
        return self.map.isVisible()


@pytest.fixture
def mapped(make_hand: Callable[..., Hand]) -> Iterator[Mapped]:
    made = Mapped(make_hand(digits()))
    yield made
    made.map._timer.stop()


def test_it_goes_where_it_is_pressed(mapped: Mapped, qtbot: QtBot) -> None:
    assert mapped.shown()
    before = mapped.view.camera.centre
    QTest.mouseClick(mapped.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(12, 58))
    assert mapped.view.camera.centre.x() < before.x() - 300
    qtbot.waitUntil(lambda: not mapped.map._timer.isActive())


@pytest.mark.parametrize("size", [(640, 420), (900, 500), (1200, 800), (1500, 560)])
def test_a_drawing_that_is_seen_whole_is_never_covered(mapped: Mapped, size: tuple[int, int]) -> None:
    mapped.view.resize(*size)
    QApplication.processEvents()
    mapped.view.fit()
    assert not mapped.shown()


def test_it_comes_with_the_first_node_that_leaves_the_view(make_hand: Callable[..., Hand]) -> None:
    mapped = Mapped(make_hand(chain()))
    assert not mapped.shown()
    mapped.view.camera.pan(QPoint(-500, 0))
    assert mapped.shown()
    mapped.view.fit()
    assert not mapped.shown()


def test_an_empty_drawing_has_no_map(mapped: Mapped) -> None:
    mapped.hand.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    mapped.hand.key(Qt.Key.Key_Delete)
    mapped.view.camera.pan(QPoint(-5000, 0))
    assert not mapped.shown()


def test_nodes_show_through_until_the_pointer_comes(mapped: Mapped) -> None:
    corner = mapped.view.mapToScene(QPoint(mapped.view.width() - 100, mapped.view.height() - 70))
    node = mapped.view.board.body("image").center()
    mapped.view.camera.look_at(mapped.view.camera.centre + node - corner)
    assert mapped.shown() and mapped.map.covers_nodes
    sheer = mapped.map.grab().toImage()
    place = QPointF(20, 20)
    mapped.map.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    QApplication.sendEvent(mapped.map, QEnterEvent(place, place, QPointF(mapped.map.mapToGlobal(place))))
    assert mapped.map.grab().toImage() != sheer
    mapped.map.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    QApplication.sendEvent(mapped.map, QEvent(QEvent.Type.Leave))
    assert mapped.map.grab().toImage() == sheer


def test_a_thousand_nodes_are_drawn_too(make_hand: Callable[..., Hand]) -> None:
    mapped = Mapped(make_hand(large()))
    assert mapped.shown()
    picture = mapped.map.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(12, 172) for y in range(12, 104)}
    assert len(colours) > 3
