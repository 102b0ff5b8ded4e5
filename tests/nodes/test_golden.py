"""A handful of kinds against PyTorch written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from case import s
from run_call import make, tensors_for, use
from torch import Tensor, nn
from torch.nn import functional as F

import nodes

GOLDEN: list[tuple[str, dict[str, Any], tuple[Any, ...], Callable[..., Tensor]]] = [
    ("GlobalAvgPool2d", {}, (s(4, 3, 5),), lambda x: x.sum(3).sum(2) / 15),
    ("LeakyReLU", {"negative_slope": 0.2}, (s(9),), lambda x: torch.where(x > 0, x, 0.2 * x)),
    ("ELU", {"alpha": 2.0}, (s(9),), lambda x: torch.where(x > 0, x, 2 * (x.exp() - 1))),
    ("SiLU", {}, (s(9),), lambda x: x / (1 + (-x).exp())),
    ("GELU", {}, (s(9),), lambda x: x * 0.5 * (1 + torch.erf(x / 2**0.5))),
    ("Softmax", {}, (s(4, 3, 3),), lambda x: x.exp() / x.exp().sum(1, keepdim=True)),
    ("Softmax", {}, (s(4, 3),), lambda x: x.exp() / x.exp().sum(2, keepdim=True)),
    ("Add", {}, ((s(4), s(4), s(4)),), lambda x: x[0] + x[1] + x[2]),
    ("Multiply", {}, ((s(4), s(4), s(4)),), lambda x: x[0] * x[1] * x[2]),
    ("Concatenate", {}, ((s(4, 2), s(1, 2)),), lambda x: torch.cat(x, 1)),
    ("Flatten", {}, (s(4, 2, 3),), lambda x: x.reshape(len(x), 24)),
    ("Reshape", {"shape": [3, -1]}, (s(12),), lambda x: x.reshape(len(x), 3, 4)),
    ("Permute", {"order": [3, 1, 2]}, (s(4, 2, 3),), lambda x: torch.einsum("nabc->ncab", x)),
    ("Upsample", {}, (s(4, 2, 3),), lambda x: x.repeat_interleave(2, 2).repeat_interleave(2, 3)),
    ("LayerNorm", {"over": "sample"}, (s(4, 3, 3),), lambda x: _standard(x, (1, 2, 3))),
    ("InstanceNorm2d", {}, (s(4, 3, 3),), lambda x: _standard(x, (2, 3))),
    ("BatchNorm2d", {}, (s(4, 3, 3),), lambda x: _standard(x, (0, 2, 3))),
    ("CrossEntropyLoss", {}, (s(3), s(dtype="int64")), lambda x, t: -x.log_softmax(1)[range(len(x)), t].mean()),
    (
        "CrossEntropyLoss",
        {"label_smoothing": 0.3},
        (s(3), s(dtype="int64")),
        lambda x, t: -((0.7 * F.one_hot(t, 3) + 0.1) * x.log_softmax(1)).sum(1).mean(),
    ),
    (
        "CrossEntropyLoss",
        {},
        (s(4, 3), s(4, dtype="int64")),
        lambda x, t: -(F.one_hot(t, 3) * x.log_softmax(2)).sum(2).mean(),
    ),
    (
        "CrossEntropyLoss",
        {},
        (s(3, 2, 4), s(2, 4, dtype="int64")),
        lambda x, t: -torch.einsum("nhwc,nchw->nhw", F.one_hot(t, 3).float(), x.log_softmax(1)).mean(),
    ),
    ("BCEWithLogitsLoss", {}, (s(1), s(dtype="int64")), lambda x, t: F.softplus(x[:, 0] * (1 - 2 * t)).mean()),
    ("MSELoss", {}, (s(1), s()), lambda x, t: ((x[:, 0] - t) ** 2).mean()),
    ("MSELoss", {}, (s(), s(1)), lambda x, t: ((x - t[:, 0]) ** 2).mean()),
    ("L1Loss", {}, (s(3), s(3)), lambda x, t: (x - t).abs().mean()),
    ("HuberLoss", {"delta": 0.5}, (s(3), s(3)), lambda x, t: _huber((x - t).abs(), 0.5).mean()),
]


@pytest.mark.parametrize(("kind", "values", "shapes", "expected"), GOLDEN)
def test_equals_the_formula(kind: str, values: dict[str, Any], shapes: tuple[Any, ...], expected: Any) -> None:
    node = nodes.kind(kind).from_values(values)
    call = node.build(*shapes)
    tensors = tensors_for(shapes, 6)
    torch.testing.assert_close(use(node, call, make(call), tensors)["y"], expected(*tensors), rtol=1e-4, atol=1e-5)


def test_conv2d_makes_torchs_layer() -> None:
    node = nodes.kind("Conv2d").from_values({"out_channels": 5, "kernel_size": [3, 2], "padding": 1, "stride": 2})
    made = make(node.build(s(2, 8, 8)))
    assert repr(made) == repr(nn.Conv2d(2, 5, (3, 2), padding=1, stride=2))
    x = torch.randn(3, 2, 8, 8)
    windows = F.unfold(x, (3, 2), padding=1, stride=2)
    expected = torch.einsum("ok,nkp->nop", made.weight.flatten(1), windows) + made.bias[:, None]
    torch.testing.assert_close(made(x).flatten(2), expected)


@pytest.mark.parametrize(("kind", "reference"), [("LSTM", nn.LSTM), ("GRU", nn.GRU)])
def test_last_is_the_final_step(kind: str, reference: type[nn.Module]) -> None:
    node = nodes.kind(kind).from_values({"hidden_size": 4, "num_layers": 2})
    call = node.build(s(7, 3))
    made = make(call)
    assert type(made) is reference
    outputs = use(node, call, made, tensors_for((s(7, 3),), 2))
    assert torch.equal(outputs["last"], outputs["output"][:, -1])


def test_attention_without_k_and_v_looks_at_itself() -> None:
    node = nodes.kind("MultiheadAttention").from_values({"num_heads": 2})
    call = node.build(s(5, 8), None, None)
    made = make(call)
    (q,) = tensors_for((s(5, 8),), 2)
    expected = made(q, q, q)[0]
    torch.testing.assert_close(use(node, call, made, (q, None, None))["y"], expected)


def test_summaries_name_what_matters() -> None:
    for kind, values, text in [
        ("Conv2d", {"padding": 1}, "16 · 3×3 · pad 1"),
        ("Conv2d", {"stride": [2, 1]}, "16 · 3×3 · stride 2×1"),
        ("Linear", {"out_features": 64}, "64"),
        ("MaxPool2d", {}, "2×2"),
        ("MaxPool2d", {"stride": 1}, "2×2 · stride 1×1"),
        ("Input", {}, "1×8×8"),
        ("Target", {}, "10 classes"),
        ("LSTM", {"num_layers": 2, "bidirectional": True}, "64 · 2 layers · both ways"),
        ("CrossEntropyLoss", {"weight": 0.3, "label_smoothing": 0.1}, "weight 0.3 · smoothing 0.1"),
    ]:
        assert nodes.kind(kind).from_values(values).summary() == text


def _standard(x: Tensor, axes: tuple[int, ...]) -> Tensor:
    return (x - x.mean(axes, keepdim=True)) / (x.var(axes, unbiased=False, keepdim=True) + 1e-5).sqrt()


def _huber(distance: Tensor, delta: float) -> Tensor:
    return torch.where(distance <= delta, distance**2 / 2, delta * (distance - delta / 2))
