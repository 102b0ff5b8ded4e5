"""Mouse and keys on a small drawing, and what they make of the document."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from canvas_drawings import chain, drawing
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.graph.graph import Link
from app.ui.canvas.gestures.drop import KIND_MIME
from app.ui.canvas.menus import menu_at
from app.ui.canvas.search import ROW
from tests.ui.canvas.conftest import Hand

Key, Mod, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton
CONTROL, SHIFT, ALT = Mod.ControlModifier, Mod.ShiftModifier, Mod.AltModifier


def links(hand: Hand) -> set[str]:
    return {f"{link.source} -> {link.target}.{link.input}" for link in hand.session.project.graph.links()}


def kinds_of(hand: Hand) -> list[str]:
    return [instance.kind for instance in hand.session.project.graph]


# choosing


def test_click_shift_click_and_click_on_empty(hand: Hand) -> None:
    hand.click(hand.centre("conv_1"))
    assert hand.session.selection == ("conv_1",)
    hand.click(hand.centre("relu_1"), SHIFT)
    assert hand.session.selection == ("conv_1", "relu_1")
    hand.click(hand.centre("conv_1"), CONTROL)
    assert hand.session.selection == ("relu_1",)
    hand.click(QPointF(100, 320))
    assert hand.session.selection == ()


def test_box_selects_adds_and_removes(hand: Hand) -> None:
    corner, end = QPointF(230, -40), QPointF(660, 100)
    hand.drag(corner, end)
    assert set(hand.session.selection) == {"conv_1", "relu_1"}
    hand.drag(QPointF(230, 180), QPointF(420, 300), SHIFT)
    assert set(hand.session.selection) == {"conv_1", "relu_1", "linear_1"}
    hand.drag(QPointF(470, -40), end, CONTROL)
    assert set(hand.session.selection) == {"conv_1", "linear_1"}


def test_all_none_invert_upstream_downstream(hand: Hand) -> None:
    hand.key(Key.Key_A, CONTROL)
    assert len(hand.session.selection) == 4
    hand.key(Key.Key_Escape)
    assert hand.session.selection == ()
    hand.click(hand.centre("conv_1"))
    hand.key(Key.Key_BracketLeft)
    assert set(hand.session.selection) == {"image", "conv_1"}
    hand.key(Key.Key_I, CONTROL)
    assert set(hand.session.selection) == {"relu_1", "linear_1"}
    hand.click(hand.centre("conv_1"))
    hand.key(Key.Key_BracketRight)
    assert set(hand.session.selection) == {"conv_1", "relu_1"}


def test_tab_walks_through_the_nodes_and_shows_a_ring(hand: Hand) -> None:
    hand.key(Key.Key_Tab)
    assert hand.session.selection == ("image",)
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Tab)
    assert hand.session.selection == ("linear_1",)
    assert hand.view.board.nodes["linear_1"].focused
    hand.key(Key.Key_Tab, SHIFT)
    assert hand.session.selection == ("conv_1",)


# moving


def test_a_move_snaps_and_is_one_step(hand: Hand) -> None:
    hand.drag(hand.centre("linear_1"), hand.centre("linear_1") + QPointF(101, 83))
    moved = hand.session.project.graph["linear_1"]
    assert (moved.x % 8, moved.y % 8) == (0, 0) and abs(moved.x - 341) <= 6 and abs(moved.y - 283) <= 6
    assert hand.session.document.history() == ["Move linear_1"]
    hand.session.undo()
    assert hand.session.project.graph["linear_1"].x == 240
    assert hand.view.board.nodes["linear_1"].pos() == QPointF(240, 200)


def test_a_move_shows_guides_and_escape_puts_everything_back(hand: Hand) -> None:
    start = hand.centre("linear_1")
    hand.carry(start, start + QPointF(238, 60))
    assert hand.view.board.nodes["linear_1"].pos().x() == 480
    assert hand.view.layer.boundingRect().height() > 100
    hand.key(Key.Key_Escape)
    assert hand.view.board.nodes["linear_1"].pos() == QPointF(240, 200)
    assert hand.view.layer.boundingRect().isNull()
    assert hand.session.document.history() == []


def test_a_selection_moves_together(hand: Hand) -> None:
    hand.key(Key.Key_A, CONTROL)
    hand.drag(hand.centre("conv_1"), hand.centre("conv_1") + QPointF(80, 160))
    graph = hand.session.project.graph
    assert [(graph[key].x, graph[key].y) for key in ("image", "linear_1")] == [(80, 160), (320, 360)]


def test_arrows_nudge_and_a_row_of_nudges_is_one_step(hand: Hand) -> None:
    hand.click(hand.centre("linear_1"))
    for _ in range(3):
        hand.key(Key.Key_Right)
    hand.key(Key.Key_Down, SHIFT)
    moved = hand.session.project.graph["linear_1"]
    assert (moved.x, moved.y) == (264, 280)
    assert hand.session.document.history() == ["Move linear_1"]


def test_layout_is_one_step(hand: Hand) -> None:
    hand.key(Key.Key_L)
    assert hand.session.document.history() == ["Lay out"]


# connecting


def test_port_to_port(hand: Hand) -> None:
    hand.drag(hand.output("relu_1"), hand.input("linear_1"))
    assert "relu_1 -> linear_1.x" in links(hand)
    assert hand.session.document.history() == ["Connect"]


def test_port_to_body_and_from_input_to_output(hand: Hand) -> None:
    hand.drag(hand.output("relu_1"), hand.centre("linear_1"))
    assert "relu_1 -> linear_1.x" in links(hand)
    hand.session.undo()
    hand.drag(hand.input("linear_1"), hand.output("conv_1"))
    assert "conv_1 -> linear_1.x" in links(hand)


def test_a_cycle_dims_and_says_why(hand: Hand) -> None:
    hand.session.do("cut", [])
    hand.carry(hand.output("relu_1"), hand.centre("conv_1"))
    assert hand.view.board.nodes["conv_1"].dim
    assert not hand.view.board.nodes["linear_1"].dim
    assert hand.view.hint.isVisible()
    assert hand.view.hint.text() == "cycle: relu_1 already depends on conv_1"
    before = links(hand)
    QTest.mouseRelease(hand.view.viewport(), Button.LeftButton, Mod.NoModifier, hand.at(hand.centre("conv_1")))
    assert links(hand) == before
    assert not any(item.dim for item in hand.view.board.nodes.values())
    hand.view.hint.hide()
    hand.view.hint._timer.stop()


def test_an_occupied_input_says_by_whom(hand: Hand) -> None:
    hand.carry(hand.output("image"), hand.input("relu_1"))
    assert hand.view.hint.text() == "x of relu_1 is taken by conv_1"
    hand.key(Key.Key_Escape)
    assert not hand.view.hint.isVisible()


def test_wrong_dtype_says_so(make_hand: Callable[..., Hand]) -> None:
    hand = make_hand(drawing([("words", "Input", {"shape": [5], "dtype": "int64"}), ("linear_1", "Linear", {})], []))
    hand.carry(hand.output("words"), hand.centre("linear_1"))
    assert hand.view.hint.text() == "linear_1 takes float32, this is int64"
    hand.key(Key.Key_Escape)


def test_dragging_a_used_input_off_disconnects(hand: Hand) -> None:
    hand.drag(hand.input("relu_1"), QPointF(450, 300))
    assert links(hand) == {"image -> conv_1.x"}
    assert hand.session.document.history() == ["Disconnect"]


def test_dragging_a_used_input_to_another_moves_the_link(hand: Hand) -> None:
    hand.drag(hand.input("relu_1"), hand.input("linear_1"))
    assert links(hand) == {"image -> conv_1.x", "conv_1 -> linear_1.x"}
    assert hand.session.document.history() == ["Reconnect"]


def test_a_used_input_let_go_where_it_was_changes_nothing(hand: Hand) -> None:
    hand.drag(hand.input("relu_1"), hand.input("relu_1") + QPointF(6, 3))
    assert hand.session.document.history() == []
    assert hand.view.board.wiring.items[Link("conv_1", "y", "relu_1", "x")].isVisible()


def test_control_drag_moves_all_links_of_an_output(hand: Hand) -> None:
    hand.drag(hand.output("conv_1"), hand.output("image"), CONTROL)
    assert links(hand) == {"image -> conv_1.x", "image -> relu_1.x"}


def test_connect_selected_in_order(hand: Hand) -> None:
    hand.click(hand.centre("linear_1"))
    hand.click(hand.centre("relu_1"), SHIFT)
    hand.session.do("cut", [])
    hand.key(Key.Key_L, CONTROL)
    assert hand.session.said == ["relu_1 has no free input"]
    hand.drag(hand.input("relu_1"), QPointF(450, 300))
    hand.click(hand.centre("linear_1"))
    hand.click(hand.centre("relu_1"), SHIFT)
    hand.key(Key.Key_L, CONTROL)
    assert "linear_1 -> relu_1.x" in links(hand)


def test_a_link_let_go_over_empty_space_offers_what_fits(make_hand: Callable[..., Hand]) -> None:
    hand = make_hand(chain(), infers=True)
    hand.drag(hand.output("relu_1"), QPointF(700, 250))
    search = hand.view.search
    assert search.isVisible()
    offered = search.choices()
    assert "Conv2d" in offered and "Linear" not in offered and "Input" not in offered
    QTest.keyClicks(search.field, "maxp")
    hand.key(Key.Key_Return)
    made = hand.session.selection[0]
    assert f"relu_1 -> {made}.x" in links(hand)
    assert hand.session.document.history() == ["Add MaxPool2d"]
    assert not search.isVisible() and hand.view.hasFocus()


# inserting, cutting, deleting


def drop(hand: Hand, kind: str, place: QPointF) -> None:
    data = QMimeData()
    data.setData(KIND_MIME, kind.encode())
    at, buttons = hand.at(place), Button.LeftButton
    copy = Qt.DropAction.CopyAction
    viewport = hand.view.viewport()
    QApplication.sendEvent(viewport, QDragEnterEvent(at, copy, data, buttons, Mod.NoModifier))
    QApplication.sendEvent(viewport, QDragMoveEvent(at, copy, data, buttons, Mod.NoModifier))
    QApplication.sendEvent(viewport, QDropEvent(QPointF(at), copy, data, buttons, Mod.NoModifier))


def test_a_kind_dropped_on_empty_space_is_placed_on_the_grid(hand: Hand) -> None:
    drop(hand, "Dropout", QPointF(600, 300))
    made = hand.session.project.graph[hand.session.selection[0]]
    assert made.kind == "Dropout" and (made.x % 8, made.y % 8) == (0, 0)
    assert abs(made.x + 82 - 600) <= 4 and abs(made.y + 37 - 300) <= 4


def test_a_kind_dropped_on_a_link_goes_into_it(hand: Hand) -> None:
    drop(hand, "Dropout2d", QPointF(442, 40))
    made = hand.session.selection[0]
    assert links(hand) == {"image -> conv_1.x", f"conv_1 -> {made}.x", f"{made} -> relu_1.x"}
    assert hand.session.document.history() == ["Insert Dropout2d"]
    hand.session.undo()
    assert links(hand) == {"image -> conv_1.x", "conv_1 -> relu_1.x"}


def test_an_unknown_kind_is_not_taken(hand: Hand) -> None:
    drop(hand, "os.system", QPointF(600, 300))
    assert len(hand.session.project.graph) == 4


def test_a_loose_node_dropped_on_a_link_goes_into_it(hand: Hand) -> None:
    middle = QPointF(442, 37)
    hand.carry(hand.centre("linear_1"), middle + QPointF(20, -12))
    assert hand.view.board.wiring.items[Link("conv_1", "y", "relu_1", "x")].hovered
    QTest.mouseRelease(hand.view.viewport(), Button.LeftButton, Mod.NoModifier, hand.at(middle + QPointF(20, -12)))
    assert {"conv_1 -> linear_1.x", "linear_1 -> relu_1.x"} <= links(hand)
    assert hand.session.document.history() == ["Insert linear_1"]


def test_alt_drag_pulls_a_node_out_of_its_chain(hand: Hand) -> None:
    hand.drag(hand.centre("conv_1"), QPointF(360, 400), ALT)
    assert links(hand) == {"image -> relu_1.x"}
    assert hand.session.document.history() == ["Pull out conv_1"]


def test_the_knife_cuts_what_it_crosses(hand: Hand) -> None:
    hand.drag(QPointF(200, -20), QPointF(200, 100), CONTROL, Button.RightButton)
    assert links(hand) == {"conv_1 -> relu_1.x"}
    assert hand.session.document.history() == ["Cut 1 link"]


def test_delete_nodes_links_and_reconnect(hand: Hand) -> None:
    hand.click(QPointF(200, 37))
    assert hand.view.choice.links == {Link("image", "y", "conv_1", "x")}
    hand.key(Key.Key_Delete)
    assert links(hand) == {"conv_1 -> relu_1.x"}
    hand.session.undo()
    hand.click(hand.centre("conv_1"))
    hand.key(Key.Key_Delete, CONTROL)
    assert links(hand) == {"image -> relu_1.x"}
    hand.session.undo()
    hand.click(hand.centre("conv_1"))
    hand.key(Key.Key_Delete)
    assert links(hand) == set() and "conv_1" not in hand.view.board.nodes
    hand.session.undo()
    assert len(hand.view.board.wiring.items) == 2


# clipboard


def test_copy_paste_at_the_pointer_duplicate_cut(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(hand.view), "pointer_place", lambda view: QPointF(300, 402))
    hand.click(hand.centre("conv_1"))
    hand.click(hand.centre("relu_1"), SHIFT)
    hand.key(Key.Key_C, CONTROL)
    hand.key(Key.Key_V, CONTROL)
    graph = hand.session.project.graph
    first = graph[hand.session.selection[0]]
    assert (first.x, first.y) == (304, 400)
    assert len(graph) == 6 and len(graph.links()) == 3
    hand.session.undo()
    hand.key(Key.Key_V, CONTROL | SHIFT)
    assert len(graph.links()) == 4
    hand.session.undo()
    hand.click(hand.centre("relu_1"))
    hand.key(Key.Key_D, CONTROL)
    assert kinds_of(hand).count("ReLU") == 2
    hand.session.undo()
    hand.click(hand.centre("relu_1"))
    hand.key(Key.Key_X, CONTROL)
    assert "ReLU" not in kinds_of(hand)
    hand.key(Key.Key_V, CONTROL)
    assert kinds_of(hand).count("ReLU") == 1


def test_pasting_something_else_says_so(hand: Hand) -> None:
    QApplication.clipboard().setText("hello")
    hand.key(Key.Key_V, CONTROL)
    assert len(hand.session.said) == 1 and len(hand.session.project.graph) == 4


# search, rename, frames, menus


@pytest.mark.parametrize("how", ["space", "shift-a", "double-click"])
def test_search_adds_a_node(hand: Hand, how: str) -> None:
    if how == "space":
        hand.key(Key.Key_Space)
    elif how == "shift-a":
        hand.key(Key.Key_A, SHIFT)
    else:
        hand.double_click(QPointF(600, 300))
    assert hand.view.search.isVisible()
    QTest.keyClicks(hand.view.search.field, "gelu")
    hand.key(Key.Key_Return)
    assert kinds_of(hand)[-1] == "GELU"


@pytest.mark.parametrize("height", [800, 420, 260])
def test_search_is_as_high_as_what_it_found(hand: Hand, height: int) -> None:
    hand.view.resize(1000, height)
    hand.view.open_search()
    search = hand.view.search
    tall = search.height()
    rows = search.list.height() / ROW
    assert rows == int(rows) and 2 <= rows <= 8
    assert hand.view.rect().contains(search.geometry())
    QTest.keyClicks(search.field, "gelu")
    assert search.list.height() == len(search.choices()) * ROW < tall
    QTest.keyClicks(search.field, "qqq")
    assert search.choices() == ["New Python layer…"] and search.note.isVisible() and search.height() < 140
    search.field.clear()
    assert search.height() == tall


def test_search_closes_with_escape_and_keys_do_not_reach_the_canvas(hand: Hand) -> None:
    hand.key(Key.Key_A, CONTROL)
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Delete)
    hand.key(Key.Key_L)
    assert len(hand.session.project.graph) == 4 and hand.session.document.history() == []
    hand.key(Key.Key_Escape)
    assert not hand.view.search.isVisible() and len(hand.session.selection) == 4


def test_rename_in_place(hand: Hand) -> None:
    hand.click(hand.centre("conv_1"))
    hand.key(Key.Key_F2)
    QTest.keyClicks(hand.view.rename, "stem")
    hand.key(Key.Key_Return)
    assert hand.session.project.graph["conv_1"].name == "stem"
    assert hand.view.board.nodes["conv_1"].face.title == "stem"
    hand.key(Key.Key_F2)
    QTest.keyClicks(hand.view.rename, "image")
    hand.key(Key.Key_Return)
    assert len(hand.session.said) == 1
    hand.double_click(hand.centre("conv_1"))
    QTest.keyClicks(hand.view.rename, "other")
    hand.key(Key.Key_Escape)
    assert hand.session.project.graph["conv_1"].name == "stem"


def test_frames_are_drawn_around_move_with_their_nodes_and_go(hand: Hand) -> None:
    hand.click(hand.centre("conv_1"))
    hand.click(hand.centre("relu_1"), SHIFT)
    hand.key(Key.Key_G, CONTROL)
    QTest.keyClicks(hand.view.rename, "Stem")
    hand.key(Key.Key_Return)
    frame = hand.session.project.frames[0]
    assert frame.title == "Stem" and frame.x <= 216 and frame.width >= 452
    grip = QPointF(frame.x + 200, frame.y + 12)
    hand.drag(grip, grip + QPointF(0, -80))
    assert hand.session.project.graph["conv_1"].y == -80
    assert hand.session.project.graph["image"].y == 0
    assert hand.session.project.frames[0].y == frame.y - 80
    assert hand.session.document.history()[-1] == "Move frame"
    hand.key(Key.Key_Delete)
    assert hand.session.project.frames == () and len(hand.session.project.graph) == 4


def test_context_menus_offer_what_makes_sense(hand: Hand) -> None:
    def rows(place: QPointF) -> list[str]:
        menu = menu_at(hand.view, hand.at(place))
        texts = [entry.text().split("\t")[0] for entry in menu.actions() if entry.isEnabled() and entry.text()]
        menu.deleteLater()
        return texts

    assert {"Freeze weights", "Widen…"} <= set(rows(hand.centre("conv_1")))
    assert hand.session.selection == ("conv_1",)
    assert not {"Lay out", "Connect in order"} & set(rows(hand.centre("conv_1"))), "one node cannot be laid out"
    relu = rows(hand.centre("relu_1"))
    assert "Rename" in relu and not {"Freeze weights", "Widen…"} & set(relu), "it has no weights"
    hand.click(hand.centre("conv_1"), SHIFT)
    both = rows(hand.centre("relu_1"))
    assert {"Lay out", "Connect in order", "Freeze weights"} <= set(both) and "Rename" not in both
    assert rows(QPointF(200, 37)) == ["Insert node…", "Deepen here", "Delete"]
    assert rows(QPointF(600, 350))[0] == "Add node…"


def test_freeze_shows_on_the_node(hand: Hand) -> None:
    hand.click(hand.centre("conv_1"))
    hand.key(Key.Key_F, CONTROL | SHIFT)
    assert hand.session.project.graph["conv_1"].frozen
    assert hand.view.board.nodes["conv_1"].face.mark == "snowflake"


def test_the_empty_canvas_teaches_until_the_first_node(make_hand: Callable[..., Hand]) -> None:
    hand = make_hand(drawing([], []))
    empty = hand.view.empty
    assert empty.isVisible() and empty.starters.isVisible()
    words = [each.geometry().translated(empty.pos()) for each in empty.findChildren(QLabel)]
    assert not any(each.intersects(empty.starters.geometry()) for each in words)
    hand.double_click(hand.view.mapToScene(words[-1].center()))
    assert hand.view.search.isVisible()
    hand.key(Key.Key_Escape)
    drop(hand, "Input", QPointF(0, 0))
    assert not hand.view.empty.isVisible()
    hand.session.undo()
    assert hand.view.empty.isVisible()


def test_a_frame_and_its_first_title_are_one_step(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = count(100.0, 30.0)
    monkeypatch.setattr("app.graph.document.time.monotonic", lambda: next(clock))
    hand.click(hand.centre("conv_1"))
    hand.key(Key.Key_G, CONTROL)
    QTest.keyClicks(QApplication.focusWidget(), "Stem")
    hand.key(Key.Key_Return)
    assert hand.session.project.frames[0].title == "Stem"
    assert hand.session.document.history() == ["Frame"]
    hand.session.undo()
    assert hand.session.project.frames == ()
    hand.session.redo()
    assert hand.session.project.frames[0].title == "Stem"
    hand.view.choice.take((), frames=(hand.session.project.frames[0].id,))
    hand.key(Key.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), "Body")
    hand.key(Key.Key_Return)
    assert hand.session.document.history() == ["Frame", "Rename frame"]
    hand.session.undo()
    assert hand.session.project.frames[0].title == "Stem"


def test_a_frame_is_resized_at_its_corner(hand: Hand) -> None:
    hand.click(hand.centre("linear_1"))
    hand.key(Key.Key_G, CONTROL)
    hand.key(Key.Key_Return)
    frame = hand.session.project.frames[0]
    corner = QPointF(frame.x + frame.width - 6, frame.y + frame.height - 6)
    hand.drag(corner, corner + QPointF(62, 30))
    larger = hand.session.project.frames[0]
    assert (larger.width - frame.width, larger.height - frame.height) == (56, 24)
    assert hand.session.document.history()[-1] == "Resize frame"


def test_a_new_node_stands_beside_what_is_there(hand: Hand) -> None:
    drop(hand, "Dropout", hand.centre("linear_1"))
    made = hand.session.selection[0]
    assert not hand.view.board.body(made).intersects(hand.view.board.body("linear_1"))


def test_rows_are_one_step_and_fill_the_window(make_hand: Callable[..., Hand]) -> None:
    project = drawing(
        [("image", "Input", {}), *((f"relu_{k}", "ReLU", {}) for k in range(1, 16))],
        ["image -> relu_1", *(f"relu_{k} -> relu_{k + 1}" for k in range(1, 15))],
    )
    hand = make_hand(project)
    hand.key(Key.Key_L, SHIFT)
    rows = {instance.y for instance in hand.session.project.graph}
    assert len(rows) in (3, 4) and hand.session.document.history() == ["Lay out in rows"]
    assert hand.view.zoom > 0.75
