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
