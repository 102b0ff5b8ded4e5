"""What is said of every kind without running it is what torch counts and keeps when it runs on the CPU."""

from __future__ import annotations

import pytest
import torch
from case import Case
from node_cases import CASES
from run_call import make, tensors_for, use
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from app.compile.analysis.measure import Measured, measure
from app.compile.use import is_recurrent
from nodes.base import Node

BATCH = 3
WORKSPACES = {"LSTM", "GRU", "RNN", "EmbeddingBag"}
"""Kinds whose CPU kernels keep workspaces that are not part of the computation."""


@pytest.mark.filterwarnings("ignore:TF32 acceleration")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_flops(case: Case) -> None:
    node, module, arriving = _ready(case)
    fused = torch.backends.mkldnn.flags(enabled=False), sdpa_kernel(SDPBackend.MATH)  # the counter cannot look inside
    with fused[0], fused[1], FlopCounterMode(display=False) as counter:
        use(node, node.build(*case.shapes), module, arriving)
    assert _measured(case).flops * BATCH == counter.get_total_flops()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_kept_bytes(case: Case) -> None:
    node, module, arriving = _ready(case)
    border = [x for _, x in _places(node, arriving)]
    kept: list[Tensor] = []
    with saved_tensors_hooks(kept.append, lambda x: x):
        results = use(node, node.build(*case.shapes), module, arriving)
    found = _measured(case).saved
    assert {name for name, y in results.items() if y.requires_grad} == found.carries
    if node.kind not in WORKSPACES and not is_recurrent(module):
        known = {_memory(x) for x in (*border, *results.values(), *_weights(module))}
        inner = {_memory(x): x.untyped_storage().nbytes() for x in kept if _memory(x) not in known}
        assert found.inner.at(BATCH) == sum(inner.values())


def _ready(case: Case):  # type: ignore[no-untyped-def]
    torch.manual_seed(0)
    arriving = tensors_for(case.shapes, BATCH)
    for place, x in _places(case.node, arriving):
        x.requires_grad_(_needs_gradient(place, x))
    return case.node, make(case.node.build(*case.shapes)), arriving


def _measured(case: Case) -> Measured:
    node, places = case.node, list(_places(case.node, tensors_for(case.shapes, 1)))
    carries = frozenset(place for place, x in places if _needs_gradient(place, x))
    arrived = {port.name: _many(shapes) for port, shapes in zip(node.inputs, case.shapes, strict=True) if shapes}
    return measure(node.build(*case.shapes), arrived, carries, trained=True)


def _needs_gradient(place: tuple[str, int], x: Tensor) -> bool:
    return x.is_floating_point() and place[0] != "target"


def _many(value):  # type: ignore[no-untyped-def]
    return value if isinstance(value, tuple) else (value,)


def _places(node: Node, arriving):  # type: ignore[no-untyped-def]
    for port, value in zip(node.inputs, arriving, strict=True):
        if value is not None:
            yield from (((port.name, number), x) for number, x in enumerate(_many(value)))


def _weights(module: nn.Module | None) -> list[Tensor]:
    return [] if module is None else [*module.parameters(), *module.buffers()]


def _memory(x: Tensor) -> int:
    return x.untyped_storage().data_ptr()
