"""Weights shared between nodes of one kind, and given back."""

from __future__ import annotations

import pytest

from app.errors import ProjectError
from app.graph import changes
from app.graph.edits import apply_all
from app.graph.project import Project


def project_with(*kinds: str) -> Project:
    """Unconnected nodes of these kinds."""
    project = Project()
    for number, kind_name in enumerate(kinds):
        apply_all(project, changes.place(project, kind_name, 240.0 * number, 0)[0])
    return project


def owners(project: Project) -> dict[str, str]:
    return {each.id: each.shares for each in project.graph}


def test_the_first_in_the_drawing_owns_the_weights() -> None:
    project = project_with("Linear", "Linear", "Linear")
    a, b, c = (each.id for each in project.graph)
    apply_all(project, changes.share_weights(project, [c, b]))
    assert owners(project) == {a: "", b: "", c: b}
    apply_all(project, changes.share_weights(project, [b, a]))  # who used those of b comes along
    assert owners(project) == {a: "", b: a, c: a}
    apply_all(project, changes.own_weights(project, [a, c]))
    assert owners(project) == {a: "", b: a, c: ""}


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [(["Linear"], "two nodes"), (["Linear", "Conv2d"], "only one kind"), (["ReLU", "ReLU"], "no weights")],
)
def test_others_are_refused_with_a_reason(kinds: list[str], reason: str) -> None:
    project = project_with(*kinds)
    with pytest.raises(ProjectError, match=reason):
        changes.share_weights(project, [each.id for each in project.graph])


def test_uses_of_a_block_share_and_freeze_as_layers_do() -> None:
    project = project_with("Linear", "ReLU")
    edits, first = changes.make_block(project, [each.id for each in project.graph][:1])
    apply_all(project, edits)
    edits, (second,) = changes.duplicate(project, [first])
    apply_all(project, edits)
    apply_all(project, changes.share_weights(project, [first, second]))
    assert project.graph[second].shares == first
