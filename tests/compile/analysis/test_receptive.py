"""Receptive fields: published numbers, and gradients of single units."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import torch
from torch import nn

from app.compile.analysis.receptive import Reach, joined
from app.compile.module import compile_project
from tests.compile.chains import Chain, alexnet, axes_of, resnet50, vgg16


@pytest.mark.parametrize(
    ("chain", "size"),
    [
        pytest.param(alexnet(), 195, id="AlexNet"),
        pytest.param(vgg16(), 212, id="VGG-16"),
        pytest.param(resnet50(3), 427, id="ResNet-50, stride in 3x3"),
        pytest.param(resnet50(1), 483, id="ResNet-50, stride in 1x1"),
    ],
)
def test_published_numbers(chain: Chain, size: int) -> None:
    channels, *space = axes_of(chain)
    assert channels is None
    assert {(reach.size, reach.stride) for reach in space if reach} == {(size, 32)}


def test_offset_of_the_first_window() -> None:
    _, height, _ = axes_of(alexnet())
    assert height is not None
    assert (height.offset, height.of(0), height.of(2)) == (-66, (-66, 128), (-2, 192))


def seen(chain: Chain) -> torch.Tensor:
    """Which entries of the Input each unit of the result sees, by gradients with all weights one: (units, entries).

    Only the first channel's units; the axes behind the channels are lined up.
    """
    result = chain.last
    chain.join("Output", result)
    chain.join("MeanLoss", result)
    compiled = compile_project(chain.project(), seed=0)
    for parameter in compiled.root.parameters():
        nn.init.ones_(parameter)
    shape = chain.nodes[0][2]["shape"]
    model = compiled.model.double().eval()
    with torch.no_grad():
        units = model(torch.ones(1, *shape, dtype=torch.float64))[0, 0].numel()
    x = torch.ones(units, *shape, dtype=torch.float64, requires_grad=True)
    model(x)[:, 0].flatten(1).diagonal().sum().backward()
    assert x.grad is not None
    return x.grad.abs().sum(1).flatten(1) > 1e-9


def check_series(chain: Chain) -> int:
    """No unit sees more than its window; units in the middle see exactly that. Gives how many those were."""
    _, reach = axes_of(chain)
    assert reach is not None
    found, exact = seen(chain), 0
    units, length = found.shape
    for unit, row in enumerate(found):
        first, last = reach.of(unit)
        entries = row.nonzero().flatten().tolist()
        assert not entries or (first <= entries[0] and entries[-1] <= last), f"unit {unit} sees {entries}"
        if units // 3 <= unit <= 2 * units // 3 and first >= 0 and last < length:
            assert entries == list(range(first, last + 1)), f"unit {unit} sees {entries}, its window {first}..{last}"
            exact += 1
    return exact


def random_series(seed: int, upwards: bool) -> Chain:
    """A net without holes: no stride beyond the kernel, dilation only after what has looked at all neighbours."""
    draw = random.Random(seed)
    chain = Chain(2, 160)
    chain.put("Conv1d", out_channels=2, kernel_size=1)
    kinds = ["conv", "pool", "branch", "relu"] + ["transposed", "nearest", "linear"] * upwards
    for _ in range(draw.randint(3, 5)):
        kind = draw.choice(kinds)
        kernel = draw.randint(1, 4)
        stride, padding = draw.randint(1, min(2, kernel)), draw.randint(0, kernel // 2)
        if kind == "conv":
            chain.put("Conv1d", out_channels=2, kernel_size=kernel, stride=stride, padding=padding)
        elif kind == "pool":
            chain.put("AvgPool1d", kernel_size=kernel, stride=stride, padding=padding)
        elif kind == "transposed":
            chain.put("ConvTranspose1d", out_channels=2, kernel_size=kernel, stride=stride, padding=kernel // 2)
        elif kind in ("nearest", "linear"):
            chain.put("Upsample1d", scale_factor=draw.randint(2, 3), mode=kind)
        elif kind == "branch":
            start, width = chain.last, draw.choice([3, 5])
            long = chain.put("AvgPool1d", kernel_size=width, stride=1, padding=width // 2)
            chain.join(draw.choice(["Add", "Concatenate"]), long, start)
        else:
            chain.put("ReLU")
    return chain


@pytest.mark.parametrize("seed", range(25))
def test_gradients_of_random_nets(seed: int) -> None:
    assert check_series(random_series(seed, upwards=False)) > 3


@pytest.mark.parametrize("seed", range(25))
def test_gradients_of_random_nets_that_shrink_and_enlarge(seed: int) -> None:
    assert check_series(random_series(seed, upwards=True)) > 3


def test_both_halves_of_an_enlarged_step_see_the_same() -> None:
    chain = Chain(1, 64)
    start = chain.put("Conv1d", kernel_size=3, padding=1)
    chain.put("MaxPool1d", kernel_size=2)
    chain.put("Conv1d", kernel_size=3, padding=1)
    up = chain.put("ConvTranspose1d", kernel_size=2, stride=2)
    chain.join("Concatenate", start, up)
    _, reach = axes_of(chain)
    assert reach is not None
    assert (reach.size, reach.stride, reach.of(8), reach.of(9)) == (8, 1, (5, 12), (5, 12))


def test_pictures_have_their_own_window_along_each_axis() -> None:
    chain = Chain(1, 24, 30)
    chain.put("Conv2d", kernel_size=(3, 5), stride=(1, 2), padding=(1, 0), dilation=(2, 1))
    chain.put("AvgPool2d", kernel_size=(2, 1), stride=(3, 1))
    _, height, width = axes_of(chain)
    assert height == Reach(2, (-1,), (4,), 3)
    assert width == Reach(3, (0,), (4,), 2)
    grid = seen(chain).unflatten(1, (24, 30))  # 7 × 13 units
    box = grid[3 * 13 + 6].nonzero()
    assert [*box.amin(0), *box.amax(0)] == [height.of(3)[0], width.of(6)[0], height.of(3)[1], width.of(6)[1]]


def test_resizing_there_and_back_keeps_the_stride() -> None:
    chain = Chain(2, 36)
    chain.put("Conv1d", kernel_size=1)
    chain.put("AdaptiveAvgPool1d", output_size=8)
    _, reach = axes_of(chain)
    assert reach is not None
    assert (reach.stride, [reach.of(unit) for unit in (0, 1, 2, 3)]) == (
        Fraction(9, 2),
        [(0, 4), (4, 8), (9, 13), (13, 17)],
    )
    assert check_series(chain) > 0


def test_branches_that_drift_apart_leave_the_larger_size() -> None:
    (apart,) = joined([(Reach(2, (0,), (4,), 2),), (Reach(2, (0,), (8,), 3),)])
    assert apart is not None
    assert (apart.size, apart.placed) == (9, False)
    assert joined([(Reach(2),), (None,)]) == (None,)
    assert joined([(Reach(2),), (Reach(3),)]) == (None,)


def test_unpooling_looks_through_the_pooling() -> None:
    chain = Chain(1, 12, 12)
    pool = chain.put("MaxPool2dWithIndices")
    chain.put("MaxUnpool2d")
    chain.links.append(f"{pool}.indices > {chain.last}.indices")
    assert axes_of(chain)[1] == Reach(2, (0, 0), (1, 1), 2)
