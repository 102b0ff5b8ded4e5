"""Copying and pasting nodes as text."""

from __future__ import annotations

import json

import pytest

from app.errors import ProjectError
from app.graph import changes
from app.graph.edits import apply_all
from app.graph.files.format import dump
from app.graph.graph import Instance
from app.graph.project import Project
from nodes import kind

CHOSEN = ["n_conv_1", "n_conv_2", "n_add_1"]


def test_pasted_into_an_empty_drawing(project: Project) -> None:
    other = Project()
    edits, ids = changes.paste(other, changes.fragment(project, CHOSEN), 100, 50)
    apply_all(other, edits)
    assert [each.name for each in other.graph] == ["conv_1", "conv_2", "add_1"]
    assert (len(ids), len(other.graph.links())) == (3, 3)
    assert (min(each.x for each in other.graph), min(each.y for each in other.graph)) == (100, 50)
    assert {each.id for each in other.graph}.isdisjoint(CHOSEN)


def test_incoming_links_on_request(project: Project) -> None:
    text = changes.fragment(project, CHOSEN)
    plain, _ = changes.paste(project, text, 0, 0)
    kept, ids = changes.paste(project, text, 0, 0, keep_incoming=True)
    assert len(kept) == len(plain) + 1
    apply_all(project, kept)
    assert project.graph.links_into(ids[0])[0].source == "n_image"
    other = Project()
    assert len(changes.paste(other, text, 0, 0, keep_incoming=True)[0]) == len(plain)


def test_duplicates_get_names_of_their_own(project: Project) -> None:
    apply_all(project, changes.set_instance(project, "n_conv_2", shares="n_conv_1"))
    edits, ids = changes.duplicate(project, ["n_conv_1", "n_conv_2"])
    apply_all(project, edits)
    first, second = (project.graph[each] for each in ids)
    assert (first.name, second.name, second.shares) == ("conv_3", "conv_4", first.id)
    alone, (only,) = changes.duplicate(project, ["n_conv_2"])
    apply_all(project, alone)
    assert project.graph[only].shares == ""


def test_a_whole_project_file_can_be_pasted(project: Project) -> None:
    edits, ids = changes.paste(Project(), dump(project), 0, 0)
    assert len(ids) == len(project.graph)
    assert len(edits) == len(project.graph) + len(project.graph.links())


@pytest.mark.parametrize("text", ["hello", "[]", '{"format": "keras"}', json.dumps({"format": "netloom-fragment"})])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ProjectError):
        changes.paste(Project(), text, 0, 0)


def test_a_newer_or_empty_fragment_is_refused(project: Project) -> None:
    data = json.loads(changes.fragment(project, CHOSEN))
    with pytest.raises(ProjectError, match="version 2 is newer"):
        changes.paste(project, json.dumps(data | {"version": 2}), 0, 0)
    with pytest.raises(ProjectError, match="no nodes"):
        changes.paste(project, changes.fragment(project, []), 0, 0)


def test_a_duplicate_stands_below_where_there_is_room_else_a_step_aside() -> None:
    project = Project()
    for number, place in enumerate([(0.0, 0.0), (240.0, 0.0)]):
        project.graph.put_instance(Instance(f"n{number}", f"relu_{number}", kind("ReLU")(), *place))
    apply_all(project, changes.duplicate(project, ["n0", "n1"])[0])
    assert {(each.x, each.y) for each in project.graph} == {(0, 0), (240, 0), (0, 112), (240, 112)}
    edits, (made,) = changes.duplicate(project, ["n0"])
    apply_all(project, edits)
    assert (project.graph[made].x, project.graph[made].y) == (32, 32)
    with pytest.raises(ProjectError, match="choose the nodes"):
        changes.duplicate(project, [])
