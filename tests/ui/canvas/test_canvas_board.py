"""What is seen follows the document: edits, undo, inference, problems, theme."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable

import pytest
from canvas_drawings import chain, digits, drawing, large
from canvas_hand import Hand
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from app.compile.drawing import infer
from app.errors import ProjectError
from app.graph import changes
from app.graph.edits import apply_all
from app.graph.graph import Instance, Link
from app.graph.problem import Fix, Problem
from app.graph.project import Project
from app.graph.python_layers.edits import PutLayer
from app.graph.python_layers.layer import CustomLayer
from app.ui.canvas.board import Board
from app.ui.canvas.face import Face, face_of
from app.ui.canvas.hits import node_at, port_at
from app.ui.canvas.style import current_style
from app.ui.theme import theme
from nodes import kinds, trusted
from tests.graph.layered import GATE

NONE = Qt.KeyboardModifier.NoModifier


def picture_of(board: Board) -> dict[str, object]:
    """Everything the board shows, without the ways of the links (they may remember lanes)."""
    return {
        "nodes": {key: (item.pos().x(), item.pos().y(), item.face) for key, item in board.nodes.items()},
        "links": {link: item.label for link, item in board.wiring.items.items()},
        "ends": {link: (item.route.points[0], item.route.points[-1]) for link, item in board.wiring.items.items()},
        "bodies": dict(board.index.boxes),
        "frames": {key: item.frame for key, item in board.frames.items()},
    }


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_the_board_is_that_of_a_fresh_load(make_hand: Callable[..., Hand], seed: int) -> None:
    hand = make_hand(digits())
    chance = random.Random(seed)
    session = hand.session
    for _ in range(60):
        ids = [instance.id for instance in session.project.graph]
        try:
            session.do("step", edits_of(chance, session.project, ids))
        except ProjectError:
            continue
        if chance.random() < 0.3:
            session.undo()
        if chance.random() < 0.1:
            session.redo()
    fresh = Board(current_style())
    fresh.load(session.project)
    assert picture_of(hand.view.board) == picture_of(fresh)
    shown = set(hand.view.board.items())
    assert set(hand.view.board.nodes.values()) <= shown
    extra = {hand.view.layer, hand.view.board.batch, hand.view.board.labels}
    known = {*hand.view.board.nodes.values(), *hand.view.board.wiring.items.values(), *extra}
    assert shown <= known | set(hand.view.board.frames.values())


def edits_of(chance: random.Random, project: Project, ids: list[str]) -> list:
    what = chance.randrange(7)
    some = chance.sample(ids, min(len(ids), chance.randrange(1, 4))) if ids else []
    if what == 0 or not some:
        return changes.place(project, chance.choice(kinds()).kind, chance.uniform(-500, 3000), 300.0)[0]
    if what == 1:
        return changes.delete(project, some)
    if what == 2:
        return changes.delete_and_reconnect(project, some[:1])
    if what == 3:
        return changes.move(project, {key: (chance.uniform(0, 3000), chance.uniform(0, 900)) for key in some})
    if what == 4:
        return changes.duplicate(project, some)[0]
    if what == 5 and project.graph.links():
        return changes.insert_on_link(project, chance.choice(project.graph.links()), "ReLU", 50.0, 400.0)[0]
    return changes.rename(project, some[0], f"name_{chance.randrange(10**6)}")


def test_shapes_and_costs_come_with_the_inference(make_hand: Callable[..., Hand]) -> None:
    hand = make_hand(chain(), infers=True)
    board = hand.view.board
    assert board.wiring.items[Link("conv_1", "y", "relu_1", "x")].label == "16×8×8"
    assert board.nodes["conv_1"].face.cost == "160 params"
    hand.session.do("more", changes.set_params(hand.session.project, ["conv_1"], out_channels=32))
    assert board.wiring.items[Link("conv_1", "y", "relu_1", "x")].label == "32×8×8"
    assert board.nodes["conv_1"].face.cost == "320 params"
    assert board.nodes["conv_1"].face.summary.startswith("32")


def test_an_inference_makes_new_texts_only_where_it_says_something_else(
    make_hand: Callable[..., Hand], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def asking(instance: Instance, *given: object) -> Face:
        asked.append(instance.id)
        return face_of(instance, *given)

    hand = make_hand(digits(), infers=True)
    session, board = hand.session, hand.view.board
    monkeypatch.setattr("app.ui.canvas.board.face_of", asking)
    board.infer(board.inference)
    assert asked == []
    session.do("rename", changes.rename(session.project, "linear_1", "head"))
    assert asked == ["linear_1"]  # which was edited; what is known of the others is the same
    asked.clear()
    session.do("wider", changes.set_params(session.project, ["linear_1"], out_features=7))
    assert {"linear_1", "digit"} <= set(asked) and not {"image", "relu_1", "add_1", "pool", "label"} & set(asked)
    fresh = Board(current_style())
    fresh.load(session.project, board.inference)
    assert picture_of(board) == picture_of(fresh)


def test_a_layer_that_is_not_linked_shows_that_its_code_is_trusted_now() -> None:
    project, board = Project(), Board(current_style())
    layer = CustomLayer("own_layer", GATE)
    apply_all(project, [PutLayer(layer)])
    edits, own = changes.use_layer(project, layer.id, 0.0, 0.0)
    apply_all(project, edits)
    board.load(project, infer(project).at())
    assert board.nodes[own].face.mark == "shield-alert"
    trusted.allow([layer.sha256])
    try:
        board.infer(infer(project).at())
        assert board.nodes[own].face.mark == "code"
    finally:
        trusted.withdraw([layer.sha256])


def test_a_misfit_says_so_on_the_link_and_its_button_mends_it(make_hand: Callable[..., Hand]) -> None:
    project = drawing(
        [("image", "Input", {}), ("linear_1", "Linear", {}), ("digit", "Output", {})],
        ["image -> linear_1", "linear_1 -> digit"],
    )
    hand = make_hand(project, infers=True)
    board = hand.view.board
    (callout,) = board.callouts.items
    assert "expects (N, features)" in callout.problem.message
    assert board.wiring.items[callout.problem.link].severity == "error"
    assert board.nodes["linear_1"].severity == "error"
    assert not board.index.touching(
        (callout.rect.left(), callout.rect.top(), callout.rect.right(), callout.rect.bottom())
    )
    hand.hover(callout.chip.center())
    assert callout.hot
    hand.click(callout.chip.center())
    assert "Flatten" in [instance.kind for instance in hand.session.project.graph]
    assert board.callouts.items == [] and board.nodes["linear_1"].severity == ""
    assert hand.session.document.history() == ["Insert Flatten"]


def test_hovering_a_link_lights_it_and_both_ends(hand: Hand) -> None:
    hand.hover(QPointF(442, 38))
    board = hand.view.board
    assert board.wiring.items[Link("conv_1", "y", "relu_1", "x")].hovered
    assert [key for key, item in board.nodes.items() if item.hovered] == ["conv_1", "relu_1"]
    hand.hover(QPointF(442, 300))
    assert not any(item.hovered for item in [*board.nodes.values(), *board.wiring.items.values()])


def test_zoom_keeps_the_point_under_the_pointer(hand: Hand) -> None:
    at = QPoint(300, 200)
    for factor in (1.3, 1.3, 0.5, 0.4, 3.0):
        before = hand.view.mapToScene(at)
        hand.view.camera.zoom_by(factor, at)
        after = hand.view.mapToScene(at)
        assert abs(after.x() - before.x()) <= 1.5 / hand.view.zoom
        assert abs(after.y() - before.y()) <= 1.5 / hand.view.zoom


def test_view_keys(hand: Hand) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    hand.key(Qt.Key.Key_Plus, control)
    assert hand.view.zoom == pytest.approx(1.2)
    hand.key(Qt.Key.Key_0, control)
    assert hand.view.zoom == pytest.approx(1.0)
    hand.view.centerOn(5000, 5000)
    hand.key(Qt.Key.Key_Home)
    assert hand.view.camera.seen.contains(hand.view.board.content())
    hand.click(hand.centre("linear_1"))
    hand.view.centerOn(5000, 5000)
    hand.key(Qt.Key.Key_F)
    assert hand.view.camera.seen.contains(hand.view.board.body("linear_1"))


def test_middle_drag_pans(hand: Hand) -> None:
    place = QPointF(300, 120)
    at = hand.at(place)
    hand.press(place, button=Qt.MouseButton.MiddleButton)
    for step in (QPoint(20, 10), QPoint(50, 30)):
        hand._move(hand.view.mapToScene(at + step), Qt.MouseButton.MiddleButton, NONE)
    QTest.mouseRelease(hand.view.viewport(), Qt.MouseButton.MiddleButton, NONE, at + QPoint(50, 30))
    assert hand.at(place) == at + QPoint(50, 30)
    assert hand.session.document.history() == [] and hand.session.selection == ()


def test_a_drag_at_the_edge_pans(hand: Hand, qtbot) -> None:
    centre = hand.centre("linear_1")
    left = hand.view.camera.seen.left()
    edge = hand.view.mapToScene(QPoint(hand.view.viewport().width() - 3, 400))
    hand.carry(centre, edge)
    qtbot.waitUntil(lambda: hand.view.camera.seen.left() > left + 40)
    assert hand.view.board.nodes["linear_1"].pos().x() > edge.x() - 180
    hand.key(Qt.Key.Key_Escape)


def test_ports_and_nodes_are_found_where_they_are_drawn(hand: Hand) -> None:
    board = hand.view.board
    assert port_at(board, hand.output("image") + QPointF(8, 5)).key == ("out", "y")
    assert port_at(board, hand.input("conv_1") + QPointF(-8, -5)).key == ("in", "x")
    assert port_at(board, hand.centre("conv_1")) is None
    assert node_at(board, hand.centre("conv_1")) == "conv_1"
    assert node_at(board, QPointF(200, 20)) is None


def test_a_change_of_theme_repaints_and_keeps_the_choice(hand: Hand) -> None:
    hand.click(hand.centre("conv_1"))
    dark = hand.view.grab().toImage().pixelColor(5, 5)
    theme().set_mode("light")
    try:
        light = hand.view.grab().toImage().pixelColor(5, 5)
        assert light.lightness() > 200 > 60 > dark.lightness()
        assert hand.view.board.nodes["conv_1"].selected
    finally:
        theme().set_mode("dark")


def test_another_document_replaces_everything(hand: Hand) -> None:
    hand.click(hand.centre("conv_1"))
    hand.session.open(digits())
    assert set(hand.view.board.nodes) == {instance.id for instance in hand.session.project.graph}
    assert len(hand.view.board.wiring.items) == len(hand.session.project.graph.links())


def test_moving_a_part_finds_only_the_ways_near_it_anew(make_hand: Callable[..., Hand]) -> None:
    hand = make_hand(large())
    wiring, graph = hand.view.board.wiring, hand.session.project.graph
    laid: list[Link] = []
    own = wiring.lay

    def counted(links: Iterable[Link]) -> None:
        laid.extend(links := list(links))
        own(links)

    wiring.lay = counted  # type: ignore[method-assign]
    places = {f"n{number}": (graph[f"n{number}"].x, graph[f"n{number}"].y + 8) for number in range(100)}
    hand.session.do("Move", changes.move(hand.session.project, places))
    touched = {link for key in places for link in [*graph.links_into(key), *graph.links_from(key)]}
    assert touched <= set(laid) and len(laid) < len(wiring.items) / 2


def test_painting_keeps_no_reference_to_none(hand: Hand) -> None:
    """PySide6 6.12 loses a reference on each void call and aborts."""
    picture = QImage(300, 200, QImage.Format.Format_ARGB32_Premultiplied)

    def paint(times: int) -> None:
        for _ in range(times):
            painter = QPainter(picture)
            hand.view.board.render(painter)
            painter.end()

    paint(20)
    before = sys.getrefcount(None)
    paint(250)  # four nodes, two links, batch, labels: over a thousand paints
    assert abs(sys.getrefcount(None) - before) < 200


def test_a_node_tells_its_problem_when_it_is_chosen_alone(hand: Hand) -> None:
    edits = tuple(changes.delete(hand.session.project, ["linear_1"]))
    problem = Problem("warning", "linear_1 leads nowhere", node="linear_1", fix=Fix("Delete linear_1", edits))
    hand.session.find_problems([problem])
    board = hand.view.board
    assert board.nodes["linear_1"].severity == "warning" and board.callouts.items == []
    hand.click(hand.centre("linear_1"))
    (callout,) = board.callouts.items
    assert not callout.rect.intersects(board.body("linear_1"))
    hand.click(hand.centre("conv_1"))
    assert board.callouts.items == []
    hand.click(hand.centre("linear_1"))
    hand.click(board.callouts.items[0].chip.center())
    assert "linear_1" not in hand.session.project.graph


def test_tooltips_say_in_full_what_is_under_the_pointer(make_hand: Callable[..., Hand]) -> None:
    hand = make_hand(chain(), infers=True)
    tips = {}
    places = {"node": hand.centre("conv_1"), "in": hand.input("conv_1"), "link": QPointF(442, 38)}
    for name, place in places.items():
        hand.hover(place)
        tips[name] = hand.view.viewport().toolTip()
    assert tips["node"].startswith("conv_1: Conv2d") and "160 params" in tips["node"]
    assert tips["in"] == "x of conv_1\n(N, C, H, W), float32"
    assert tips["link"] == "conv_1 → relu_1\n(N, 16, 8, 8) float32"
    hand.hover(hand.output("conv_1"))
    assert hand.view.board.nodes["conv_1"].lit_port == ("out", "y")
    hand.hover(QPointF(100, 300))
    assert hand.view.board.nodes["conv_1"].lit_port is None
