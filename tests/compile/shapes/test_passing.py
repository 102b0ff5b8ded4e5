"""Lengths that pass through a node are not asked about again, and all others are."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from app.compile.shapes import passing
from app.compile.shapes.empty_batch import probe_empty
from app.compile.shapes.engine import ShapeEngine
from app.compile.shapes.passing import PassingProbes, carried
from app.compile.shapes.probe import Probe
from nodes.call import Call, F, Slot, nn
from nodes.call import torch as torch_calls
from nodes.shape import BATCH, Extent, Shape, ShapeError
from tests.compile.drawings import draw

ADD = Call(torch_calls.add, Slot("x", 0), Slot("x", 1))


def test_another_length_asks_torch_nothing_and_another_width_does(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Call] = []
    real = passing.probe_empty
    monkeypatch.setattr(passing, "probe_empty", lambda call, arrived: asked.append(call) or real(call, arrived))
    project = draw(
        ("x", "Input", {"shape": [8, 16]}),
        ("wide", "Linear", {"out_features": 24}),
        ("norm", "LayerNorm", {}),
        ("gelu", "GELU", {}),
        ("sum", "Add", {}),
        links="x > wide, wide > norm, norm > gelu, gelu > sum, wide > sum",
    )
    engine = ShapeEngine()
    engine.infer(project.graph)
    assert len(asked) == 4
    entry = project.graph["id_x"]
    project.graph.put_instance(replace(entry, node=entry.node.changed(shape=[9, 16])))
    found = engine.infer(project.graph)
    assert len(asked) == 4
    assert found.shapes["id_sum", "y"] == Shape.per_sample(9, 24)
    assert found.shapes == ShapeEngine().infer(project.graph).shapes
    asked.clear()
    project.graph.put_instance(replace(entry, node=entry.node.changed(shape=[9, 17])))
    assert engine.infer(project.graph).parameters["id_wide"] == 17 * 24 + 24
    assert [call.target.name for call in asked] == ["Linear"]


def test_inputs_of_different_shapes_may_meet_in_other_ways() -> None:
    one, wide, tall = Shape.per_sample(1, 6), Shape.per_sample(4, 6), Shape.per_sample(5, 6)
    said = Probe({"y": wide}, 0, 0)
    assert carried(said, {"x": [wide, wide]}, {"x": [tall, tall]}) == Probe({"y": tall}, 0, 0)
    assert carried(said, {"x": [one, wide]}, {"x": [one, tall]}) is None
    assert carried(said, {"x": [wide, wide]}, {"x": [one, tall]}) is None


def test_a_length_that_the_result_has_not_is_not_carried() -> None:
    said = Probe({"y": Shape.per_sample(4)}, 0, 0)
    assert carried(said, {"x": [Shape.per_sample(8, 4)]}, {"x": [Shape.per_sample(9, 4)]}) is None


def test_an_empty_batch_allocates_no_weights_and_draws_nothing() -> None:
    before = torch.get_rng_state()
    found = probe_empty(Call(nn.Linear, 2**20, 2**20), {"x": [Shape.per_sample(2**20)]})
    assert found == Probe({"y": Shape.per_sample(2**20)}, 2**40 + 2**20, 0)
    assert torch.equal(before, torch.get_rng_state())


def test_what_an_empty_batch_does_not_tell_is_left_to_meta_tensors() -> None:
    arriving = {"x": [Shape.per_sample(6)]}
    assert probe_empty(Call(nn.Linear, 5, 4), arriving) is None
    with pytest.raises(ShapeError, match=r"\[N, 6\]"):
        PassingProbes().probe(Call(nn.Linear, 5, 4), arriving)
    assert probe_empty(Call(torch_calls.sum, Slot("x")), arriving) == Probe({"y": Shape(())}, 0, 0)
    outer = {"x": [Shape.per_sample(1), Shape((BATCH,))]}
    assert probe_empty(ADD, outer) is None  # (N, N): two axes are empty
    assert str(PassingProbes().probe(ADD, outer).shapes["y"]) == "(N, N)"
    gelu, grown = Call(F.gelu, Slot("x")), {"x": [Shape((BATCH, Extent(1, 3)))]}
    assert probe_empty(gelu, grown) is None
    assert str(PassingProbes().probe(gelu, grown).shapes["y"]) == "(N, N+3)"
