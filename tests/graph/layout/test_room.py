"""Nodes step aside for one that is put into a link."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.graph import changes
from app.graph.edits import apply_all
from app.graph.graph import Instance, Link
from app.graph.layout.layered import COLUMN
from app.graph.layout.room import room_on_link
from app.graph.project import Project
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


# a block takes the place of several, and gives it back


def blocked(project: Project, *names: str) -> dict[str, tuple[float, float]]:
    """Make a block of these nodes; where all nodes are then."""
    edits, use = changes.make_block(project, names)
    apply_all(project, edits)
    return {"block" if each.id == use else each.id: (each.x, each.y) for each in project.graph}


def test_a_row_closes_behind_what_went_into_a_block_and_opens_when_it_comes_back() -> None:
    project = row((0, 0), (240, 0), (480, 0), (720, 0), (960, 0))
    before = {each.id: (each.x, each.y) for each in project.graph}
    places = blocked(project, "b", "c", "d")
    assert places == {"a": (0, 0), "block": (240, 0), "e": (480, 0)}
    (use,) = [each.id for each in project.graph if each.kind == "Block"]
    apply_all(project, changes.unpack(project, use)[0])
    assert {each.name: (each.x, each.y) for each in project.graph} == before


def test_a_row_closes_as_far_as_others_leave_room() -> None:
    """Another node stands in the way of the one that would move up, and a branch that goes around keeps its length."""
    project = row((0, 0), (240, 0), (480, 0), (720, 0), (960, 0))
    project.graph.put_instance(Instance("other", "other", kind("ReLU")(), 480, 40))
    assert blocked(project, "b", "c", "d")["e"] == (720, 0)
    project = row((0, 0), (240, 0), (480, 0), (720, 0), (960, 0))
    project.graph.put_instance(Instance("long", "long", kind("ReLU")(), 480, 160))
    project.graph.put_instance(Instance("sum", "sum", kind("Add")(), 1200, 0))
    project.graph.put_links([Link("e", "y", "sum", "x"), Link("a", "y", "long", "x"), Link("long", "y", "sum", "x", 1)])
    places = blocked(project, "b", "c", "d")
    assert (places["e"], places["sum"], places["long"]) == ((480, 0), (720, 0), (480, 160))


def test_a_target_moves_up_with_its_loss() -> None:
    project = row((0, 0), (240, 0), (480, 0), (720, 0))
    project.graph.put_instance(Instance("loss", "loss", kind("MSELoss")(), 960, 0))
    project.graph.put_instance(Instance("answer", "answer", kind("Target")(), 720, 112))
    project.graph.put_links([Link("d", "y", "loss", "x"), Link("answer", "y", "loss", "target")])
    places = blocked(project, "b", "c")
    assert (places["d"], places["loss"], places["answer"]) == ((480, 0), (720, 0), (480, 112))


def test_a_block_of_nodes_in_two_rows_covers_none_of_the_others() -> None:
    project = row((0, 0), (240, 0), (480, 0), (0, 160), (240, 160), (480, 160))
    places = blocked(project, "c", "d")
    assert places["block"] == (480, 0)
    assert (places["e"], places["f"]) == ((0, 160), (240, 160))


def test_what_is_below_steps_down_for_a_high_drawing() -> None:
    project = row((0, 0), (240, 0), (240, 112), (480, 0))
    places = blocked(project, "b", "c")
    project.graph.put_instance(Instance("below", "below", kind("ReLU")(), 240, 160))
    (use,) = [each.id for each in project.graph if each.kind == "Block"]
    apply_all(project, changes.unpack(project, use)[0])
    after = {each.name: (each.x, each.y) for each in project.graph}
    assert places["block"] == (240, 0) and after["b"] == (240, 0) and after["c"] == (240, 112)
    assert after["below"] == (240, 224)


def test_a_long_row_is_folded_inside_its_block() -> None:
    """Seven columns, ports included, are too small to read when one looks into it; unpacked it is a row again."""
    for count, rows in ((5, 2), (3, 1)):
        project = row(*((240.0 * place, 0.0) for place in range(count + 2)))
        blocked(project, *"bcdefgh"[:count])
        (definition,) = project.blocks.values()
        assert len({each.y for each in definition.graph if each.node.role == "layer"}) == rows
        (use,) = [each.id for each in project.graph if each.kind == "Block"]
        apply_all(project, changes.unpack(project, use)[0])
        assert sorted((each.x, each.y) for each in project.graph) == [(240.0 * place, 0) for place in range(count + 2)]
