"""Folding of long drawings into rows."""

from __future__ import annotations

import pytest

from app.graph.graph import Graph, Instance, Link
from app.graph.layout.fold import CANVAS, READABLE, arranged
from app.graph.layout.layered import NODE_HEIGHT, NODE_WIDTH, layered
from nodes import kind


def chain(count: int) -> Graph:
    graph = Graph()
    for number in range(count):
        graph.put_instance(Instance(f"n{number}", f"relu_{number}", kind("ReLU")()))
    graph.put_links(Link(f"n{number}", "y", f"n{number + 1}", "x") for number in range(count - 1))
    return graph


def size(places: dict[str, tuple[float, float]]) -> tuple[float, float]:
    """Width and height of the whole drawing."""
    xs, ys = zip(*places.values(), strict=True)
    return max(xs) - min(xs) + NODE_WIDTH, max(ys) - min(ys) + NODE_HEIGHT


@pytest.mark.parametrize("count", [0, 1, 3, 5])
def test_a_short_drawing_stays_in_one_row(count: int) -> None:
    graph = chain(count)
    assert arranged(graph) == layered(graph)


@pytest.mark.parametrize(("count", "scale"), [(6, 1.0), (8, 1.0), (40, 0.6)])
def test_a_drawing_that_would_be_too_small_in_one_row_is_folded(count: int, scale: float) -> None:
    places = arranged(chain(count))
    width, height = size(places)
    assert min(CANVAS[0] / width, CANVAS[1] / height) >= scale
    assert len(set(places.values())) == count


def test_no_more_rows_than_full_size_needs() -> None:
    assert len({y for _, y in arranged(chain(8)).values()}) == 2


def test_a_long_link_keeps_nothing_from_folding() -> None:
    """As tied weights do, which a table at the beginning gives to the last layer."""
    graph = chain(8)
    graph.put_instance(Instance("table", "table", kind("Parameter")()))
    graph.put_instance(Instance("tied", "tied", kind("Add")()))
    graph.put_links(
        [Link("table", "y", "n0", "x"), Link("table", "y", "tied", "x", 0), Link("n7", "y", "tied", "x", 1)]
    )
    width, height = size(arranged(graph))
    assert min(CANVAS[0] / width, CANVAS[1] / height) > READABLE


def test_a_row_is_read_from_left_to_right() -> None:
    places = arranged(chain(24))
    order = sorted(places, key=lambda name: (places[name][1], places[name][0]))
    assert order == [f"n{number}" for number in range(24)]
