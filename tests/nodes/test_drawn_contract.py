"""What every kind promises inside a document: the file, the compiled module and the source say the same."""

from __future__ import annotations

import pytest
import torch
from case import Case
from drawn import drawing
from node_cases import CASES
from numbers_of import SEED, answers, assert_same, executed, inputs_of, objective_of, targets_of
from torch import nn

from app.compile.module import compile_project
from app.compile.shapes.engine import ShapeEngine
from app.compile.source.writer import write_source
from app.export.verify import listed
from app.graph.files.format import dump, parse


@pytest.mark.parametrize("case", CASES, ids=str)
def test_compiled_shapes_are_the_inferred_ones(case: Case) -> None:
    project = drawing([case])
    inference = ShapeEngine().infer(project.graph)
    compiled = compile_project(project, seed=SEED)
    compiled.train(False)
    outputs = [link for each in project.graph if each.kind == "Output" for link in project.graph.links_into(each.id)]
    for batch in (2, 3):
        given = listed(compiled.model(*inputs_of(project, batch)))
        for link, tensor in zip(outputs, given, strict=True):
            shape = inference.link_shape(link)
            assert shape is not None
            assert tuple(tensor.shape) == shape.at(batch)
            assert str(tensor.dtype) == f"torch.{shape.dtype}"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_saved_document_comes_back_and_gives_the_same_numbers(case: Case) -> None:
    project = drawing([case])
    text = dump(project)
    again = parse(text)
    assert again.graph == project.graph
    assert dump(again) == text
    first, second = compile_project(project, seed=SEED), compile_project(again, seed=SEED)
    assert_same(answers(project, first), answers(again, second))
    inputs, targets = inputs_of(project, 3), targets_of(project, 3)
    assert_same([first.loss(inputs, targets)], [second.loss(inputs, targets)])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_source_gives_the_modules_numbers(case: Case) -> None:
    project = drawing([case])
    compiled = compile_project(project, seed=SEED)
    source = write_source(project, ShapeEngine().infer(project.graph))
    space = executed(source)
    torch.manual_seed(SEED)
    model = space[source.class_name]()  # type: ignore[operator]
    assert isinstance(model, nn.Module)
    state = {name: value for name, value in compiled.root.state_dict().items() if name in model.state_dict()}
    assert_same(model.state_dict().values(), state.values())
    for training in (True, False):
        model.train(training)
        torch.manual_seed(SEED)
        given = listed(model(*inputs_of(project, 3)))
        assert_same(given, answers(project, compiled, training))
    if "objective" in space:  # it is written where the losses see outputs, inputs and targets only
        inputs, targets = inputs_of(project, 3), targets_of(project, 3)
        assert torch.equal(
            objective_of(space, compiled, model(*inputs), inputs, targets), compiled.loss(inputs, targets)
        )
