"""Each edit and its inverse."""

from __future__ import annotations

from dataclasses import replace

import pytest

import nodes
from app.errors import ProjectError
from app.graph.edits import (
    AddLink,
    AddNode,
    ChangeNode,
    Edit,
    RemoveLink,
    RemoveNode,
    SetSection,
    apply_all,
)
from app.graph.files.format import dump
from app.graph.graph import Instance, Link
from app.graph.project import Project

NEW = Instance("n_new", "relu_9", nodes.kind("ReLU")())


def _edits(project: Project) -> list[Edit]:
    graph = project.graph
    return [
        AddNode(NEW, index=2),
        AddLink(Link("n_image", "y", "n_add_1", "x", 7)),
        RemoveLink(graph.links()[0]),
        ChangeNode(replace(graph["n_conv_1"], name="stem", x=1.0)),
        SetSection("title", "Other"),
        SetSection("training", project.training.changed(lr=0.5)),
        SetSection("frames", ()),
    ]


@pytest.mark.parametrize("index", range(7))
def test_inverse_brings_the_same_project_back(project: Project, index: int) -> None:
    before = dump(project)
    edit = _edits(project)[index]
    inverse = edit.apply(project)
    assert dump(project) != before
    assert inverse.apply(project) == edit
    assert dump(project) == before


def test_removing_keeps_the_place_in_document_order(project: Project) -> None:
    for link in [*project.graph.links_into("n_conv_2"), *project.graph.links_from("n_conv_2")]:
        RemoveLink(link).apply(project)
    inverse = RemoveNode("n_conv_2").apply(project)
    inverse.apply(project)
    assert project.graph.index("n_conv_2") == 2


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda p: AddNode(replace(NEW, id="n_image")), "already"),
        (lambda p: AddNode(replace(NEW, name="conv_1")), "named 'conv_1'"),
        (lambda p: AddNode(replace(NEW, name="class")), "Python"),
        (lambda p: AddNode(replace(NEW, shares="n_conv_1")), "is a ReLU"),
        (lambda p: RemoveNode("n_conv_1"), "links"),
        (lambda p: RemoveNode("nothing"), "no node"),
        (lambda p: RemoveLink(Link("n_image", "y", "n_conv_2", "x")), "no link"),
        (lambda p: RemoveLink(Link("nothing", "y", "n_conv_2", "x")), "no link"),
        (lambda p: AddLink(Link("n_conv_2", "y", "n_conv_1", "x")), "taken by image"),
        (lambda p: AddLink(Link("n_linear_1", "y", "n_add_1", "x", 5)), "cycle"),
        (lambda p: AddLink(Link("n_image", "z", "n_add_1", "x", 5)), "no output"),
        (lambda p: AddLink(Link("n_image", "y", "n_add_1", "z", 5)), "no input"),
        (lambda p: AddLink(Link("n_image", "y", "n_add_1", "x", 1)), "number 1"),
        (lambda p: AddLink(Link("n_image", "y", "n_add_1", "x", -1)), "place number"),
        (lambda p: ChangeNode(replace(NEW, id="nothing")), "no node"),
        (lambda p: ChangeNode(replace(p.graph["n_add_1"], node=nodes.kind("ReLU")())), "cannot take the links"),
        (lambda p: ChangeNode(replace(p.graph["n_conv_1"], node=nodes.kind("LSTM")())), "no output"),
        (lambda p: SetSection("training", "fast"), "expected Recipe"),
        (lambda p: SetSection("nodes", ()), "unknown section"),
        (lambda p: SetSection("title", "x" * 999), "200"),
    ],
)
def test_refused_with_the_reason_and_nothing_changed(project: Project, make, word: str) -> None:  # type: ignore[no-untyped-def]
    before = dump(project)
    with pytest.raises(ProjectError, match=word):
        make(project).apply(project)
    assert dump(project) == before


def test_an_owner_of_shared_weights_stays(project: Project) -> None:
    ChangeNode(replace(project.graph["n_conv_2"], shares="n_conv_1")).apply(project)
    for link in [*project.graph.links_into("n_conv_1"), *project.graph.links_from("n_conv_1")]:
        RemoveLink(link).apply(project)
    with pytest.raises(ProjectError, match="conv_2 uses the weights"):
        RemoveNode("n_conv_1").apply(project)
    with pytest.raises(ProjectError, match="conv_2 uses the weights"):
        ChangeNode(replace(project.graph["n_conv_1"], node=nodes.kind("ReLU")())).apply(project)


def test_all_or_none(project: Project) -> None:
    before = dump(project)
    with pytest.raises(ProjectError):
        apply_all(project, [SetSection("title", "A"), AddNode(NEW), AddNode(NEW)])
    assert dump(project) == before


def test_moving_many_looks_no_name_up(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look-up goes through the whole drawing: a hundred moves would cost a hundred times that."""
    looked: list[str] = []
    monkeypatch.setattr(type(project.graph), "named", lambda graph, name: looked.append(name))
    apply_all(project, [ChangeNode(replace(instance, x=8.0)) for instance in project.graph])
    assert looked == []
    apply_all(project, [ChangeNode(replace(project.graph["n_conv_1"], name="first"))])
    assert looked == ["first"]
