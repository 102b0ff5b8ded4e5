"""Kinds that let lengths pass: what torch says once, with an empty batch, holds for every length and batch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from case import Case
from node_cases import CASES
from run_call import make, tensors_for, use

import nodes
from app.compile.shapes.empty_batch import probe_empty
from app.compile.shapes.passing import carried
from app.compile.shapes.probe import probe
from app.compile.use import Arrived
from nodes.base import Node
from nodes.shape import Extent, Shape, ShapeError

PASSING = [kind.kind for kind in nodes.kinds() if kind.passes]


@pytest.mark.parametrize("case", [case for case in CASES if case.kind in PASSING], ids=str)
def test_an_empty_batch_tells_what_meta_tensors_tell(case: Case) -> None:
    call, arrived = case.node.build(*case.shapes), _arrived(case.node, case.shapes)
    before = torch.get_rng_state()
    assert probe_empty(call, arrived) == probe(call, arrived)
    assert torch.equal(before, torch.get_rng_state()), "a training would miss these random numbers"


@pytest.mark.parametrize("kind", [kind for kind in PASSING if nodes.kind(kind).role == "layer"])
def test_other_lengths_pass_as_torch_has_them(kind: str) -> None:
    passed = [
        (axis, more)
        for case in CASES
        if case.kind == kind
        for axis in range(1, max(shape.rank for shape in _flat(case.shapes)))
        for more in (1, 3)
        if _passes(case, axis, more)
    ]
    assert passed, "no length passes in any case: add one, or take the declaration away"


def _passes(case: Case, axis: int, more: int) -> bool:
    """Whether the call stays the same for a longer axis; if so, the shapes have to be right."""
    node, call = case.node, case.node.build(*case.shapes)
    longer = _longer(case.shapes, axis, more)
    try:
        if node.build(*longer) != call:
            return False
    except ShapeError:
        return False
    before, now = _arrived(node, case.shapes), _arrived(node, longer)
    found = carried(probe(call, before), before, now)
    assert found is not None
    module = make(call)
    for batch in (2, 3):
        with torch.no_grad():
            given = use(node, call, module, tensors_for(longer, batch))
        assert {name: tuple(tensor.shape) for name, tensor in given.items()} == {
            name: shape.at(batch) for name, shape in found.shapes.items()
        }
    return True


def _longer(shapes: tuple[Any, ...], axis: int, more: int) -> tuple[Any, ...]:
    def one(shape: Any) -> Any:
        if not isinstance(shape, Shape):
            return None if shape is None else tuple(map(one, shape))
        dims = [Extent(each.per_sample, each.fixed + more * (at == axis)) for at, each in enumerate(shape.dims)]
        return replace(shape, dims=tuple(dims))

    return tuple(map(one, shapes))


def _arrived(node: Node, shapes: tuple[Any, ...]) -> Arrived:
    return {port.name: _flat((shape,)) for port, shape in zip(node.inputs, shapes, strict=True) if shape is not None}


def _flat(shapes: tuple[Any, ...]) -> list[Shape]:
    return [each for shape in shapes for each in (shape if isinstance(shape, tuple) else (shape,)) if each is not None]
