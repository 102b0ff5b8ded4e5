"""Losses against the formula, a sample at a time, and against PyTorch's own where it has one."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from case import CLASS, Within, s
from node_cases import CASES
from run_call import make, tensors_for, use
from torch import Tensor
from torch.nn import functional as F

import nodes

LOSSES = [case for case in CASES if case.node.role == "loss"]
SHARES = Within.per_sample(4)
LABELS = s(4, dtype="int64")


def by_class(x: Tensor, t: Tensor, rule: Callable[[Tensor, float], float]) -> float:
    """The mean of a rule of a sample's scores and the number of its right class."""
    return sum(rule(scores, int(label)) for scores, label in zip(x, t, strict=True)) / len(x)


def by_number(x: Tensor, t: Tensor, rule: Callable[[float, float], float]) -> float:
    """The mean of a rule of one number and its truth."""
    pairs = list(zip(x.flatten().tolist(), t.flatten().tolist(), strict=True))
    return sum(rule(one, truth) for one, truth in pairs) / len(pairs)


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def focal(x: float, t: float) -> float:
    p = sigmoid(x) if t else 1 - sigmoid(x)
    return -(0.25 if t else 0.75) * (1 - p) ** 2 * math.log(p)


def lead(scores: Tensor, label: int) -> float:
    gaps = [max(0.0, 1 - float(scores[label] - score)) for place, score in enumerate(scores) if place != label]
    return sum(gaps) / len(scores)


def chance(scores: Tensor, label: int) -> float:
    return float(scores.exp()[label] / scores.exp().sum())


def numbers_of(labels: Tensor) -> Tensor:
    """The numbers of the labels that are 1, filled up with -1: how PyTorch wants them."""
    rows = [row.nonzero().flatten().tolist() for row in labels]
    return torch.tensor([row + [-1] * (labels.shape[1] - len(row)) for row in rows])


FORMULAS: list[tuple[str, dict[str, Any], tuple[Any, ...], Callable[..., float | Tensor]]] = [
    ("NLLLoss", {}, (s(3), CLASS), lambda x, t: by_class(x, t, lambda scores, label: -float(scores[label]))),
    ("MultiMarginLoss", {}, (s(3), CLASS), lambda x, t: by_class(x, t, lead)),
    (
        "FocalLoss",
        {},
        (s(3), CLASS),
        lambda x, t: by_class(x, t, lambda z, c: -((1 - chance(z, c)) ** 2) * math.log(chance(z, c))),
    ),
    ("FocalLoss", {"gamma": 0.0}, (s(3), CLASS), F.cross_entropy),
    ("BCELoss", {}, (SHARES, SHARES), lambda x, t: -(t * x.log() + (1 - t) * (1 - x).log()).mean()),
    ("HingeLoss", {}, (s(1), CLASS), lambda x, t: by_number(x, t, lambda z, y: max(0.0, 1 - (2 * y - 1) * z))),
    ("SoftMarginLoss", {}, (s(1), CLASS), lambda x, t: F.softplus(x[:, 0] * (1 - 2 * t)).mean()),
    ("BinaryFocalLoss", {}, (s(4), LABELS), lambda x, t: by_number(x, t, focal)),
    (
        "BinaryFocalLoss",
        {"gamma": 0.0, "alpha": 0.5},
        (s(4), SHARES),
        lambda x, t: F.binary_cross_entropy_with_logits(x, t) / 2,
    ),
    (
        "DiceLoss",
        {"smooth": 0.5},
        (s(2, 3), s(2, 3, dtype="int64")),
        lambda x, t: (
            sum(
                1 - (2 * (p * y).sum() + 0.5) / ((p * p).sum() + y.sum() + 0.5)
                for p, y in zip(x.sigmoid(), t, strict=True)
            )
            / len(x)
        ),
    ),
    ("MultiLabelSoftMarginLoss", {}, (s(4), LABELS), lambda x, t: F.softplus(x * (1 - 2 * t)).mean()),
    ("MultiLabelMarginLoss", {}, (s(4), LABELS), lambda x, t: F.multilabel_margin_loss(x, numbers_of(t))),
    ("SmoothL1Loss", {"beta": 0.5}, (s(4), s(4)), lambda x, t: by_number(x, t, lambda z, y: smooth(abs(z - y), 0.5))),
    ("LogCoshLoss", {}, (s(4), s(4)), lambda x, t: by_number(x, t, lambda z, y: math.log(math.cosh(z - y)))),
    (
        "QuantileLoss",
        {"quantile": 0.9},
        (s(4), s(4)),
        lambda x, t: by_number(x, t, lambda z, y: 0.9 * (y - z) if y > z else 0.1 * (z - y)),
    ),
    ("PoissonNLLLoss", {}, (s(1), s()), lambda x, t: by_number(x, t, lambda z, y: math.exp(z) - y * z)),
    ("PoissonNLLLoss", {"log_input": False}, (SHARES, SHARES), lambda x, t: (x - t * (x + 1e-8).log()).mean()),
    ("GaussianNLLLoss", {}, (s(1), s(), s(1)), lambda x, t, v: F.gaussian_nll_loss(x[:, 0], t, v.exp()[:, 0])),
    ("GaussianNLLLoss", {}, (s(), s(1), s()), lambda x, t, v: F.gaussian_nll_loss(x, t[:, 0], v.exp())),
    (
        "GaussianNLLLoss",
        {"full": True},
        (s(4), s(4), s(4)),
        lambda x, t, v: -torch.distributions.Normal(x, (v / 2).exp()).log_prob(t).mean(),
    ),
    (
        "CosineEmbeddingLoss",
        {"margin": 0.1},
        (s(4), s(4), CLASS),
        lambda a, b, t: torch.where(t == 1, 1 - (c := F.cosine_similarity(a, b)), (c - 0.1).clamp_min(0)).mean(),
    ),
    (
        "ContrastiveLoss",
        {"margin": 2.0},
        (s(4), s(4), CLASS),
        lambda a, b, t: torch.where(t == 1, (d := (a - b).norm(dim=1)) ** 2, (2 - d).clamp_min(0) ** 2).mean() / 2,
    ),
    (
        "MarginRankingLoss",
        {"margin": 0.5},
        (s(1), s(1), CLASS),
        lambda a, b, t: torch.where(t == 1, (0.5 - a + b)[:, 0], (0.5 + a - b)[:, 0]).clamp_min(0).mean(),
    ),
    (
        "TripletMarginLoss",
        {},
        (s(4), s(4), s(4)),
        lambda a, p, n: ((a - p).norm(dim=1) - (a - n).norm(dim=1) + 1).clamp_min(0).mean(),
    ),
    ("KLDivLoss", {}, (s(4), SHARES), lambda x, t: (t * (t.log() - x)).sum(1).mean()),
    ("KLDivLoss", {"log_target": True}, (s(4), s(4)), lambda x, t: (t.exp() * (t - x)).sum(1).mean()),
    (
        "GaussianKLLoss",
        {},
        (s(4), s(4)),
        lambda m, v: (
            torch.distributions.kl_divergence(
                torch.distributions.Normal(m, (v / 2).exp()), torch.distributions.Normal(0.0, 1.0)
            )
            .sum(1)
            .mean()
        ),
    ),
    ("ActivityPenalty", {}, (s(2, 3),), lambda x: x.abs().sum() / x.numel()),
    ("ActivityPenalty", {"norm": "l2"}, (s(2, 3),), lambda x: (x**2).sum() / x.numel()),
    ("MeanLoss", {}, (s(2, 3),), lambda x: x.sum() / x.numel()),
]


def smooth(distance: float, beta: float) -> float:
    return distance**2 / (2 * beta) if distance < beta else distance - beta / 2


@pytest.mark.parametrize(("kind", "values", "shapes", "expected"), FORMULAS)
def test_equals_the_formula(kind: str, values: dict[str, Any], shapes: tuple[Any, ...], expected: Any) -> None:
    node = nodes.kind(kind).from_values(values)
    call = node.build(*shapes)
    tensors = tensors_for(shapes, 6, seed=3)
    given = use(node, call, make(call), tensors)["y"]
    torch.testing.assert_close(given, torch.as_tensor(expected(*tensors), dtype=torch.float32), rtol=1e-4, atol=1e-5)


def test_every_loss_of_our_own_is_tried() -> None:
    own = {case.kind for case in LOSSES if case.node.build(*case.shapes).target.module != "torch.nn.functional"}
    assert own <= {kind for kind, *_ in FORMULAS}


@pytest.mark.parametrize("case", LOSSES, ids=str)
def test_loss_in_double_precision(case: Any) -> None:
    """A landscape casts what the losses take to float64; whole numbers stay."""
    call = case.node.build(*case.shapes)
    tensors = tensors_for(case.shapes, 4)
    single = use(case.node, call, make(call), tensors)["y"]
    doubled = tuple(each.double() if each.is_floating_point() else each for each in tensors)
    double = use(case.node, call, make(call), doubled)["y"]
    assert double.dtype == torch.float64
    torch.testing.assert_close(double.float(), single, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("case", LOSSES, ids=str)
def test_loss_is_a_mean_over_samples(case: Any) -> None:
    """Batches of other sizes, weighted by their samples, give the mean of the whole."""
    call = case.node.build(*case.shapes)
    tensors = tensors_for(case.shapes, 5)
    made = make(call)
    parts = [use(case.node, call, made, tuple(each[cut] for each in tensors))["y"] for cut in (slice(2), slice(2, 5))]
    whole = use(case.node, call, made, tensors)["y"]
    torch.testing.assert_close((2 * parts[0] + 3 * parts[1]) / 5, whole)


@pytest.mark.parametrize("kind", ["FocalLoss", "BinaryFocalLoss"])
def test_focal_gradients_stay_finite_when_sure(kind: str) -> None:
    node = nodes.kind(kind).from_values({"gamma": 0.5})
    shapes = (s(2), CLASS) if kind == "FocalLoss" else (s(1), CLASS)
    call = node.build(*shapes)
    x = torch.full((1, shapes[0].channels), 200.0)
    x[:, 0] = -200.0 if kind == "FocalLoss" else 200.0
    x.requires_grad_()
    use(node, call, make(call), (x, torch.tensor([1])))["y"].backward()
    assert torch.isfinite(x.grad).all()
