"""A new node is joined to the chosen one where there is exactly one way to do it."""

from __future__ import annotations

import pytest

from app.graph import changes
from app.graph.edits import AddLink, apply_all
from app.graph.graph import Link
from app.graph.offer import offer
from app.graph.project import Project
from nodes.shape import Shape

PICTURE, ROW, TOKENS = Shape.per_sample(3, 8, 8), Shape.per_sample(64), Shape.per_sample(16, dtype="int64")


def project_of(kind_name: str, **params: object) -> tuple[Project, str]:
    project = Project()
    edits, node_id = changes.place(project, kind_name, 0, 0, **params)
    apply_all(project, edits)
    return project, node_id


def joint(project: Project, node_id: str, kind_name: str, shape: Shape | None = None) -> changes.Joint | None:
    return changes.joint(project.graph, node_id, offer(project, kind_name), shape)


@pytest.mark.parametrize(
    ("there", "new", "shape", "port"),
    [
        ("Conv2d", "ReLU", PICTURE, "x"),
        ("Conv2d", "Add", PICTURE, "x"),
        ("Linear", "CrossEntropyLoss", ROW, "x"),
        ("Target", "CrossEntropyLoss", None, "target"),
        ("LSTM", "Linear", None, "x"),
        ("Embedding", "LSTM", None, "x"),
    ],
)
def test_what_follows_takes_the_first_output(there: str, new: str, shape: Shape | None, port: str) -> None:
    project, node_id = project_of(there)
    found = joint(project, node_id, new, shape)
    assert found is not None and (found.new, found.behind) == (port, True)
    edits, made = changes.attach(project, found, new, 240, 0)
    apply_all(project, edits)
    assert [(link.source, link.target, link.input) for link in project.graph.links()] == [(node_id, made, port)]


@pytest.mark.parametrize(
    ("there", "new", "shape"),
    [
        ("Conv2d", "Linear", PICTURE),  # does not fit
        ("Conv2d", "Subtract", PICTURE),  # a or b
        ("Linear", "Target", ROW),  # nothing to take it, nothing that waits
        ("Input", "Output", PICTURE),
        ("Conv2d", "Embedding", PICTURE),  # wants whole numbers
    ],
)
def test_what_does_not_fit_or_leaves_a_choice_stays_alone(there: str, new: str, shape: Shape) -> None:
    project, node_id = project_of(there)
    assert joint(project, node_id, new, shape) is None


def test_an_output_that_goes_on_already_takes_ends_only() -> None:
    project, first = project_of("Linear")
    edits, second = changes.place(project, "ReLU", 240, 0)
    apply_all(project, [*edits, AddLink(Link(first, "y", second, "x"))])
    assert joint(project, first, "Dropout", ROW) is None
    assert joint(project, first, "Output", ROW) is not None
    assert joint(project, first, "MSELoss", ROW) is not None


def test_what_only_gives_feeds_what_waits() -> None:
    project, loss = project_of("CrossEntropyLoss")
    found = joint(project, loss, "Target")
    assert found == changes.Joint(loss, "target", "y", behind=False)
    apply_all(project, changes.attach(project, found, "Target", -240, 0)[0])
    assert [link.input for link in project.graph.links()] == ["target"]
    assert joint(project, loss, "Target") is None


def test_an_input_of_another_form_stands_alone() -> None:
    """An Input gives pictures at first; a Linear waits for features."""
    project, linear = project_of("Linear")
    found = joint(project, linear, "Input")
    assert found is not None
    edits, _ = changes.attach(project, found, "Input", -240, 0)
    assert not [edit for edit in edits if isinstance(edit, AddLink)]
