"""What losses judge, what is said where they are fed with the wrong numbers, and their place in the source."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from app.compile.drawing import infer
from app.compile.module import compile_project
from app.compile.source.writer import source_of
from app.data.adopt import adopt
from app.data.dataset import Dataset
from app.graph.edits import apply_all
from app.graph.problem import Problem
from app.graph.project import Project
from tests.compile.drawings import draw


def classifier(loss: str, squash: str = "", classes: int = 3, **values: Any) -> Project:
    squashing = [("squash", squash, {})] if squash else []
    last = "squash" if squash else "scores"
    return draw(
        ("x", "Input", {"shape": [4]}),
        ("scores", "Linear", {"out_features": 1 if classes == 2 else classes}),
        *squashing,
        ("output", "Output", {}),
        ("label", "Target", {"classes": classes}),
        ("loss", loss, values),
        links=f"x > scores, {'scores > squash,' if squash else ''} {last} > output, {last} > loss, label > loss.target",
    )


def problems(project: Project) -> list[Problem]:
    return infer(project).problems()


@pytest.mark.parametrize(
    ("loss", "squash", "classes", "probabilities"),
    [
        ("NLLLoss", "LogSoftmax", 3, False),
        ("MultiMarginLoss", "", 3, False),
        ("FocalLoss", "", 3, False),
        ("BCELoss", "Sigmoid", 2, True),
        ("HingeLoss", "", 2, False),
        ("SoftMarginLoss", "", 2, False),
        ("BinaryFocalLoss", "", 2, False),
    ],
)
def test_every_loss_for_classes_has_a_head(loss: str, squash: str, classes: int, probabilities: bool) -> None:
    project = classifier(loss, squash, classes)
    assert problems(project) == []
    (head,) = compile_project(project).heads
    assert head.task == ("binary" if classes == 2 else "classification")
    assert (head.classes, head.target, head.probabilities) == (classes, 0, probabilities)


@pytest.mark.parametrize(
    ("loss", "squash", "classes", "text", "fix"),
    [
        ("NLLLoss", "", 3, "takes log probabilities; scores before it", "Insert LogSoftmax"),
        ("NLLLoss", "Softmax", 3, "takes log probabilities; squash before it", "Make squash a LogSoftmax"),
        ("BCELoss", "", 2, "takes probabilities, numbers from 0 to 1; scores before it", "Insert Sigmoid"),
        ("FocalLoss", "Softmax", 3, "squashes them a second time", "Remove squash"),
        ("CrossEntropyLoss", "Softmin", 3, "squashes them a second time", "Remove squash"),
        ("HingeLoss", "Sigmoid", 2, "squashes them a second time", "Remove squash"),
    ],
)
def test_numbers_of_the_wrong_kind_are_told_and_mended(
    loss: str, squash: str, classes: int, text: str, fix: str
) -> None:
    project = classifier(loss, squash, classes)
    (found,) = problems(project)
    assert text in found.message and found.severity == "warning"
    assert found.fix is not None and found.fix.label == fix
    apply_all(project, list(found.fix.edits))
    assert problems(project) == []


def test_yes_or_no_refuses_many_classes() -> None:
    project = classifier("HingeLoss", classes=4)
    found = next(problem for problem in problems(project) if "answers 0 or 1, got 4 classes" in problem.message)
    assert found.severity == "error"


def test_logarithms_of_counts_are_predicted_as_counts() -> None:
    project = draw(
        ("x", "Input", {"shape": [4]}),
        ("rate", "Linear", {"out_features": 1}),
        ("output", "Output", {}),
        ("count", "Target", {"classes": 0}),
        ("loss", "PoissonNLLLoss", {}),
        links="x > rate, rate > output, rate > loss, count > loss.target",
    )
    (head,) = compile_project(project).heads
    assert head.logarithms and head.task == "regression"


def drawn_loss(loss: tuple[str, str, dict[str, Any]], squares: bool) -> Project:
    """A regression with its loss as a node, or as squares that are drawn."""
    drawn = [("error", "Subtract", {}), ("square", "Multiply", {})] if squares else []
    links = "guess > error.a, number > error.b, error > square, error > square, square > loss"
    return draw(
        ("x", "Input", {"shape": [4]}),
        ("guess", "Linear", {"out_features": 2}),
        ("output", "Output", {}),
        ("number", "Target", {"classes": 0, "shape": [2]}),
        *drawn,
        loss,
        links="x > guess, guess > output, " + (links if squares else "guess > loss, number > loss.target"),
    )


def test_a_drawn_loss_may_see_the_truth_and_equals_the_node() -> None:
    drawn = compile_project(drawn_loss(("loss", "MeanLoss", {}), squares=True), seed=0)
    node = compile_project(drawn_loss(("loss", "MSELoss", {}), squares=False), seed=0)
    x, number = torch.randn(5, 4), torch.randn(5, 2)
    torch.testing.assert_close(drawn.loss([x], [number]), node.loss([x], [number]))
    assert drawn.heads == ()
    assert [head.loss for head in node.heads] == ["loss"]


def test_a_loss_that_judges_must_not_see_the_truth() -> None:
    project = drawn_loss(("loss", "MeanLoss", {}), squares=True)
    project.graph.put_instance(draw(("loss", "ActivityPenalty", {}), links="").graph["id_loss"])
    assert problems(project) == []
    leaking = draw(
        ("number", "Target", {"classes": 0, "shape": [2]}),
        ("map", "Linear", {"out_features": 2}),
        ("loss", "GaussianNLLLoss", {}),
        links="number > loss.target, number > map, map > loss.logvar, map > loss.x",
    )
    texts = [problem.message for problem in problems(leaking)]
    assert any("an answer of the network at x" in text for text in texts)
    assert any("an answer of the network at logvar" in text for text in texts)


def test_the_objective_makes_losses_of_our_own() -> None:
    project = classifier("FocalLoss", gamma=1.5, weight=0.5)
    compiled = compile_project(project, seed=0)
    text = source_of(infer(project)).text
    assert "class FocalLoss(nn.Module):" in text
    assert "loss = FocalLoss(gamma=1.5)(output, label)\n    return 0.5 * loss\n" in text
    space: dict[str, Any] = {"__name__": "exported"}
    exec(compile(text, "exported.py", "exec"), space)  # noqa: S102  (our own text, under test)
    x, label = torch.randn(5, 4), torch.randint(3, (5,))
    assert torch.equal(space["objective"](compiled.model(x), label), compiled.loss([x], [label]))


def test_losses_of_our_own_stay_out_where_no_objective_is_written() -> None:
    project = drawn_loss(("loss", "MeanLoss", {}), squares=True)
    kl = draw(("kl", "GaussianKLLoss", {}), links="")
    project.graph.put_instance(kl.graph["id_kl"])
    project = draw(
        *((each.name, each.kind, each.node.values()) for each in project.graph),
        ("inner", "Linear", {"out_features": 1}),
        links="x > inner, inner > guess, guess > output, guess > error.a, "
        "number > error.b, error > square, error > square,"
        "square > loss, guess > kl.mean, inner > kl.logvar",
    )
    text = source_of(infer(project)).text  # inner is no Output
    assert "GaussianKLLoss" not in text and "objective" not in text


def test_a_loss_that_is_drawn_is_part_of_the_objective() -> None:
    project = drawn_loss(("loss", "MeanLoss", {}), squares=True)
    compiled, text = compile_project(project, seed=0), source_of(infer(project)).text
    space: dict[str, Any] = {"__name__": "exported"}
    exec(compile(text, "exported.py", "exec"), space)  # noqa: S102  (our own text, under test)
    x, number = torch.randn(5, 4), torch.randn(5, 2)
    assert torch.equal(space["objective"](compiled.model(x), number), compiled.loss([x], [number]))


def test_another_data_set_leaves_no_link_without_a_port() -> None:
    project = draw(
        ("x", "Input", {"shape": [4]}),
        ("guess", "Linear", {"out_features": 1}),
        ("spread", "Linear", {"out_features": 1}),
        ("output", "Output", {}),
        ("number", "Target", {"classes": 0}),
        ("loss", "GaussianNLLLoss", {"weight": 2.0}),
        links="x > guess, x > spread, guess > output, guess > loss, spread > loss.logvar, number > loss.target",
    )
    rows, labels = torch.zeros(6, 4).numpy(), torch.arange(6).numpy() % 3
    edits = adopt(project, Dataset("t", "T", {"x": rows}, {"y": labels}, {"y": ("a", "b", "c")}))
    inverses = apply_all(project, edits)
    loss = project.graph["id_loss"]
    assert loss.kind == "CrossEntropyLoss" and loss.node.values()["weight"] == 2.0
    assert project.graph["id_guess"].node.values()["out_features"] == 3
    assert project.graph["id_spread"].node.values()["out_features"] == 1
    assert all(problem.severity == "warning" for problem in problems(project))
    apply_all(project, inverses)
    assert project.graph["id_loss"].kind == "GaussianNLLLoss"
    assert len(project.graph.links_into("id_loss")) == 3
