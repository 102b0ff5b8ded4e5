"""Shapes are torch's own; misfits are named with their reason and a way out."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from app.compile.shapes import engine as shapes_module
from app.compile.shapes.engine import Inference, ShapeEngine
from app.compile.shapes.probe import probe
from app.graph.edits import apply_all
from app.graph.project import Project
from nodes.call import Call, Slot, method, nn
from nodes.call import torch as torch_calls
from nodes.shape import Shape, ShapeError
from tests.compile.drawings import digits_cnn, draw


def infer(project: Project) -> Inference:
    return ShapeEngine().infer(project.graph)


def head(width: int, classes: int) -> Project:
    return draw(
        ("image", "Input", {"shape": [1, 8, 8]}),
        ("conv", "Conv2d", {}),
        ("linear", "Linear", {"out_features": width}),
        ("output", "Output", {}),
        ("label", "Target", {"classes": classes}),
        ("loss", "CrossEntropyLoss", {}),
        links="image > conv, conv > linear, linear > output, linear > loss, label > loss.target",
    )


def test_sizes_are_those_of_torch() -> None:
    found = infer(digits_cnn())
    assert found.problems == []
    assert str(found.shapes["id_pool_1", "y"]) == "(N, 8, 4, 4)"
    assert found.shapes["id_linear_1", "y"] == Shape.per_sample(10)
    assert found.parameters["id_conv_1"] == 8 * 9 + 8
    assert found.buffers["id_norm_1"] == 8 + 8 + 1
    assert found.total_parameters == 80 + 16 + 128 * 10 + 10


@pytest.mark.parametrize("steps", [1, 3, 28, 5000])
@pytest.mark.parametrize("both_ways", [False, True])
@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_recurrent_layers_of_any_length(kind: str, both_ways: bool, steps: int) -> None:
    drawn = draw(
        ("rows", "Input", {"shape": [steps, 8]}),
        ("cell", kind, {"hidden_size": 5, "bidirectional": both_ways}),
        links="rows > cell",
    )
    found = infer(drawn)
    assert str(found.shapes["id_cell", "output"]) == f"(N, {steps}, {10 if both_ways else 5})"
    assert str(found.shapes["id_cell", "last"]) == f"(N, {10 if both_ways else 5})"


def test_picture_into_linear_is_flagged_and_mended() -> None:
    project = head(10, 10)
    (problem,) = infer(project).problems
    assert problem.severity == "error" and problem.node == "id_linear"
    assert problem.message == "linear expects (N, features) or (N, L, features), got (N, 16, 6, 6) from conv"
    assert problem.link is not None and problem.link.source == "id_conv"
    assert problem.fix is not None and problem.fix.label == "Insert Flatten"
    apply_all(project, problem.fix.edits)
    assert infer(project).problems == []


def test_width_that_is_not_the_number_of_classes() -> None:
    project = head(7, 10)
    apply_all(project, infer(project).problems[0].fix.edits)
    (problem,) = infer(project).problems
    assert "10 scores per sample" in problem.message and "(N, 7)" in problem.message
    assert problem.fix is not None and problem.fix.label == "Set out_features of linear to 10"
    apply_all(project, problem.fix.edits)
    assert infer(project).problems == []


def test_branches_of_different_width() -> None:
    project = draw(
        ("image", "Input", {"shape": [1, 8, 8]}),
        ("left", "Conv2d", {"out_channels": 4}),
        ("right", "Conv2d", {"out_channels": 6}),
        ("sum", "Add", {}),
        ("output", "Output", {}),
        links="image > left, image > right, left > sum, right > sum, sum > output",
    )
    (problem,) = infer(project).problems
    assert problem.message.startswith("sum expects tensors of one shape")
    assert problem.fix is not None and problem.fix.label == "Set out_channels of right to 4"
    apply_all(project, problem.fix.edits)
    assert infer(project).problems == []


@pytest.mark.parametrize(
    ("between", "fix"), [("LearnedScale", "Set out_features of linear to 10"), ("GLU", "Set classes of label to 4")]
)
def test_the_width_is_set_where_it_passes_through_unchanged(between: str, fix: str) -> None:
    project = draw(
        ("x", "Input", {"shape": [4]}),
        ("linear", "Linear", {"out_features": 8}),
        ("between", between, {}),
        ("label", "Target", {}),
        ("loss", "CrossEntropyLoss", {}),
        links="x > linear, linear > between, between > loss, label > loss.target",
    )
    (problem,) = infer(project).problems
    assert problem.fix is not None and problem.fix.label == fix
    apply_all(project, problem.fix.edits)
    assert infer(project).problems == []


def test_numbers_where_tokens_are_needed() -> None:
    project = draw(
        ("words", "Input", {"shape": [5]}),
        ("table", "Embedding", {}),
        ("output", "Output", {}),
        links="words > table, table > output",
    )
    (problem,) = infer(project).problems
    assert problem.fix is not None and problem.fix.label == "Set dtype of words to int64"
    apply_all(project, problem.fix.edits)
    assert infer(project).problems == []


def test_softmax_before_cross_entropy_is_a_warning_with_a_way_out() -> None:
    project = digits_cnn()
    project = draw(
        ("x", "Input", {"shape": [4]}),
        ("linear", "Linear", {"out_features": 3}),
        ("softmax", "Softmax", {}),
        ("output", "Output", {}),
        ("label", "Target", {"classes": 3}),
        ("loss", "CrossEntropyLoss", {}),
        links="x > linear, linear > softmax, softmax > output, softmax > loss, label > loss.target",
    )
    (problem,) = infer(project).problems
    assert problem.severity == "warning" and problem.fix is not None
    apply_all(project, problem.fix.edits)
    assert "id_softmax" not in project.graph and infer(project).problems == []


def test_a_refusal_of_torch_gives_its_reason_with_n_for_the_batch() -> None:
    with pytest.raises(ShapeError, match=r"PyTorch says: .*Kernel size can't be greater"):
        probe(Call(nn.Conv2d, 1, 16, 9), {"x": [Shape.per_sample(1, 4, 4)]})
    with pytest.raises(ShapeError, match=r"\[N, 6\]"):
        probe(Call(nn.Linear, 5, 4), {"x": [Shape.per_sample(6)]})


def test_extents_that_grow_with_the_batch() -> None:
    folded = probe(Call(method.reshape, Slot("x"), -1, 2), {"x": [Shape.per_sample(6)]})
    assert str(folded.shapes["y"]) == "(3N, 2)"
    doubled = probe(Call(torch_calls.cat, [Slot("x"), Slot("x")], dim=0), {"x": [Shape.per_sample(6)]})
    assert str(doubled.shapes["y"]) == "(2N, 6)"


def test_giant_layers_are_problems_not_crashes() -> None:
    project = draw(
        ("x", "Input", {"shape": [2**24]}),
        ("linear", "Linear", {"out_features": 1_000_000}),
        ("output", "Output", {}),
        links="x > linear, linear > output",
    )
    found = infer(project)
    assert [problem.severity for problem in found.problems] == ["warning"]
    assert "could not fit in memory" in found.problems[0].message
    with pytest.raises(ShapeError, match="would not fit in any memory"):
        probe(Call(nn.Linear, 2**31, 2**31), {"x": [Shape.per_sample(2**31)]})


def test_a_misfit_that_takes_no_part_is_only_a_warning() -> None:
    project = digits_cnn()
    extra = draw(("image", "Input", {"shape": [1, 8, 8]}), ("stray", "Linear", {}), links="image > stray")
    project.graph.put_instance(extra.graph["id_stray"])
    project.graph.put_link(extra.graph.links()[0])
    assert [problem.severity for problem in infer(project).problems] == ["warning"]


def test_an_answer_that_sees_the_truth_is_refused() -> None:
    project = draw(
        ("x", "Input", {"shape": [4]}),
        ("linear", "Linear", {"out_features": 4}),
        ("truth", "Target", {"classes": 0, "shape": [4]}),
        ("sum", "Add", {}),
        ("output", "Output", {}),
        ("loss", "MSELoss", {}),
        links="x > linear, linear > sum, truth > sum, sum > output, linear > loss, truth > loss.target",
    )
    assert any("sees the right answer" in problem.message for problem in infer(project).problems)


def test_frozen_everything_leaves_nothing_to_train() -> None:
    project = digits_cnn()
    for name in ("conv_1", "norm_1", "linear_1"):
        project.graph.put_instance(replace(project.graph[f"id_{name}"], frozen=True))
    assert any("nothing to train" in problem.message for problem in infer(project).problems)


def test_one_edit_asks_torch_only_downstream(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = shapes_module.answer
    monkeypatch.setattr(shapes_module, "answer", lambda node, *rest: asked.append(node.kind) or real(node, *rest))
    project, engine = digits_cnn(), ShapeEngine()
    first = engine.infer(project.graph)
    asked.clear()
    again = engine.infer(project.graph)
    assert asked == [] and again.shapes == first.shapes
    last = project.graph["id_linear_1"]
    project.graph.put_instance(replace(last, node=last.node.changed(bias=False)))
    engine.infer(project.graph)
    assert asked == ["Linear"]
    project.graph.put_instance(last)
    asked.clear()
    engine.infer(project.graph)
    assert asked == []


def test_equal_nodes_are_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = shapes_module.answer
    monkeypatch.setattr(shapes_module, "answer", lambda node, *rest: asked.append(node.kind) or real(node, *rest))
    names = [f"relu_{number}" for number in range(50)]
    links = ", ".join(f"{before} > {after}" for before, after in zip(["x", *names], names, strict=False))
    infer(draw(("x", "Input", {}), *((name, "ReLU", {}) for name in names), links=links))
    assert asked == ["Input", "ReLU"]


def test_the_random_state_of_training_is_left_alone() -> None:
    before = torch.get_rng_state()
    infer(digits_cnn())
    assert torch.equal(before, torch.get_rng_state())


def test_an_edit_asks_only_for_what_it_changes_among_a_thousand_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long that takes is the bench's to say."""
    asked = []
    real = shapes_module.answer
    monkeypatch.setattr(shapes_module, "answer", lambda node, *rest: asked.append(node.kind) or real(node, *rest))
    kinds = [("Linear", {"out_features": 2 + number}) if number % 2 else ("ReLU", {}) for number in range(999)]
    names = [f"n{number}" for number in range(999)]
    links = ", ".join(f"{before} > {after}" for before, after in zip(["x", *names], names, strict=False))
    project = draw(
        ("x", "Input", {"shape": [5]}), *((name, *kind) for name, kind in zip(names, kinds, strict=True)), links=links
    )
    engine = ShapeEngine()
    engine.infer(project.graph)
    asked.clear()
    last = project.graph["id_n997"]
    project.graph.put_instance(replace(last, node=last.node.changed(out_features=5000)))
    assert engine.infer(project.graph).shapes["id_n998", "y"] == Shape.per_sample(5000)
    assert asked == ["Linear", "ReLU"]
