"""Tensors that a model keeps: their names in state dict and source, their values, and what a file without them does."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import nodes
from app.compile.empty import compile_with_weights
from app.compile.module import Compiled, compile_project
from app.compile.shapes.engine import ShapeEngine
from app.compile.source.writer import write_source
from app.graph.graph import Instance, Link
from app.graph.project import Project


def drawn(kind: str, **values: Any) -> Project:
    """x (N, 3) + the tensor (3,), or its first row, with a loss behind it."""
    project = Project(title="Kept")
    for name, of, settings in (
        ("x", "Input", {"shape": [3]}),
        ("kept", kind, values),
        ("sum", "Calculate", {}),
        ("fc", "Linear", {"out_features": 1}),
        ("y", "Output", {}),
        ("total", "Output", {}),
        ("loss", "MeanLoss", {}),
    ):
        project.graph.put_instance(Instance(name, name, nodes.kind(of).from_values(settings)))
    row = "kept"
    if len(values.get("shape", (3,))) == 2:
        project.graph.put_instance(Instance("row", "row", nodes.kind("Index").from_values({"index": "1"})))
        project.graph.put_link(Link("kept", "y", "row", "x"))
        row = "row"
    for source, target, port in (("x", "sum", "a"), (row, "sum", "b"), ("sum", "fc", "x"), ("fc", "y", "x")):
        project.graph.put_link(Link(source, "y", target, port))
    for target in ("total", "loss"):
        project.graph.put_link(Link("sum" if target == "total" else "fc", "y", target, "x"))
    return project


def added(compiled: Compiled) -> list[float]:
    compiled.train(False)
    return compiled.model(torch.zeros(2, 3))[1][1].tolist()


def test_a_parameter_has_the_name_of_its_node_and_is_trained() -> None:
    project = drawn("Parameter", shape=[3], start="ones")
    compiled = compile_project(project, seed=0)
    assert list(compiled.root.state_dict()) == ["kept", "fc.weight", "fc.bias"]
    assert list(compiled.model.state_dict()) == ["kept", "fc.weight", "fc.bias"]
    compiled.loss([torch.ones(2, 3)], []).backward()
    assert compiled.layers[0].name == "kept"
    (kept,) = compiled.layers[0].module.parameters()
    assert kept.grad is not None and kept.grad.abs().sum() > 0
    assert added(compiled) == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("values", "row"),
    [
        ({"shape": [3], "value": 2.5}, [2.5, 2.5, 2.5]),
        ({"shape": [3], "fill": "numbers", "numbers": "0.1, -2, 3e3"}, [0.1, -2.0, 3000.0]),
        ({"shape": [3], "fill": "range", "dtype": "int64"}, [0, 1, 2]),
        ({"shape": [3, 3], "fill": "identity"}, [0, 1, 0]),
        ({"shape": [3, 3], "fill": "lower"}, [1, 1, 0]),
        ({"shape": [3, 3], "fill": "upper", "diagonal": 1}, [0, 0, 1]),
        ({"shape": [3, 3], "fill": "causal"}, [0, 0, -float("inf")]),
        ({"shape": [3], "value": 7.0, "dtype": "int64", "saved": True}, [7, 7, 7]),
    ],
    ids=str,
)
def test_a_constant_holds_what_it_says(values: dict[str, Any], row: list[float]) -> None:
    compiled = compile_project(drawn("Constant", **values), seed=0)
    assert added(compiled) == pytest.approx(row, rel=1e-7)
    assert ("kept" in compiled.root.state_dict()) == values.get("saved", False)
    assert not [layer.name for layer in compiled.layers if layer.name == "kept"]


@pytest.mark.parametrize("values", [{"fill": "numbers", "numbers": "1, 2, 3"}, {"value": 4.0, "saved": True}])
def test_constants_come_back_without_memory_of_their_own(values: dict[str, Any]) -> None:
    """Modules that are made without memory and get their weights from a file make their constants anew."""
    project = drawn("Constant", shape=[3], **values)
    compiled = compile_project(project, seed=0)
    again = compile_with_weights(project, compiled.root.state_dict())
    assert added(again) == added(compiled)


def test_constants_of_a_weights_file_are_those_of_the_file() -> None:
    project = drawn("Constant", shape=[3], fill="weights")
    state = compile_project(project, seed=0).root.state_dict() | {"kept": torch.tensor([5.0, 6.0, 7.0])}
    assert added(compile_with_weights(project, state)) == [5.0, 6.0, 7.0]


def test_source_keeps_them_as_a_person_would() -> None:
    project = drawn("Parameter", shape=[3], start="normal")
    project.graph.put_instance(
        Instance("mask", "mask", nodes.kind("Constant").from_values({"shape": [3], "value": 2.0}))
    )
    project.graph.put_instance(Instance("scaled", "scaled", nodes.kind("Calculate").from_values({})))
    project.graph.put_instance(Instance("z", "z", nodes.kind("Output")()))
    for source, target, port in (("x", "scaled", "a"), ("mask", "scaled", "b"), ("scaled", "z", "x")):
        project.graph.put_link(Link(source, "y", target, port))
    text = write_source(project, ShapeEngine().infer(project.graph)).text
    assert "self.kept = nn.Parameter(torch.randn(3) * 0.02)" in text
    assert 'self.register_buffer("mask", torch.full((3,), 2.0), persistent=False)' in text
    assert "x + self.kept" in text
    assert "self.kept()" not in text


def test_an_initialisation_and_freezing_of_a_parameter() -> None:
    project = drawn("Parameter", shape=[2, 3])
    project.graph.put_instance(
        Instance("kept", "kept", project.graph["kept"].node, initialization="xavier_uniform", frozen=True)
    )
    compiled = compile_project(project, seed=0)
    assert compiled.root.state_dict()["kept"].abs().sum() > 0
    assert [tuple(each.shape) for each in compiled.parameters()] == [(1, 3), (1,)]
    text = write_source(project, ShapeEngine().infer(project.graph)).text
    assert "nn.init.xavier_uniform_(self.kept)" in text
    assert "self.kept.requires_grad_(False)" in text


def test_a_tensor_without_a_batch_is_no_result() -> None:
    project = drawn("Parameter", shape=[3])
    project.graph.put_instance(Instance("bare", "bare", nodes.kind("Output")()))
    project.graph.put_link(Link("kept", "y", "bare", "x"))
    (problem,) = ShapeEngine().infer(project.graph).problems
    assert "expects one row per sample" in problem.message


def test_steps_of_all_samples_can_be_joined_to_one_batch() -> None:
    node = nodes.kind("View").from_values({"sizes": [-1, 8]})
    project = Project()
    for name, made in (("x", nodes.kind("Input").from_values({"shape": [5, 8]})), ("joined", node)):
        project.graph.put_instance(Instance(name, name, made))
    project.graph.put_link(Link("x", "y", "joined", "x"))
    assert str(ShapeEngine().infer(project.graph).shapes["joined", "y"]) == "(5N, 8)"
