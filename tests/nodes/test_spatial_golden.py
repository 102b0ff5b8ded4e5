"""Spatial and elementwise kinds against plain formulas, written without the layer that is tested."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from case import s
from run_call import make, tensors_for, use
from torch import Tensor, nn
from torch.nn import functional as F

import nodes


def made(kind: str, shape: Any, **values: Any) -> tuple[nn.Module, Tensor, Tensor]:
    """The module of a kind, a batch for it and its answer."""
    torch.manual_seed(0)
    node = nodes.kind(kind).from_values(values)
    call = node.build(shape)
    module = make(call)
    assert module is not None
    tensors = tensors_for((shape,), 3)
    return module, tensors[0], use(node, call, module, tensors)["y"]


def test_separable_convolution_filters_then_mixes() -> None:
    module, x, y = made("SeparableConv2d", s(3, 6, 5), out_channels=4, kernel_size=[3, 2], padding=1, multiplier=2)
    assert isinstance(module.depthwise, nn.Conv2d) and isinstance(module.pointwise, nn.Conv2d)
    windows = F.unfold(x, (3, 2), padding=1).reshape(3, 3, 6, -1)
    filtered = torch.einsum("ncki,cmk->ncmi", windows, module.depthwise.weight.reshape(3, 2, 6)).reshape(3, 6, -1)
    mixed = torch.einsum("oc,nci->noi", module.pointwise.weight[:, :, 0, 0], filtered) + module.pointwise.bias[:, None]
    torch.testing.assert_close(y.flatten(2), mixed, rtol=1e-4, atol=1e-5)


def test_depthwise_convolution_keeps_channels_apart() -> None:
    module, x, y = made("DepthwiseConv2d", s(3, 6, 5), multiplier=2)
    assert isinstance(module, nn.Conv2d)
    for channel in range(6):
        alone = F.conv2d(x[:, channel // 2, None], module.weight[channel, None], module.bias[channel, None])
        torch.testing.assert_close(y[:, channel, None], alone, rtol=1e-4, atol=1e-5)


def test_pointwise_convolution_is_a_linear_layer_per_pixel() -> None:
    module, x, y = made("PointwiseConv2d", s(3, 6, 5))
    expected = F.linear(x.permute(0, 2, 3, 1), module.weight[:, :, 0, 0], module.bias).permute(0, 3, 1, 2)
    torch.testing.assert_close(y, expected, rtol=1e-4, atol=1e-5)


def test_weight_standardization_acts_on_each_filter() -> None:
    module, x, y = made("WeightStandardizedConv2d", s(3, 6, 5), out_channels=4)
    rows = [
        (row - row.mean()) / math.sqrt(row.var(unbiased=False).item() + 1e-5)
        for row in module.weight.detach().flatten(1)
    ]
    weight = torch.stack(rows).reshape_as(module.weight)
    torch.testing.assert_close(y, F.conv2d(x, weight, module.bias), rtol=1e-4, atol=1e-5)


def test_fold_adds_up_what_unfold_cut_out() -> None:
    x = tensors_for((s(2, 6, 5),), 3)[0]
    cut, put = nodes.kind("Unfold").from_values({"stride": [1, 2]}), nodes.kind("Fold")
    columns = use(cut, cut.build(s(2, 6, 5)), None, (x,))["y"]
    assert torch.equal(columns[:, :, 0], x[:, :, :3, :3].flatten(1))
    back = put.from_values({"stride": [1, 2], "output_size": [6, 5]})
    ones = use(back, back.build(s(18, 8)), None, (torch.ones_like(columns),))["y"]
    total = use(back, back.build(s(18, 8)), None, (columns,))["y"]
    torch.testing.assert_close(total, x * ones)


@pytest.mark.parametrize("size", [3, [3, 3, 3]])
def test_summaries_of_volumes_are_brief(size: object) -> None:
    node = nodes.kind("Conv3d").from_values({"kernel_size": size, "stride": [1, 2, 1], "padding": 1})
    assert node.summary() == "16 · 3×3×3 · stride 1×2×1 · pad 1"


GOLDEN: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("Transpose", {}, s(4, 3), lambda x: torch.einsum("nab->nba", x)),
    ("Unflatten", {"sizes": [3, 4]}, s(12), lambda x: torch.stack([x[:, :4], x[:, 4:8], x[:, 8:]], 1)),
    ("Pad2d", {"left": 2, "right": 0, "top": 1, "bottom": 0, "value": 5.0}, s(2, 3, 3), lambda x: bordered(x, 5.0)),
    ("Pad1d", {"left": 0, "right": 2, "mode": "circular"}, s(2, 3), lambda x: torch.cat([x, x[:, :, :2]], 2)),
    ("Crop2d", {"top": 1, "left": 2, "height": 3, "width": 2}, s(2, 5, 5), lambda x: x[:, :, 1:4, 2:4]),
    ("CenterCrop2d", {"size": [3, 2]}, s(2, 6, 6), lambda x: x[:, :, 1:4, 2:4]),
    ("Slice", {"dim": 2, "start": 1, "stop": -1, "step": 2}, s(2, 6), lambda x: x[:, :, [1, 3]]),
    ("Select", {"dim": 2, "index": -2}, s(2, 6), lambda x: x[:, :, 4]),
    ("ChannelShuffle", {}, s(6, 3, 2), lambda x: x[:, [0, 3, 1, 4, 2, 5]]),
    ("Flip", {}, s(2, 4), lambda x: x[:, :, [3, 2, 1, 0]]),
    ("Roll", {}, s(2, 4), lambda x: x[:, :, [3, 0, 1, 2]]),
    ("Repeat", {"dim": -1}, s(2, 3), lambda x: x[:, :, [0, 1, 2, 0, 1, 2]]),
    ("Repeat", {"dim": -1, "interleave": True}, s(2, 3), lambda x: x[:, :, [0, 0, 1, 1, 2, 2]]),
    ("Expand", {"sizes": [3, -1]}, s(1, 4), lambda x: torch.cat([x, x, x], 1)),
    ("OneHot", {"num_classes": 2}, s(3, dtype="int64"), lambda x: torch.stack([x == 0, x == 1], 2).float()),
    ("ToFloat", {}, s(3, dtype="int64"), lambda x: torch.where(x == 1, 1.0, 0.0)),
    ("Scale", {"factor": -0.5}, s(9), lambda x: x * -0.5),
    ("Shift", {"amount": -2.5}, s(9), lambda x: x - 2.5),
    ("LearnedScale", {"init": 0.1}, s(4, 3), lambda x: x / 10),
    ("LearnedBias", {"init": 0.1}, s(4, 3), lambda x: x + 0.1),
    ("Clamp", {"min": -0.5, "max": 0.25}, s(9), lambda x: x.minimum(torch.tensor(0.25)).maximum(torch.tensor(-0.5))),
    ("Power", {"exponent": 3.0}, s(9), lambda x: x * x * x),
    ("Square", {}, s(9), lambda x: x * x),
    ("Sqrt", {"eps": 0.01}, s(9), lambda x: torch.where(x > 0.01, x.abs() ** 0.5, 0.1)),
    ("Log", {"eps": 0.01}, s(9), lambda x: torch.where(x > 0.01, x, 0.01).log()),
    ("Mean", {"dim": [1]}, s(4, 3), lambda x: (x[:, 0] + x[:, 1] + x[:, 2] + x[:, 3]) / 4),
    ("Std", {"correction": 0}, s(4, 3), lambda x: (x.flatten(1) - x.mean((1, 2))[:, None]).square().mean(1).sqrt()),
    ("Norm", {"dim": [2]}, s(4, 3), lambda x: x.square().sum(2).sqrt()),
    ("Norm", {"ord": 3.0}, s(4, 3), lambda x: (x.abs() ** 3).flatten(1).sum(1) ** (1 / 3)),
    ("Max", {}, s(4, 3), lambda x: x.flatten(1).max(1).values),
    ("Min", {"dim": [-1]}, s(4, 3), lambda x: x.min(2).values),
    ("CumulativeSum", {}, s(3), lambda x: torch.stack([x[:, 0], x[:, 0] + x[:, 1], x.sum(1)], 1)),
    ("ArgMax", {}, s(3, 2, 2), lambda x: x.max(1).indices),
    ("ReLU6", {}, s(9), lambda x: x.clip(0, 6)),
    ("SELU", {}, s(9), lambda x: 1.0507 * torch.where(x > 0, x, 1.67326 * (x.exp() - 1))),
    ("CELU", {"alpha": 2.0}, s(9), lambda x: torch.where(x > 0, x, 2 * ((x / 2).exp() - 1))),
    ("PReLU", {"init": 0.3}, s(9), lambda x: torch.where(x > 0, x, 0.3 * x)),
    ("Softplus", {"beta": 2.0}, s(9), lambda x: (1 + (2 * x).exp()).log() / 2),
    ("Softsign", {}, s(9), lambda x: x / (1 + x.abs())),
    ("Hardsigmoid", {}, s(9), lambda x: (x / 6 + 0.5).clip(0, 1)),
    ("Hardswish", {}, s(9), lambda x: x * (x / 6 + 0.5).clip(0, 1)),
    ("Hardshrink", {}, s(9), lambda x: torch.where(x.abs() > 0.5, x, 0)),
    ("Softshrink", {}, s(9), lambda x: x.sign() * (x.abs() - 0.5).clip(0)),
    ("Tanhshrink", {}, s(9), lambda x: x - x.tanh()),
    ("Threshold", {"value": -2.0}, s(9), lambda x: torch.where(x > 0.1, x, -2.0)),
    ("LogSigmoid", {}, s(9), lambda x: x.sigmoid().log()),
    ("Sine", {"omega_0": 3.0}, s(9), lambda x: torch.sin(3 * x)),
    ("Swish", {"init": 0.5}, s(9), lambda x: x * torch.sigmoid(0.5 * x)),
    ("Step", {}, s(9), lambda x: torch.where(x >= 0, 1.0, 0.0)),
    ("Sign", {}, s(9), lambda x: torch.where(x >= 0, 1.0, -1.0)),
    ("LogSoftmax", {}, s(4, 3), lambda x: (x.exp() / x.exp().sum(2, keepdim=True)).log()),
    ("Softmin", {"dim": 1}, s(4, 3), lambda x: (-x).exp() / (-x).exp().sum(1, keepdim=True)),
    ("GLU", {}, s(4, 3, 2), lambda x: x[:, :2] * x[:, 2:].sigmoid()),
    ("RMSNorm", {"eps": 1e-3}, s(4, 6), lambda x: x / (x.square().mean(2, keepdim=True) + 1e-3).sqrt()),
    ("LayerNorm2d", {}, s(4, 3, 2), lambda x: F.layer_norm(x.permute(0, 2, 3, 1), (4,), eps=1e-6).permute(0, 3, 1, 2)),
    ("L2Normalize", {}, s(4, 3, 2), lambda x: x / x.square().sum(1, keepdim=True).sqrt()),
    ("L2Normalize", {}, s(4, 6), lambda x: x / x.square().sum(2, keepdim=True).sqrt()),
    ("InstanceNorm1d", {}, s(4, 6), lambda x: F.layer_norm(x, (6,))),
    ("Upsample1d", {"scale_factor": 3}, s(4, 5), lambda x: x.repeat_interleave(3, 2)),
    (
        "Upsample3d",
        {},
        s(4, 2, 3, 2),
        lambda x: x.repeat_interleave(2, 2).repeat_interleave(2, 3).repeat_interleave(2, 4),
    ),
    ("BedOfNails2d", {"scale_factor": [3, 2]}, s(4, 5, 6), lambda x: nails(x, 3, 2)),
    (
        "PixelShuffle",
        {},
        s(8, 3, 2),
        lambda x: torch.einsum("ncabhw->nchawb", x.reshape(-1, 2, 2, 2, 3, 2)).reshape(-1, 2, 6, 4),
    ),
    (
        "PixelUnshuffle",
        {},
        s(2, 6, 4),
        lambda x: torch.einsum("nchawb->ncabhw", x.reshape(-1, 2, 3, 2, 2, 2)).reshape(-1, 8, 3, 2),
    ),
    ("GlobalAvgPool1d", {}, s(4, 9), lambda x: x.sum(2) / 9),
    ("GlobalMaxPool1d", {}, s(4, 9), lambda x: x.max(2).values),
    ("GlobalMaxPool2d", {}, s(4, 9, 7), lambda x: x.flatten(2).max(2).values),
    ("LPPool2d", {}, s(4, 6, 4), lambda x: cells(x, 2).square().sum(4).sqrt()),
    ("LPPool2d", {"norm_type": 3}, s(4, 6, 4), lambda x: (cells(x, 2).abs() ** 3).sum(4) ** (1 / 3)),
    ("LPPool2d", {"norm_type": 1}, s(4, 6, 4), lambda x: cells(x, 2).sum(4)),
    ("MaxPool3d", {"kernel_size": [1, 2, 2]}, s(4, 3, 6, 4), lambda x: cells(x, 2).amax(5)),
    (
        "SpatialPyramidPool2d",
        {"levels": [1, 2], "mode": "mean"},
        s(4, 6, 4),
        lambda x: torch.cat([x.mean((2, 3)), cells(x, 2, 3).mean(4).flatten(1)], 1),
    ),
    (
        "SpatialPyramidPool2d",
        {"levels": [3, 5]},
        s(4, 7, 9),
        lambda x: torch.cat([F.adaptive_max_pool2d(x, level).flatten(1) for level in (3, 5)], 1),
    ),
]


def cells(x: Tensor, width: int, height: int = 2) -> Tensor:
    """Windows side by side, the numbers of each on one axis behind: (..., H / height, W / width, height * width)."""
    return x.unfold(-2, height, height).unfold(-2, width, width).flatten(-2)


def bordered(x: Tensor, value: float) -> Tensor:
    """One row at the top and two columns on the left."""
    y = torch.full((*x.shape[:2], x.shape[2] + 1, x.shape[3] + 2), value)
    y[:, :, 1:, 2:] = x
    return y


def nails(x: Tensor, tall: int, wide: int) -> Tensor:
    y = torch.zeros(*x.shape[:2], x.shape[2] * tall, x.shape[3] * wide)
    y[:, :, ::tall, ::wide] = x
    return y


@pytest.mark.parametrize(("kind", "values", "shape", "expected"), GOLDEN)
def test_equals_the_formula(kind: str, values: dict[str, Any], shape: Any, expected: Any) -> None:
    node = nodes.kind(kind).from_values(values)
    call = node.build(shape)
    (x,) = tensors_for((shape,), 6)
    torch.testing.assert_close(use(node, call, make(call), (x,))["y"], expected(x), rtol=1e-4, atol=1e-5)


def test_unpooling_puts_the_values_back_where_they_stood() -> None:
    x = tensors_for((s(2, 5, 6),), 3)[0]
    pool, back = nodes.kind("MaxPool2dWithIndices")(), nodes.kind("MaxUnpool2d").from_values({"output_size": [5, 6]})
    call = pool.build(s(2, 5, 6))
    pooled = use(pool, call, make(call), (x,))
    given = use(back, back.build(s(2, 2, 3), s(2, 2, 3, dtype="int64")), None, (pooled["y"], pooled["indices"]))["y"]
    assert given.shape == x.shape
    assert (given != 0).sum() == pooled["y"].numel()
    assert torch.equal(given[given != 0], x[given != 0])


@pytest.mark.parametrize("kind", ["Step", "Sign"])
def test_a_step_learns_through_a_line_near_zero(kind: str) -> None:
    x = torch.tensor([-2.0, -1.0, -0.3, 0.0, 0.7, 1.5], requires_grad=True)
    node = nodes.kind(kind)()
    call = node.build(s())
    use(node, call, make(call), (x,))["y"].sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [0, 1, 1, 1, 1, 0]


def test_randomized_relu_takes_the_mean_slope_after_training() -> None:
    module, x, _ = made("RReLU", s(50), lower=0.2, upper=0.4)
    torch.testing.assert_close(module.eval()(x), torch.where(x > 0, x, 0.3 * x))
    slopes = (module.train()(x) / x)[x < 0]
    assert slopes.min() >= 0.2 and slopes.max() <= 0.4 and slopes.std() > 0.03


def test_dropped_paths_are_whole_samples() -> None:
    module, _, _ = made("DropPath", s(4, 5), p=0.25)
    given = module(torch.ones(4000, 4, 5))
    assert torch.isclose(given, given[:, :1, :1]).all()
    assert sorted(given.unique().tolist()) == pytest.approx([0, 4 / 3])
    assert (given[:, 0, 0] == 0).double().mean().item() == pytest.approx(0.25, abs=0.03)
    assert made("DropPath", s(4), p=1.0)[2].eq(0).all()


def test_multiplicative_noise_has_factors_around_one() -> None:
    module, _, _ = made("MultiplicativeNoise", s(4), std=0.3)
    factors = module(torch.full((200, 500), 2.0)) / 2
    assert factors.mean().item() == pytest.approx(1, abs=0.01)
    assert factors.std().item() == pytest.approx(0.3, rel=0.02)


@pytest.mark.parametrize(
    "kind", ["DropPath", "MultiplicativeNoise", "AlphaDropout", "FeatureAlphaDropout", "Dropout3d"]
)
def test_noise_ends_with_training(kind: str) -> None:
    module, x, _ = made(kind, s(4, 3, 2, 2))
    assert torch.equal(module.eval()(x), x)


def test_learned_constants_belong_to_one_axis() -> None:
    for kind, name in (("LearnedScale", "scale"), ("LearnedBias", "bias")):
        module, x, _ = made(kind, s(4, 3, 2))
        values = torch.arange(4.0)
        module.load_state_dict({name: values})
        expected = x * values[:, None, None] if kind == "LearnedScale" else x + values[:, None, None]
        torch.testing.assert_close(module(x), expected)
        assert [tuple(each.shape) for each in made(kind, s(4, 3))[0].parameters()] == [(3,)]
        assert [tuple(each.shape) for each in made(kind, s(4, 3), per_feature=False)[0].parameters()] == [(1,)]
