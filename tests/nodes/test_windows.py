"""No kind sees more than its declared window: gradients of single units are zero outside of it."""

from __future__ import annotations

from itertools import product

import pytest
import torch
from case import Case
from node_cases import CASES
from run_call import make, tensors_for, use
from torch import Tensor

from nodes.base import Node
from nodes.shape import Extent, Shape
from nodes.window import Window, Windows, same

UNCOUNTED = {"Normalization": "statistics reach over the whole sample and, as is usual, do not count"}
BY_INDEX = {"MaxUnpool2d": "the places that arrive here are drawn at random"}


def _counts(case: Case) -> bool:
    wraps = case.values.get("padding_mode") == "circular"  # the border sees the other side
    wraps |= case.kind.startswith("Pad") and case.values.get("mode", "constant") != "constant"  # a border is no entry
    return case.node.role == "layer" and case.node.family not in UNCOUNTED and case.kind not in BY_INDEX and not wraps


LAYERS = [case for case in CASES if _counts(case)]


@pytest.mark.parametrize("case", LAYERS, ids=str)
def test_gradients_are_zero_outside_the_window(case: Case) -> None:
    node, (call, module) = case.node, _made(case)
    arriving = tensors_for(case.shapes, 1)
    leaves = [(port, x.requires_grad_()) for port, x in _leaves(node, arriving) if x.is_floating_point()]
    for name, y in use(node, call, module, arriving).items():
        for unit in _some_units(y) if leaves and y.requires_grad else ():
            grads = torch.autograd.grad(y[unit], [x for _, x in leaves], retain_graph=True, allow_unused=True)
            for (port, x), grad in zip(leaves, grads, strict=True):
                if grad is not None:
                    _check(_windows(node, port, x, y), unit, grad, f"{case.kind}.{name}{list(unit)} of {port}")


def _made(case: Case):  # type: ignore[no-untyped-def]
    torch.manual_seed(0)
    call = case.node.build(*case.shapes)
    module = make(call)
    return call, module if module is None else module.eval()


def _leaves(node: Node, arriving):  # type: ignore[no-untyped-def]
    for port, value in zip(node.inputs, arriving, strict=True):
        for x in value if isinstance(value, tuple) else (value,):
            if x is not None:
                yield port.name, x


def _some_units(y: Tensor) -> list[tuple[int, ...]]:
    """The corners and the middle of every axis."""
    return list(product([0], *(sorted({0, size // 2, size - 1}) for size in y.shape[1:])))


def _windows(node: Node, port: str, x: Tensor, y: Tensor) -> Windows | None:
    return node.sees(Shape.per_sample(*x.shape[1:]), port, Shape.per_sample(*y.shape[1:]))


def _check(windows: Windows | None, unit: tuple[int, ...], grad: Tensor, what: str) -> None:
    assert windows is not None, f"{what}: nothing was to pass"
    assert len(windows) == grad.dim() - 1
    for axis, window in enumerate(windows, start=1):
        others = tuple(each for each in range(grad.dim()) if each != axis)
        seen = (grad.abs() > 1e-6 * grad.abs().max()).any(dim=others).nonzero().flatten().tolist()
        if window is None or not seen:
            continue
        first, last = _ends(window, unit[window.axis] if window.axis else 0)
        if window.placed:
            assert first <= seen[0] and seen[-1] <= last, f"{what}: axis {axis} sees {seen}, its window {first}..{last}"
        else:
            assert seen[-1] - seen[0] < window.size, f"{what}: axis {axis} sees {seen}, its window {window.size}"


def _ends(window: Window, unit: int) -> tuple[int, int]:
    start = unit * window.stride - window.padding
    return -(-start // window.enlarge), (start + window.size - 1) // window.enlarge


def test_a_series_of_rows_has_the_axes_of_its_columns() -> None:
    assert same(Shape((Extent(1, 0), Extent(0, 3), Extent(0, 4)))) == (Window(1), Window(2))
