"""The recipe's optimisers against plain torch.optim, written by hand."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn, optim

from app.graph.recipe import Recipe
from app.training.optimizers import clip, make, set_lr

CASES: list[tuple[dict[str, Any], Any]] = [
    ({"optimizer": "SGD", "momentum": 0.0}, lambda p: optim.SGD(p, lr=0.01)),
    ({"optimizer": "SGD", "momentum": 0.8}, lambda p: optim.SGD(p, lr=0.01, momentum=0.8)),
    (
        {"optimizer": "SGD", "nesterov": True, "weight_decay": 0.1},
        lambda p: optim.SGD(p, lr=0.01, momentum=0.9, nesterov=True, weight_decay=0.1),
    ),
    ({"optimizer": "Adagrad", "eps": 1e-6}, lambda p: optim.Adagrad(p, lr=0.01, eps=1e-6)),
    ({"optimizer": "RMSprop", "alpha": 0.9}, lambda p: optim.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.9)),
    ({"optimizer": "Adam", "beta2": 0.99}, lambda p: optim.Adam(p, lr=0.01, betas=(0.9, 0.99))),
    ({"optimizer": "AdamW", "weight_decay": 0.1}, lambda p: optim.AdamW(p, lr=0.01, weight_decay=0.1)),
]


def trained(make_optimizer: Any) -> torch.Tensor:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 1))
    optimizer, x = make_optimizer(list(net.parameters())), torch.randn(16, 5)
    for _ in range(20):
        optimizer.zero_grad()
        net(x).square().mean().backward()
        optimizer.step()
    return torch.cat([weight.detach().flatten() for weight in net.parameters()])


@pytest.mark.parametrize(("fields", "plain"), CASES)
def test_equals_torch(fields: dict[str, Any], plain: Any) -> None:
    recipe = Recipe(lr=0.01, **fields)
    ours = trained(lambda parameters: make(recipe, [{"params": parameters, "factor": 1.0}]))
    assert torch.allclose(ours, trained(plain), rtol=1e-5, atol=1e-6)


def test_fused_kernels_repeat_bit_for_bit() -> None:
    recipe = Recipe(optimizer="AdamW", lr=0.01)
    runs = [trained(lambda parameters: make(recipe, [{"params": parameters, "factor": 1.0}])) for _ in range(2)]
    assert torch.equal(*runs)


def test_factors_scale_the_learning_rate() -> None:
    groups = [{"params": [nn.Parameter(torch.ones(1))], "factor": factor} for factor in (1.0, 0.1)]
    optimizer = make(Recipe(lr=0.5), groups)
    set_lr(optimizer, 0.2)
    assert [group["lr"] for group in optimizer.param_groups] == pytest.approx([0.2, 0.02])


@pytest.mark.parametrize("largest", [0.5, 100.0])
def test_clip_equals_torch(largest: float) -> None:
    torch.manual_seed(1)
    weights = [nn.Parameter(torch.zeros(3, 2)), nn.Parameter(torch.zeros(4))]
    for weight in weights:
        weight.grad = torch.randn_like(weight)
    gradients = [weight.grad.clone() for weight in weights]
    clip(gradients, torch.stack(torch._foreach_norm(gradients)), largest)
    nn.utils.clip_grad_norm_(weights, largest)
    for ours, weight in zip(gradients, weights, strict=True):
        assert torch.allclose(ours, weight.grad, rtol=1e-6)
