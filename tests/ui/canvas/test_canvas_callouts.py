"""Callouts stand beside what they speak of, cover no node, and can be read in far views."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from canvas_drawings import digits, drawing, large
from canvas_hand import Hand
from PySide6.QtCore import QPointF

from app.graph import changes
from app.graph.problem import Fix, Problem
from app.ui.canvas.callout import Callout
from app.ui.canvas.callouts import MOST, READABLE


def only(hand: Hand) -> Callout:
    (callout,) = hand.view.board.callouts.items
    return callout


def covered(hand: Hand, callout: Callout) -> list[str]:
    rect = callout.rect
    return hand.view.board.index.touching((rect.left(), rect.top(), rect.right(), rect.bottom()))


@pytest.fixture
def broken(make_hand: Callable[..., Hand]) -> Hand:
    """A window too large for the picture in one of three branches, which share the lane they are fed by."""
    project = digits()
    hand = make_hand(project, infers=True)
    hand.session.do("Window", changes.set_params(project, ["branch_5"], kernel_size=99))
    return hand


@pytest.mark.parametrize("zoom", [1.0, 0.75, 0.6, 0.5])
def test_no_node_is_covered_at_any_zoom(broken: Hand, zoom: float) -> None:
    broken.view.zoom_to(zoom)
    assert only(broken).problem.node == "branch_5" and covered(broken, only(broken)) == []


@pytest.mark.parametrize("node", ["branch_5", "image"])
def test_it_stands_in_sight(broken: Hand, node: str) -> None:
    broken.view.fit()
    assert broken.view.camera.seen.contains(only(broken).rect)
    broken.session.find_problems([Problem("warning", "something is not as it should be here", node)])
    broken.session.select((node,))
    assert broken.view.camera.seen.contains(only(broken).rect)


def test_no_label_is_crossed_out(broken: Hand) -> None:
    labels = [item.pill for item in broken.view.board.wiring.items.values() if not item.pill.isEmpty()]
    assert labels and not any(label.intersects(only(broken).rect) for label in labels)
    foot = only(broken).mapToScene(only(broken)._foot)
    assert not any(label.contains(foot) for label in labels)


def test_words_keep_their_size_in_far_views(broken: Hand) -> None:
    broken.view.zoom_to(1.0)
    near = only(broken).rect
    broken.view.zoom_to(0.55)
    far = only(broken).rect
    assert far.width() * 0.55 > READABLE * near.width() * 0.95
    broken.view.zoom_to(1.0)
    assert only(broken).rect == near


def test_its_button_is_where_it_is_drawn_in_a_far_view(make_hand: Callable[..., Hand]) -> None:
    hand = make_hand(drawing([("a", "Input", {}), ("b", "ReLU", {})], ["a -> b"], laid_out=False))
    edits = tuple(changes.rename(hand.session.project, "b", "better"))
    link = hand.session.project.graph.links()[0]
    hand.session.find_problems([Problem("error", "b wants another name", "b", link, Fix("Rename", edits))])
    hand.view.zoom_to(0.5)
    hand.click(only(hand).chip.center())
    assert hand.session.project.graph["b"].name == "better"


def test_a_long_label_of_a_button_is_shortened(hand: Hand) -> None:
    fix = Fix("Connect a_very_long_name_of_it → another_one_like_it → and_the_third_one", ())
    hand.session.find_problems([Problem("warning", "is not connected yet", "conv_1", fix=fix)])
    hand.session.select(("conv_1",))
    assert only(hand).rect.width() <= 301
    assert only(hand)._chip_text.startswith("Connect a_very") and only(hand)._chip_text.endswith("…")


def test_where_a_crowd_stands_it_is_still_shown(make_hand: Callable[..., Hand]) -> None:
    nodes = [(f"r{number}", "ReLU", {}) for number in range(120)]
    project = drawing(nodes, [], laid_out=False)
    places = {f"r{number}": (number % 12 * 170.0, number // 12 * 80.0) for number in range(120)}
    hand = make_hand(project)
    hand.session.do("Crowd", changes.move(project, places))
    hand.session.find_problems([Problem("warning", "r66 leads nowhere", "r66")])
    hand.session.select(("r66",))
    assert (only(hand).rect.center() - hand.view.board.body("r66").center()).manhattanLength() < 900
    assert not only(hand).rect.contains(QPointF(hand.view.board.body("r66").center()))


def test_hundreds_of_problems_do_not_bury_the_drawing(make_hand: Callable[..., Hand]) -> None:
    project = large(300, 20)
    hand = make_hand(project)
    links = [link for link in project.graph.links() if link.input == "x"]
    hand.session.find_problems(
        [Problem("error", "expects (N, C, H, W), got (N, 16)", link.target, link) for link in links]
    )
    assert len(hand.view.board.callouts.items) == MOST
    assert all(hand.view.board.wiring.items[link].severity == "error" for link in links)
    assert not any(covered(hand, callout) for callout in hand.view.board.callouts.items[:6])
