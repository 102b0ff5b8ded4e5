"""Blocks written out: names, shapes, weights and problems, seen from the document and from inside a block."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from app.compile.drawing import infer
from app.compile.module import compile_project
from app.compile.shapes.answer import Answer, Arrived, Ask, answer
from app.errors import RunError
from app.graph.blocks.edits import Inside
from app.graph.blocks.expand import expand
from app.graph.edits import AddNode, ChangeNode, RemoveLink, apply_all
from app.graph.graph import Instance
from app.graph.project import Project
from nodes import trusted
from nodes.base import Node
from tests.graph.blocky import blocky, place, wire


def change(project: Project, name: str, scope: str = "", **values: object) -> None:
    instance = project.inside(scope).graph[name]
    edit = ChangeNode(replace(instance, node=instance.node.changed(**values)))
    apply_all(project, [Inside(scope, edit) if scope else edit])


def test_a_drawing_without_blocks_is_written_out_as_itself() -> None:
    project = Project()
    assert expand(project).graph is project.graph


def test_names_of_weights_are_places_in_the_module() -> None:
    names = [name.removesuffix(".weight") for name in compile_project(blocky()).root.state_dict() if "weight" in name]
    assert names == [
        "stem",
        *(f"first.{copy}.conv" for copy in range(3)),
        "second.widen",
        *(f"second.body.{copy}.conv" for copy in range(2)),
        "head",
    ]


def test_the_module_computes_what_the_blocks_say() -> None:
    compiled = compile_project(blocky(), seed=0)
    root, picture = compiled.root, torch.rand(3, 1, 8, 8)
    x = root.stem(picture)
    for copy in range(3):
        x = torch.relu(root.get_submodule(f"first.{copy}.conv")(x)) + x
    x = root.get_submodule("second.widen")(x)
    for copy in range(2):
        x = torch.relu(root.get_submodule(f"second.body.{copy}.conv")(x)) + x
    compiled.train(False)
    assert torch.equal(compiled.model(picture), root.head(x.mean((2, 3))))


def test_shapes_and_figures_on_both_levels() -> None:
    drawing = infer(blocky())
    top, inside = drawing.at(), drawing.at("stage")
    assert drawing.problems() == []
    assert str(top.shapes["second", "result"]) == "(N, 16, 8, 8)"
    assert top.parameters["first"] == 3 * (8 * 8 * 9 + 8)
    assert top.total_parameters == sum(p.numel() for p in compile_project(blocky()).root.parameters())
    assert str(inside.shapes["entry", "y"]) == "(N, 8, 8, 8)"
    assert str(inside.shapes["body", "y"]) == "(N, 16, 8, 8)"
    assert inside.parameters["widen"] == 8 * 16 + 16


def test_an_argument_reaches_the_layers_inside() -> None:
    project = blocky()
    change(project, "second", arguments=[["width", 5]])
    assert str(infer(project).at().shapes["second", "result"]) == "(N, 10, 8, 8)"


def test_shared_copies_are_one_set_of_weights() -> None:
    project = blocky()
    change(project, "first", share=True)
    compiled = compile_project(project, seed=0)
    assert [name for name in compiled.root.state_dict() if name.startswith("first")] == [
        "first.0.conv.weight",
        "first.0.conv.bias",
    ]
    assert infer(project).at().parameters["first"] == 8 * 8 * 9 + 8


def test_a_use_may_share_the_weights_of_another_even_of_a_later_one() -> None:
    project = blocky()
    one = place("one", project.blocks["residual"].use())
    apply_all(project, [AddNode(replace(one, id="two", name="two")), AddNode(replace(one, shares="two"))])
    first, second = project.graph["one"], project.graph["two"]
    graph = expand(project).graph
    assert graph[f"{first.id}/conv"].shares == f"{second.id}/conv"
    assert not graph[f"{second.id}/conv"].shares


def test_frozen_and_learning_rate_hold_for_what_is_inside() -> None:
    project = blocky()
    apply_all(project, [ChangeNode(replace(project.graph["second"], frozen=True, lr_factor=0.5))])
    layers = {layer.name: layer for layer in compile_project(project).layers}
    assert layers["second.body.1.conv"].frozen
    assert layers["second.widen"].lr_factor == 0.5
    assert not layers["stem"].frozen


def test_a_misfit_inside_copies_is_told_once_and_in_both_places() -> None:
    project = blocky()
    change(project, "conv", "residual", padding=0)
    drawing = infer(project)
    assert [(each.node, each.message) for each in drawing.problems() if each.severity == "error"] == [
        ("first", "first.0.add expects tensors of one shape, got (N, 8, 6, 6) and (N, 8, 8, 8)"),
    ]
    inside = drawing.problems("residual")
    assert [(each.node, each.message) for each in inside] == [
        ("add", "add expects tensors of one shape, got (N, 8, 6, 6) and (N, 8, 8, 8)")
    ]
    with pytest.raises(RunError, match=r"first\.0\.add expects"):
        compile_project(project)


def test_an_open_port_and_an_open_input_inside_are_errors() -> None:
    project = blocky()
    apply_all(project, [RemoveLink(wire("stem > first")), Inside("stage", RemoveLink(wire("widen > body.x")))])
    messages = {(each.node, each.message) for each in infer(project).problems()}
    assert ("first", "first: the input x is not connected") in messages
    assert ("second", "second.body: the input x is not connected") in messages
    with pytest.raises(RunError, match="not connected"):
        compile_project(project)


def test_a_formula_without_a_fitting_value_names_the_place() -> None:
    project = blocky()
    change(project, "second", arguments=[["width", -3]])
    messages = [each.message for each in infer(project).problems()]
    assert any(m.startswith("second.widen: out_channels: expected an integer >= 1") for m in messages)


def test_a_fix_on_the_level_is_kept_and_speaks_of_its_links() -> None:
    project = blocky()
    apply_all(project, [RemoveLink(wire("second.result > pool"))])
    linear: Instance = place("late", "Linear")
    from app.graph.edits import AddLink

    apply_all(project, [AddNode(linear), AddLink(wire("second.result > late")), AddLink(wire("late > pool"))])
    problems = [each for each in infer(project).problems() if each.node == "late"]
    assert problems
    assert problems[0].link == wire("second.result > late")
    assert problems[0].fix is None or not any("/" in str(edit) for edit in problems[0].fix.edits)


def test_a_block_that_nothing_uses_has_no_shapes() -> None:
    project = blocky()
    apply_all(project, [RemoveLink(wire("first > second.entry")), RemoveLink(wire("second.result > pool"))])
    from app.graph.edits import RemoveNode

    apply_all(project, [RemoveNode("second")])
    assert infer(project).at("stage").shapes == {}


def test_too_many_copies_are_named() -> None:
    project = blocky()
    change(project, "first", repeat=1000)
    change(project, "body", "stage", repeat=1000)
    apply_all(project, [AddNode(place(f"more_{n}", project.blocks["stage"].use())) for n in range(8)])
    assert any("written out" in each.message for each in infer(project).problems())


def test_torch_is_asked_once_for_a_drawing_that_many_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(node: Node, arrived: Arrived, ask: Ask) -> Answer:
        asked.append(node.kind)
        return answer(node, arrived, ask)

    monkeypatch.setattr("app.compile.drawing._answers", {})
    monkeypatch.setattr("app.compile.shapes.engine.answer", counted)
    first, once = infer(blocky()).flat, len(asked)
    again = infer(blocky()).flat
    assert len(asked) == once > 0
    assert again.shapes == first.shapes and again.calls == first.calls
    monkeypatch.setattr("nodes.trusted._changes", trusted.changes() + 1)  # what was refused may run now
    infer(blocky())
    assert len(asked) == 2 * once
