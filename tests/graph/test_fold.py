"""Folding of long drawings into rows."""

from __future__ import annotations

import pytest

from app.graph.fold import READABLE, WINDOW, arranged
from app.graph.graph import Graph, Instance, Link
from app.graph.layout import NODE_HEIGHT, NODE_WIDTH, layered
from nodes import kind


def chain(count: int) -> Graph:
    graph = Graph()
    for number in range(count):
        graph.put_instance(Instance(f"n{number}", f"relu_{number}", kind("ReLU")()))
    graph.put_links(Link(f"n{number}", "y", f"n{number + 1}", "x") for number in range(count - 1))
    return graph


@pytest.mark.parametrize("count", [0, 1, 3, 7])
def test_a_short_drawing_stays_in_one_row(count: int) -> None:
    graph = chain(count)
    assert arranged(graph) == layered(graph)


def test_a_long_drawing_fills_a_window() -> None:
    places = arranged(chain(40))
    width = max(x for x, _ in places.values()) + NODE_WIDTH
    height = max(y for _, y in places.values()) + NODE_HEIGHT
    assert width < READABLE + NODE_WIDTH
    assert 0.5 * WINDOW < width / height < 2 * WINDOW
    assert len(set(places.values())) == 40


def test_a_row_is_read_from_left_to_right() -> None:
    places = arranged(chain(24))
    order = sorted(places, key=lambda name: (places[name][1], places[name][0]))
    assert order == [f"n{number}" for number in range(24)]
