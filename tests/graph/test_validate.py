"""Structural findings."""

from __future__ import annotations

from dataclasses import replace

import nodes
from app.graph import changes
from app.graph.edits import apply_all
from app.graph.problem import Problem
from app.graph.project import Project
from app.graph.validate import problems


def _after(project: Project, *edits: object) -> list[Problem]:
    apply_all(project, list(edits))  # type: ignore[arg-type]
    return problems(project)


def test_a_sound_drawing_has_none(project: Project) -> None:
    assert problems(project) == []


def test_an_empty_drawing_says_so_once() -> None:
    (only,) = problems(Project())
    assert "empty" in only.message


def test_a_missing_input_names_node_and_port(project: Project) -> None:
    found = _after(project, *changes.disconnect(project, project.graph.links_into("n_conv_1")[0]))
    assert found[0].severity == "error"
    assert found[0].message == "conv_1: the input x is not connected, it expects (N, C, H, W)"
    assert found[0].node == "n_conv_1"
    assert [problem.message for problem in found[1:]] == ["image: is not connected yet, so the model leaves it out"]


def test_a_dangling_loss_is_an_error(project: Project) -> None:
    found = _after(project, *changes.delete(project, ["n_digit"]))
    assert [(problem.severity, problem.node) for problem in found] == [("error", "n_loss")]
    assert "loss: the input target is not connected" in found[0].message


def test_missing_ends(project: Project) -> None:
    found = _after(project, *changes.delete(project, ["n_output", "n_loss", "n_image"]))
    words = " ".join(problem.message for problem in found if problem.severity == "error")
    assert "no Input" in words and "no Output" in words and "no loss" in words
    assert any("no loss uses this Target" in problem.message for problem in found)


def test_before_there_is_an_end_no_node_is_told_off(project: Project) -> None:
    found = _after(project, *changes.delete(project, ["n_output", "n_loss"]))
    assert not any("leads to no" in problem.message for problem in found)


def test_a_loose_node_is_a_warning_and_nothing_offers_to_delete_it(project: Project) -> None:
    edits, node_id = changes.place(project, "Conv2d", 0, 0)
    (found,) = _after(project, *edits)
    assert (found.severity, found.node, found.fix) == ("warning", node_id, None)
    assert found.message == "conv_3: is not connected yet, so the model leaves it out"


def test_a_branch_that_leads_nowhere_says_so(project: Project) -> None:
    edits, node_id = changes.place(project, "Conv2d", 0, 0)
    apply_all(project, edits)
    (found,) = _after(project, *changes.connect(project, "n_conv_1", "y", node_id, "x"))
    message = "conv_3: leads to no Output and no loss, so the model leaves this branch out"
    assert (found.message, found.fix) == (message, None)


def test_of_a_cut_chain_only_its_loose_ends_are_told(project: Project) -> None:
    found = _after(project, *changes.disconnect(project, project.graph.links_into("n_linear_1")[0]))
    assert [problem.node for problem in found] == ["n_linear_1", "n_flatten_1"]


def test_names_twice_and_bad_shares(project: Project) -> None:
    from dataclasses import replace

    project.graph.put_instance(replace(project.graph["n_conv_2"], name="conv_1", shares="gone"))
    words = " ".join(problem.message for problem in problems(project))
    assert "2 nodes are named conv_1" in words
    assert "does not exist" in words


def test_counts_that_are_standardized_are_told(project: Project) -> None:
    counts = nodes.kind("Target").from_values({"classes": 0})
    project.graph.put_instance(replace(project.graph["n_digit"], node=counts))
    project.graph.put_instance(replace(project.graph["n_loss"], node=nodes.kind("PoissonNLLLoss")()))
    (found,) = problems(project)
    assert found.message == "loss takes digit as it is, and the data choice standardizes its numbers"
    assert found.severity == "warning" and found.fix is not None
    assert _after(project, *found.fix.edits) == []
    assert not project.data.standardize
