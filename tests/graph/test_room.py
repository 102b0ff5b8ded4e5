"""Nodes step aside for one that is put into a link."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.graph import changes
from app.graph.edits import apply_all
from app.graph.graph import Instance, Link
from app.graph.layout import COLUMN
from app.graph.project import Project
from app.graph.room import room_on_link
from nodes import kind


def row(*places: tuple[float, float]) -> Project:
    """Nodes a, b, c … at these places, each linked to the next."""
    project = Project()
    names = "abcdefgh"[: len(places)]
    for name, (x, y) in zip(names, places, strict=True):
        project.graph.put_instance(Instance(name, name, kind("ReLU").from_values({}), x, y))
    for before, after in pairwise(names):
        project.graph.put_link(Link(before, "y", after, "x"))
    return project


def link(project: Project, source: str) -> Link:
    return project.graph.links_from(source)[0]


def test_a_row_opens_and_what_follows_moves_along() -> None:
    project = row((0, 0), (240, 0), (480, 0))
    edits, node = changes.insert_on_link(project, link(project, "a"), "Dropout", 130, 20)
    apply_all(project, edits)
    places = {each.id: (each.x, each.y) for each in project.graph}
    assert places == {"a": (0, 0), node: (240, 0), "b": (480, 0), "c": (720, 0)}


def test_a_wide_gap_moves_nothing() -> None:
    project = row((0, 0), (600, 0))
    assert room_on_link(project.graph, link(project, "a")) == (304, 0, [])


def test_the_next_row_of_a_folded_drawing_stays_where_it_is() -> None:
    project = row((0, 0), (240, 0), (0, 200), (240, 200))
    x, y, aside = room_on_link(project.graph, link(project, "a"))
    assert (x, y) == (240, 0)
    assert {each.id: each.x for each in aside} == {"b": 480}


def test_at_a_fold_the_node_begins_the_next_row() -> None:
    project = row((0, 0), (240, 0), (0, 200), (240, 200))
    x, y, aside = room_on_link(project.graph, link(project, "b"))
    assert (x, y) == (0, 200)
    assert {each.id: each.x for each in aside} == {"c": COLUMN, "d": 480}


@pytest.mark.parametrize("height", [80, -200])
def test_a_link_to_another_height_has_room_beside_it(height: float) -> None:
    project = row((0, 0), (240, height))
    assert room_on_link(project.graph, link(project, "a")) is None
    edits, node = changes.insert_on_link(project, link(project, "a"), "Dropout", 96, 40)
    apply_all(project, edits)
    assert (project.graph[node].x, project.graph[node].y) == (96, 40)
