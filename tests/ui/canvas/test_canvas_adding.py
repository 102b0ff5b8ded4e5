"""A kind that is searched or taken from the palette joins what is chosen, in one step of the history."""

from __future__ import annotations

from conftest import Hand
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from app.graph import changes

Key = Qt.Key


def links(hand: Hand) -> set[tuple[str, str]]:
    graph = hand.session.project.graph
    return {(graph[link.source].kind, graph[link.target].kind) for link in graph.links()}


def type_a_kind(hand: Hand, text: str) -> str:
    """Space, a name, Enter; the id of what came."""
    hand.view.setFocus()
    hand.key(Key.Key_Space)
    QTest.keyClicks(hand.view.search.field, text)
    hand.key(Key.Key_Return)
    (made,) = hand.session.selection
    return made


END = "relu_1"
"""The last node of the chain; a Linear stands apart."""


def test_what_is_typed_continues_the_chain(hand: Hand) -> None:
    before = links(hand)
    hand.session.select((END,))
    first = type_a_kind(hand, "gelu")
    assert links(hand) - before == {("ReLU", "GELU")}
    second = type_a_kind(hand, "tanh")
    assert ("GELU", "Tanh") in links(hand)
    bodies = [hand.view.board.body(key) for key in (END, first, second)]
    assert bodies[0].right() < bodies[1].left() and bodies[1].right() < bodies[2].left()
    hand.session.undo()
    assert second not in hand.session.project.graph and ("GELU", "Tanh") not in links(hand)
    assert first in hand.session.project.graph


def test_the_popup_says_what_will_be_joined(hand: Hand) -> None:
    hand.session.select((END,))
    hand.view.open_search()
    QTest.keyClicks(hand.view.search.field, "gelu")
    assert hand.view.search.note.text() == "relu_1 → GELU"
    hand.view.search.field.clear()
    QTest.keyClicks(hand.view.search.field, "subtract")
    assert hand.view.search.note.text() == "not connected to relu_1"
    hand.key(Key.Key_Escape)


def test_a_chosen_link_takes_the_kind_in(hand: Hand) -> None:
    link = hand.session.project.graph.links()[0]
    for add in (lambda: hand.view.add("Dropout"), lambda: type_a_kind(hand, "dropout")):
        hand.view.choice.take((), {link})
        add()
        (made,) = hand.session.selection
        graph = hand.session.project.graph
        assert [each.source for each in graph.links_into(made)] == [link.source]
        assert [each.target for each in graph.links_from(made)] == [link.target]
        hand.session.undo()
        assert link in hand.session.project.graph.links()


def test_what_is_out_of_sight_is_not_joined(hand: Hand) -> None:
    before = links(hand)
    hand.session.select((END,))
    hand.view.camera.look_at(QPointF(9000, 9000))
    hand.view.add("GELU")
    assert links(hand) == before


def test_connecting_in_order_leaves_what_is_connected(hand: Hand) -> None:
    hand.session.select((END,))
    first, second = type_a_kind(hand, "gelu"), type_a_kind(hand, "tanh")
    (link,) = hand.session.project.graph.links_into(second)
    hand.session.do("Cut", changes.disconnect(hand.session.project, link))
    hand.session.select((END, first, second))
    hand.view.setFocus()
    hand.key(Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert link in hand.session.project.graph.links()
