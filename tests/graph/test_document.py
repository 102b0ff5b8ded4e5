"""History, saved state and listeners of the open document."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from app.errors import ProjectError
from app.graph import document as module
from app.graph.changes import place, rename, set_params, set_training
from app.graph.document import Document
from app.graph.edits import AddLink, Edit, SetSection
from app.graph.files.format import dump
from app.graph.graph import Link
from app.graph.project import Project


@pytest.fixture
def document(project: Project) -> Document:
    return Document(project)


def test_undo_and_redo_give_labels(document: Document) -> None:
    before = dump(document.project)
    document.do("Change the title", [SetSection("title", "New")])
    after = dump(document.project)
    assert (document.undo_label, document.can_redo, document.history()) == (
        "Change the title",
        False,
        ["Change the title"],
    )
    assert document.undo() == "Change the title"
    assert dump(document.project) == before
    assert (document.redo_label, document.can_undo) == ("Change the title", False)
    assert document.redo() == "Change the title"
    assert dump(document.project) == after
    assert document.redo() is None


def test_a_failing_step_leaves_no_trace(document: Document) -> None:
    before = dump(document.project)
    bad = AddLink(Link("n_linear_1", "y", "n_add_1", "x", 9))
    with pytest.raises(ProjectError):
        document.do("Draw", [SetSection("title", "New"), bad])
    assert dump(document.project) == before
    assert not document.can_undo


def test_no_edits_are_no_step(document: Document) -> None:
    document.do("Nothing", [])
    assert not document.can_undo


def test_dirty_follows_what_was_saved(document: Document, tmp_path: Path) -> None:
    assert not document.dirty
    document.do("A", [SetSection("title", "A")])
    assert document.dirty
    document.mark_saved(tmp_path / "net.netloom")
    assert (document.dirty, document.name) == (False, "net")
    document.undo()
    assert document.dirty
    document.redo()
    assert not document.dirty
    document.undo()
    document.do("B", [SetSection("title", "B")])
    document.undo()
    assert document.dirty, "what was saved can no longer be reached"


def test_same_merge_key_within_a_second_is_one_step(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    before = dump(document.project)
    for number in range(50):
        now[0] += 0.5
        document.do("Learning rate", set_training(document.project, lr=0.1 + number), merge="lr")
    assert len(document.history()) == 1
    assert len(document._done[0].forward) == len(document._done[0].backward) == 1
    now[0] += 1.5
    document.do("Learning rate", set_training(document.project, lr=500.0), merge="lr")
    assert len(document.history()) == 2
    document.undo()
    document.undo()
    assert dump(document.project) == before


def test_merging_never_swallows_a_saved_or_uncovered_state(document: Document, tmp_path: Path) -> None:
    document.do("A", [SetSection("title", "A")], merge="title")
    document.mark_saved(tmp_path / "x.netloom")
    document.do("B", [SetSection("title", "B")], merge="title")
    assert document.history() == ["A", "B"]
    document.undo()
    assert not document.dirty


def test_a_step_may_wait_for_its_second_part(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter((0.0, 600.0, 1200.0))
    monkeypatch.setattr("app.graph.document.time.monotonic", lambda: next(now))
    document.do("A", [SetSection("title", "A")], merge="title")
    document.do("B", [SetSection("title", "B")], merge="title", within=math.inf)
    assert document.history() == ["B"]
    document.do("C", [SetSection("title", "C")], merge="title")
    assert document.history() == ["B", "C"]


def test_merged_renames_in_a_circle_can_be_undone_and_redone(document: Document) -> None:
    before = dump(document.project)
    for node_id, name in [("n_conv_1", "tmp"), ("n_conv_2", "conv_1"), ("n_conv_1", "conv_2")]:
        document.do("Swap", rename(document.project, node_id, name), merge="swap")
    after = dump(document.project)
    assert document.undo() and dump(document.project) == before
    assert document.redo() and dump(document.project) == after


def test_listeners_hear_every_change_until_they_stop(document: Document) -> None:
    heard: list[tuple[Edit, ...]] = []
    stop = document.subscribe(heard.append)
    edits, _ = place(document.project, "ReLU", 0, 0)
    document.do("Place", edits)
    document.undo()
    document.redo()
    assert len(heard) == 3
    assert heard[0] == heard[2] == tuple(edits)
    stop()
    stop()
    document.do("Note", set_params(document.project, ["n_linear_1"], out_features=3))
    assert len(heard) == 3


def test_names(project: Project) -> None:
    assert Document(project).name == "untitled"
    assert Document(project, name="digits-cnn").name == "digits-cnn"
    assert Document(project, Path("a/b.netloom")).name == "b"
