"""Random drawings: the compiled module, the source and a saved document say the same; so does ONNX Runtime."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import torch
from case import Case
from grow_drawing import LARGEST, Grown, drawings, grow
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from node_cases import CASES
from numbers_of import SEED, answers, assert_same, executed, inputs_of, objective_of, targets_of
from torch import nn

from app.compile.drawing import infer
from app.compile.module import Compiled, compile_project
from app.compile.shapes.engine import Inference, ShapeEngine
from app.compile.source.writer import Source, source_of
from app.export import onnx
from app.export.trained import Trained
from app.export.verify import listed
from app.graph.document import Document
from app.graph.files.format import dump, parse

CHUNKS, EACH = 13, 20
ONNX_CHUNKS, ONNX_EACH = 8, 5
"""300 drawings, in parts that several processes can share; 40 of them also go through ONNX Runtime. Every part begins
with kinds of its own."""

SHRUNK = 900
"""Seconds a failing part may take: hypothesis seeks a smaller drawing that fails for up to 300 s, then prints it."""

EXPORTED = [case for case in CASES if "onnx" not in case.node.explains]


def every(check: Callable[[Grown], None], chunk: int, parts: int, count: int, cases: Sequence[Case]) -> None:
    """Try a check on that many drawings, always the same ones: a failure is then the fault of a change."""
    rules = settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    kinds = list(dict.fromkeys(case.kind for case in cases))
    grown = given(drawings(cases, kinds[chunk::parts]))(check)
    seed(chunk)(rules(grown))()


@pytest.mark.timeout(SHRUNK)
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_source_gives_the_numbers_of_the_compiled_module(chunk: int) -> None:
    every(agrees, chunk, CHUNKS, EACH, CASES)


@pytest.mark.timeout(SHRUNK)
@pytest.mark.parametrize("chunk", range(ONNX_CHUNKS))
def test_so_does_onnx_runtime(chunk: int, tmp_path: Path) -> None:
    path = tmp_path / "drawn.onnx"

    def check(grown: Grown) -> None:
        compiled = compile_project(grown.project, seed=SEED)
        assume(_steady(grown, compiled))
        agrees(grown)
        trained = Trained(grown.project, compiled)
        onnx.write(trained, path)
        assert onnx.check(trained, path).largest <= 1e-4

    every(check, chunk, ONNX_CHUNKS, ONNX_EACH, EXPORTED)


def test_drawings_have_up_to_forty_nodes() -> None:
    generator = random.Random(0)
    kinds = [case.kind for case in CASES]
    sizes = [grow(generator.randrange, CASES, kinds).size for _ in range(12)]
    assert max(sizes) == LARGEST == 40
    assert min(sizes) < 30


def agrees(grown: Grown) -> None:
    drawing = infer(grown.project)
    assert [each for each in drawing.problems() if each.severity == "error"] == []
    source = source_of(drawing)
    text = dump(grown.project)
    again = parse(text)
    assert again.graph == grown.project.graph and dump(again) == text
    assert source_of(infer(again)).text == source.text
    _same_numbers(grown, source)
    _undone(grown, text)


def _same_numbers(grown: Grown, source: Source) -> None:
    """Outputs and buffers in training and evaluation, and what is minimised where the source says it."""
    project, compiled = grown.project, compile_project(grown.project, seed=SEED)
    space = executed(source)
    torch.manual_seed(SEED)
    model = space[source.class_name]()  # type: ignore[operator]
    assert isinstance(model, nn.Module)
    if list(model.state_dict()) == list(compiled.root.state_dict()):  # no layer that only a loss needs draws between
        assert_same(model.state_dict().values(), compiled.root.state_dict().values())
    _take_weights(model, compiled)
    inputs = inputs_of(project, 3)
    for training in (True, False):
        model.train(training)
        torch.manual_seed(SEED)
        given_ = listed(model(*inputs))
        assert_same(given_, answers(project, compiled, training))
        assert_same(model.state_dict().values(), _state(compiled, model).values())
    if "objective" in space:
        targets = targets_of(project, 3)
        found = objective_of(space, compiled, model(*inputs), inputs, targets)
        assert_same([found], [compiled.loss(inputs, targets)])


def _state(compiled: Compiled, model: nn.Module) -> dict[str, torch.Tensor]:
    state = compiled.model.state_dict()
    return {name: state[name] for name in model.state_dict()}


def _take_weights(model: nn.Module, compiled: Compiled) -> None:
    expected = compiled.model.state_dict()
    assert set(model.state_dict()) == set(expected)
    model.load_state_dict(expected)


def _undone(grown: Grown, text: str) -> None:
    """Every edit taken back, one by one, and made again; shapes that are kept from edit to edit stay the right ones."""
    document, engine = Document(), ShapeEngine()
    states = [dump(document.project)]
    for edit in grown.history:
        document.do("Grow", [edit])
        states.append(dump(document.project))
    assert states[-1] == text.replace("Drawn", "Untitled", 1)
    for number, state in enumerate(reversed(states[:-1])):
        document.undo()
        assert dump(document.project) == state
        if not number % 8:
            assert _known(infer(document.project, engine).flat) == _known(infer(document.project).flat)
    while document.redo():
        pass
    assert dump(document.project) == states[-1]
    assert _known(infer(document.project, engine).flat) == _known(infer(document.project).flat)


def _known(found: Inference) -> tuple[object, ...]:
    """All but the fixes, whose new nodes have other ids each time."""
    told = [(problem.severity, problem.message, problem.node) for problem in found.problems]
    return found.calls, found.shapes, found.parameters, found.buffers, told


@torch.no_grad()
def _steady(grown: Grown, compiled: Compiled) -> bool:
    """Whether the outputs answer to a change of the inputs in the last digits by no more than a change of theirs."""
    compiled.train(False)
    inputs = inputs_of(grown.project, 7)
    moved = [each * (1 + 3e-7 * torch.randn_like(each)) if each.is_floating_point() else each for each in inputs]
    for one, other in zip(listed(compiled.model(*inputs)), listed(compiled.model(*moved)), strict=True):
        scale = max(float(one.double().abs().max()), 1.0)
        if not one.double().isfinite().all() or float((one.double() - other.double()).abs().max()) > 1e-5 * scale:
            return False
    return True
