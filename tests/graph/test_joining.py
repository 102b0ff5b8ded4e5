"""What is proposed for a node that waits for a link: one link where one fits, else nothing."""

from __future__ import annotations

from dataclasses import replace

import nodes
from app.graph import changes
from app.graph.edits import apply_all
from app.graph.problem import Problem
from app.graph.project import Project
from app.graph.validate import problems


def _do(project: Project, edits: list[object]) -> list[Problem]:
    apply_all(project, edits)  # type: ignore[arg-type]
    return problems(project)


def _cut(project: Project, *targets: str) -> None:
    for target in targets:
        for link in project.graph.links_into(target):
            apply_all(project, changes.disconnect(project, link))


def _labels(found: list[Problem]) -> list[str]:
    return [problem.fix.label for problem in found if problem.fix]


def _is_mended(project: Project, problem: Problem) -> bool:
    assert problem.fix is not None
    return problem.message not in [each.message for each in _do(project, list(problem.fix.edits))]


def test_a_gap_is_closed_from_either_side(project: Project) -> None:
    _cut(project, "n_linear_1")
    found = problems(project)
    assert [problem.node for problem in found if problem.fix] == ["n_linear_1", "n_flatten_1"]
    assert set(_labels(found)) == {"Connect flatten_1 → linear_1"}
    assert all(problem.fix is None or "Delete" not in problem.fix.label for problem in found)
    assert _do(project, list(found[0].fix.edits)) == []  # type: ignore[union-attr]


def test_a_node_dropped_into_a_gap_is_put_into_it(project: Project) -> None:
    edits, node_id = changes.place(project, "Dropout", 0, 0)
    _cut(project, "n_linear_1")
    found = _do(project, edits)
    dropped = next(problem for problem in found if problem.node == node_id)
    assert dropped.fix is not None and dropped.fix.label == "Connect flatten_1 → dropout_1 → linear_1"
    assert _do(project, list(dropped.fix.edits)) == []


def test_two_that_could_be_meant_give_no_proposal(project: Project) -> None:
    _cut(project, "n_linear_1")
    for kind in ("Dropout", "ReLU"):
        edits, _ = changes.place(project, kind, 0, 0)
        apply_all(project, edits)
    assert _labels(problems(project)) == []


def test_the_last_layer_goes_to_output_and_loss(project: Project) -> None:
    apply_all(project, changes.disconnect(project, project.graph.links_into("n_output")[0]))
    apply_all(project, changes.disconnect(project, project.graph.links_at("n_loss", "x")[0]))
    last = next(problem for problem in problems(project) if problem.node == "n_linear_1")
    assert last.fix is not None and last.fix.label == "Connect linear_1 → output, loss"
    assert _do(project, list(last.fix.edits)) == []


def test_an_output_takes_what_the_loss_takes(project: Project) -> None:
    apply_all(project, changes.disconnect(project, project.graph.links_into("n_output")[0]))
    (found,) = problems(project)
    assert found.fix is not None and found.fix.label == "Connect linear_1 → output"
    assert _is_mended(project, found)


def test_a_target_goes_to_the_loss_and_nowhere_else(project: Project) -> None:
    apply_all(project, changes.disconnect(project, project.graph.links_at("n_loss", "target")[0]))
    found = problems(project)
    assert {problem.node for problem in found} == {"n_loss", "n_digit"}
    assert set(_labels(found)) == {"Connect digit → loss"} and len(_labels(found)) == 2
    apply_all(project, list(found[0].fix.edits))  # type: ignore[union-attr]
    _cut(project, "n_linear_1")
    edits, node_id = changes.place(project, "Target", 0, 0)
    extra = next(problem for problem in _do(project, edits) if problem.node == node_id)
    assert extra.fix is None


def test_data_does_not_go_straight_to_an_end() -> None:
    project = Project()
    for kind in ("Input", "Output"):
        edits, _ = changes.place(project, kind, 0, 0)
        apply_all(project, edits)
    assert _labels(problems(project)) == []


def test_no_proposal_closes_a_cycle(project: Project) -> None:
    _cut(project, "n_conv_1", "n_output", "n_loss")
    for problem in problems(project):
        for edit in problem.fix.edits if problem.fix else ():
            assert not (edit.link.target == "n_conv_1" and edit.link.source == "n_linear_1")  # type: ignore[union-attr]


def test_long_names_are_shortened_on_the_button(project: Project) -> None:
    apply_all(project, changes.rename(project, "n_flatten_1", "flatten_with_a_very_long_name_indeed"))
    _cut(project, "n_linear_1")
    assert _labels(problems(project))[0] == "Connect flatten_with_a_very… → linear_1"


def test_many_loose_ends_are_not_compared() -> None:
    project = Project()
    for kind in ("Output", *["ReLU"] * 40):
        edits, _ = changes.place(project, kind, 0, 0)
        apply_all(project, edits)
    assert _labels(problems(project)) == []


def test_only_the_answer_of_a_loss_is_proposed_from_another_end(project: Project) -> None:
    _cut(project, "n_loss")
    project.graph.put_instance(replace(project.graph["n_loss"], node=nodes.kind("GaussianNLLLoss")()))
    found = {problem.message: problem.fix for problem in problems(project) if problem.node == "n_loss"}
    assert found["loss: the input x is not connected"] is not None
    assert found["loss: the input logvar is not connected, it expects as x"] is None
