"""GPT-2 small is the published network: the order and sizes of its weights, and what it computes with them."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from app.compile.module import compile_project
from app.zoo.catalogue import entry
from tests.zoo.rousing import roused

FEATURES, STEPS, TOKENS, DEPTH = 768, 1024, 50_257, 12
PER_BLOCK = (
    (FEATURES,), (FEATURES,),  # ln_1
    (3 * FEATURES, FEATURES), (3 * FEATURES,), (FEATURES, FEATURES), (FEATURES,),  # attn: c_attn, c_proj
    (FEATURES,), (FEATURES,),  # ln_2
    (4 * FEATURES, FEATURES), (4 * FEATURES,), (FEATURES, 4 * FEATURES), (FEATURES,),  # mlp: c_fc, c_proj
)  # fmt: skip
"""The published block, weights of linear maps as PyTorch has them: (out, in)."""


def test_weights_have_the_published_sizes_in_the_published_order() -> None:
    with torch.device("meta"):
        compiled = compile_project(entry("gpt-2-small").build())
    found = [tuple(parameter.shape) for parameter in compiled.root.parameters()]
    ends = (FEATURES,), (FEATURES,)
    assert found == [(TOKENS, FEATURES), (STEPS, FEATURES), *(PER_BLOCK * DEPTH), *ends]


def test_computes_what_the_paper_says() -> None:
    trained = roused(entry("gpt-2-small").scaled_down())
    tokens = torch.randint(100, (2, 24), generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        given = trained.compiled.model(tokens)
        expected = gpt2(tokens, iter(trained.compiled.root.parameters()), heads=4, depth=3)
    torch.testing.assert_close(given, expected, rtol=1e-4, atol=1e-4)


def test_no_step_sees_a_later_one() -> None:
    trained = roused(entry("gpt-2-small").scaled_down())
    tokens = torch.arange(24).unsqueeze(0)
    other = tokens.clone()
    other[0, 15] = 77
    with torch.inference_mode():
        one, two = (trained.compiled.model(each)[0] for each in (tokens, other))
    assert torch.equal(one[:15], two[:15])
    assert all((one[step] - two[step]).abs().max() > 1e-6 for step in range(15, 24))


def gpt2(tokens: Tensor, weights: Iterator[Tensor], heads: int, depth: int) -> Tensor:
    """GPT-2 in plain functions, with an explicit mask; takes its weights in the published order."""
    table, positions = next(weights), next(weights)
    x = table[tokens] + positions[: tokens.shape[1]]
    for _ in range(depth):
        x = x + attention(_norm(x, weights), weights, heads)
        hidden = F.gelu(_linear(_norm(x, weights), weights), approximate="tanh")
        x = x + _linear(hidden, weights)
    return _norm(x, weights) @ table.T


def attention(x: Tensor, weights: Iterator[Tensor], heads: int) -> Tensor:
    batch, steps, features = x.shape
    q, k, v = _linear(x, weights).view(batch, steps, 3, heads, features // heads).permute(2, 0, 3, 1, 4)
    scores = q @ k.transpose(-2, -1) / (features // heads) ** 0.5
    later = torch.ones(steps, steps, dtype=torch.bool).triu(1)
    mixed = scores.masked_fill(later, -torch.inf).softmax(-1) @ v
    return _linear(mixed.transpose(1, 2).reshape(batch, steps, features), weights)


def _linear(x: Tensor, weights: Iterator[Tensor]) -> Tensor:
    return x @ next(weights).T + next(weights)


def _norm(x: Tensor, weights: Iterator[Tensor]) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], next(weights), next(weights), eps=1e-5)
