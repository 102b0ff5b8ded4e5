"""New nodes find room: never over another, near where one looks, behind what is chosen."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import combinations

import pytest
from canvas_drawings import digits, drawing
from canvas_hand import Hand
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication

from app.graph.graph import Instance
from app.graph.project import Project
from app.ui.canvas.geometry import GRID
from app.ui.canvas.vacancy import corner_beside, free_corner
from nodes import kind


def bodies(hand: Hand) -> list[QRectF]:
    return [hand.view.board.body(key) for key in hand.view.board.nodes]


def overlaps(hand: Hand) -> bool:
    return any(first.intersects(second) for first, second in combinations(bodies(hand), 2))


def crowd(columns: int, rows: int, gap: float) -> Project:
    """A field of nodes with gaps too narrow for another one."""
    project = Project()
    for place in range(columns * rows):
        x, y = place % columns * (164 + gap), place // columns * (74 + gap)
        project.graph.put_instance(Instance(f"n{place}", f"n_{place}", kind("ReLU")(), x, y))
    return project


def test_a_free_place_is_taken_as_it_is(hand: Hand) -> None:
    assert free_corner(hand.view.board, QPointF(40, 400)) == QPointF(40, 400)


def test_a_taken_place_gives_the_nearest_free_one_on_the_grid(hand: Hand) -> None:
    corner = free_corner(hand.view.board, QPointF(240, 200))
    assert corner != QPointF(240, 200) and corner.x() % GRID == corner.y() % GRID == 0
    assert (corner - QPointF(240, 200)).manhattanLength() < 130


@pytest.mark.parametrize("kind_name", ["Linear", "ReLU"])
def test_many_added_one_by_one_cover_nothing(make_hand: Callable[..., Hand], kind_name: str) -> None:
    hand = make_hand(digits())
    for _ in range(25):
        hand.view.add(kind_name)
        (made,) = hand.session.selection
        assert hand.view.camera.seen.contains(hand.view.board.body(made))
    assert not overlaps(hand)


def test_in_a_crowd_there_is_still_a_place(make_hand: Callable[..., Hand]) -> None:
    hand = make_hand(crowd(24, 40, 20.0))
    hand.session.select(())
    hand.view.add("Linear")
    (made,) = hand.session.selection
    body = hand.view.board.body(made)
    assert hand.view.board.index.touching((body.left(), body.top(), body.right(), body.bottom())) == [made]
    assert hand.view.camera.seen.contains(body)


def test_a_new_node_stands_behind_the_chosen_one(hand: Hand) -> None:
    hand.session.select(("relu_1",))
    hand.view.add("MaxPool2d")
    (made,) = hand.session.selection
    added, chosen = hand.view.board.body(made), hand.view.board.body("relu_1")
    assert (added.left() - chosen.right(), added.top()) == (76, chosen.top())


def test_where_the_row_goes_on_it_stands_beside(hand: Hand) -> None:
    corner = corner_beside(hand.view.board, "conv_1", behind=True)
    assert corner != QPointF(480, 0)
    hand.session.select(("conv_1",))
    hand.view.add("MaxPool2d")
    assert not overlaps(hand)


def test_a_chosen_node_out_of_sight_does_not_count(hand: Hand) -> None:
    hand.session.select(("relu_1",))
    hand.view.camera.look_at(QPointF(5000, 5000))
    hand.view.add("Linear")
    (made,) = hand.session.selection
    assert (hand.view.board.body(made).center() - QPointF(5000, 5000)).manhattanLength() < 20


def test_random_places_in_random_drawings(make_hand: Callable[..., Hand]) -> None:
    chance = random.Random(5)
    hand = make_hand(drawing([], []))
    for _ in range(60):
        hand.view.commands.add("ReLU", QPointF(chance.randint(0, 100) * 8, chance.randint(0, 60) * 8))
    QApplication.processEvents()
    assert not overlaps(hand)
