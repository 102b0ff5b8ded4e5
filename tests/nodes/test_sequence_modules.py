"""Modules for sequences and attention against plain references."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nodes import modules


def heads_of(x: Tensor, count: int) -> Tensor:
    """(N, L, E) -> (N, count, L, E / count)."""
    return x.reshape(*x.shape[:2], count, -1).transpose(1, 2)


def attended(q: Tensor, k: Tensor, v: Tensor, causal: bool) -> Tensor:
    """Attention by the formula, heads put side by side again."""
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    if causal:
        scores = scores.masked_fill(torch.ones(scores.shape[-2:]).triu(1).bool(), -math.inf)
    mixed = torch.exp(scores - scores.amax(-1, keepdim=True))
    return ((mixed / mixed.sum(-1, keepdim=True)) @ v).transpose(1, 2).flatten(2)


def test_causal_self_attention_equals_the_formula_and_gpts_size() -> None:
    torch.manual_seed(0)
    layer = modules.CausalSelfAttention(6, 2)
    x = torch.randn(2, 5, 6)
    q, k, v = (heads_of(part, 2) for part in layer.project_in(x).split(6, -1))
    torch.testing.assert_close(layer(x), layer.project_out(attended(q, k, v, causal=True)))
    assert sum(each.numel() for each in modules.CausalSelfAttention(768, 12).parameters()) == 4 * 768**2 + 4 * 768


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("shared", [1, 2, 4])
def test_grouped_query_attention_repeats_keys_and_values(shared: int, causal: bool) -> None:
    torch.manual_seed(0)
    layer = modules.GroupedQueryAttention(8, 4, shared, bias=True, causal=causal)
    x = torch.randn(2, 5, 8)
    keys, values = heads_of(layer.key(x), shared), heads_of(layer.value(x), shared)
    order = [head * shared // 4 for head in range(4)]
    expected = attended(heads_of(layer.query(x), 4), keys[:, order], values[:, order], causal)
    torch.testing.assert_close(layer(x), layer.project_out(expected))


@pytest.mark.parametrize("layer", [modules.CausalSelfAttention(6, 2, 0.5), modules.GroupedQueryAttention(6, 2, 1, 0.5)])
def test_dropout_of_attention_ends_with_training(layer: nn.Module) -> None:
    torch.manual_seed(0)
    x = torch.randn(2, 5, 6)
    assert not torch.equal(layer.train()(x), layer(x))
    assert torch.equal(layer.eval()(x), layer(x))


def test_additive_attention_equals_the_formula() -> None:
    torch.manual_seed(0)
    layer = modules.AdditiveAttention(3, 4, 5)
    q, k = torch.randn(2, 3), torch.randn(2, 6, 4)
    y, weights = layer(q, k)
    for sample in range(2):
        hidden = [torch.tanh(layer.query(q[sample]) + layer.key(step)) for step in k[sample]]
        scores = torch.stack([layer.score(each)[0] for each in hidden])
        torch.testing.assert_close(weights[sample], scores.exp() / scores.exp().sum())
        torch.testing.assert_close(y[sample], sum(w * step for w, step in zip(weights[sample], k[sample], strict=True)))
    many_y, many_weights = layer(q.unsqueeze(1), k)
    torch.testing.assert_close((many_y[:, 0], many_weights[:, 0]), (y, weights))


def test_soft_pool_is_a_weighted_mean() -> None:
    torch.manual_seed(0)
    layer = modules.SoftAttentionPool(4, 3)
    x = torch.randn(2, 6, 4)
    y, weights = layer(x)
    scores = torch.tanh(x @ layer.hidden.weight.T + layer.hidden.bias) @ layer.score.weight[0]
    torch.testing.assert_close(weights, scores.exp() / scores.exp().sum(1, keepdim=True))
    torch.testing.assert_close(y, torch.einsum("nl,nlf->nf", weights, x))


def test_hard_attention_takes_the_best_step_after_training() -> None:
    torch.manual_seed(0)
    layer = modules.HardAttention(4, 3).eval()
    x = torch.randn(5, 6, 4)
    y, weights = layer(x)
    best = layer.score(torch.tanh(layer.hidden(x))).squeeze(-1).argmax(1)
    assert torch.equal(y, x[range(5), best])
    assert torch.equal(weights, F.one_hot(best, 6).float())


def test_hard_attention_draws_steps_with_the_soft_probabilities() -> None:
    torch.manual_seed(0)
    layer = modules.HardAttention(4, 3)
    x = torch.randn(1, 3, 4).expand(20_000, 3, 4)
    _, weights = layer(x)
    expected = layer.score(torch.tanh(layer.hidden(x[:1]))).squeeze(-1).softmax(1)[0]
    torch.testing.assert_close(weights.mean(0), expected, atol=0.015, rtol=0)
    assert torch.all((weights - weights.round()).abs() < 1e-6)


def test_hard_attention_learns_through_the_soft_weights() -> None:
    torch.manual_seed(0)
    layer = modules.HardAttention(4, 3, sampled=False)
    x, wanted = torch.randn(5, 6, 4), torch.randn(5, 4)
    (layer(x)[0] * wanted).sum().backward()
    given = [parameter.grad.clone() for parameter in layer.parameters()]
    layer.zero_grad()
    soft = layer.score(torch.tanh(layer.hidden(x))).squeeze(-1).softmax(1)
    (torch.einsum("nl,nlf->nf", soft, x) * wanted).sum().backward()
    torch.testing.assert_close(given, [parameter.grad for parameter in layer.parameters()])


def test_squeeze_excite_equals_the_formula() -> None:
    torch.manual_seed(0)
    layer = modules.SqueezeExcite(4, 2)
    x = torch.randn(2, 4, 3, 5)
    gates = layer.excite(layer.squeeze(x.flatten(2).mean(2)).clamp_min(0)).sigmoid()
    torch.testing.assert_close(layer(x), torch.einsum("nchw,nc->nchw", x, gates))


def test_channel_attention_equals_the_formula() -> None:
    torch.manual_seed(0)
    layer = modules.ChannelAttention(4, 2)
    x = torch.randn(2, 4, 3, 5)
    mapped = [layer.excite(layer.squeeze(seen).clamp_min(0)) for seen in (x.flatten(2).mean(2), x.flatten(2).amax(2))]
    torch.testing.assert_close(layer(x), x * (mapped[0] + mapped[1]).sigmoid()[:, :, None, None])


def test_spatial_attention_equals_the_formula() -> None:
    torch.manual_seed(0)
    layer = modules.SpatialAttention(3)
    x = torch.randn(2, 4, 6, 5)
    seen = F.pad(torch.stack([x.mean(1), x.amax(1)], 1), (1, 1, 1, 1)).unfold(2, 3, 1).unfold(3, 3, 1)
    gates = torch.einsum("nchwij,cij->nhw", seen, layer.conv.weight[0]).sigmoid()
    torch.testing.assert_close(layer(x), x * gates[:, None])


OPTIONS = {"dim_feedforward": 16, "dropout": 0.0, "activation": "gelu", "norm_first": True}


@pytest.mark.parametrize("options", [{"dropout": 0.0}, OPTIONS])
def test_causal_encoder_layer_is_torchs_with_a_mask(options: dict[str, object]) -> None:
    torch.manual_seed(0)
    layer = modules.CausalTransformerEncoderLayer(8, 2, **options)
    x = torch.randn(2, 5, 8)
    mask = nn.Transformer.generate_square_subsequent_mask(5)
    torch.testing.assert_close(layer(x), layer.layer(x, mask))
    changed = x.clone()
    changed[:, 3:] += 1
    for mode in (True, False):
        layer.train(mode)
        with torch.inference_mode(not mode):
            torch.testing.assert_close(layer(changed)[:, :3], layer(x)[:, :3])


@pytest.mark.parametrize("options", [{"dropout": 0.0}, OPTIONS])
def test_causal_decoder_layer_is_torchs_with_a_mask(options: dict[str, object]) -> None:
    torch.manual_seed(0)
    layer = modules.CausalTransformerDecoderLayer(8, 2, **options)
    x, memory = torch.randn(2, 5, 8), torch.randn(2, 4, 8)
    mask = nn.Transformer.generate_square_subsequent_mask(5)
    torch.testing.assert_close(layer(x, memory), layer.layer(x, memory, mask))


@pytest.mark.parametrize(("name", "function"), [("relu", torch.relu), ("gelu", F.gelu), ("silu", F.silu)])
def test_feed_forward_equals_the_formula(name: str, function: object) -> None:
    torch.manual_seed(0)
    layer = modules.FeedForward(4, 6, 0.0, name)
    x = torch.randn(2, 3, 4)
    hidden = function(x @ layer.expand.weight.T + layer.expand.bias)  # type: ignore[operator]
    torch.testing.assert_close(layer(x), hidden @ layer.contract.weight.T + layer.contract.bias)


def test_swiglu_equals_the_formula() -> None:
    torch.manual_seed(0)
    layer = modules.SwiGLU(4, 6)
    x = torch.randn(2, 4)
    gate = x @ layer.gate.weight.T
    expected = (gate * gate.sigmoid() * (x @ layer.value.weight.T)) @ layer.project_out.weight.T
    torch.testing.assert_close(layer(x), expected)


def test_patches_are_read_row_by_row() -> None:
    torch.manual_seed(0)
    layer = modules.PatchEmbedding(3, 5, (2, 4))
    x = torch.randn(2, 3, 4, 8)
    patches = [x[:, :, 2 * i : 2 * i + 2, 4 * j : 4 * j + 4].flatten(1) for i in range(2) for j in range(2)]
    expected = torch.stack([patch @ layer.project.weight.flatten(1).T + layer.project.bias for patch in patches], 1)
    torch.testing.assert_close(layer(x), expected)


def test_class_token_comes_first() -> None:
    layer = modules.ClassToken(4)
    nn.init.normal_(layer.token)
    x = torch.randn(2, 3, 4)
    y = layer(x)
    assert torch.equal(y[:, 1:], x) and torch.equal(y[:, 0], layer.token[0].expand(2, 4))


@pytest.mark.parametrize("features", [6, 7])
def test_sinusoidal_positions_equal_the_formula(features: int) -> None:
    layer = modules.SinusoidalPositions(9, features, 100.0)
    expected = np.empty((9, features))
    for p in range(9):
        for j in range(features):
            angle = p / 100.0 ** (2 * (j // 2) / features)
            expected[p, j] = math.cos(angle) if j % 2 else math.sin(angle)
    np.testing.assert_allclose(layer(torch.zeros(1, 9, features))[0].numpy(), expected, atol=1e-6)


def test_learned_positions_use_the_first_rows() -> None:
    torch.manual_seed(0)
    layer = modules.LearnedPositions(1024, 64)
    x = torch.randn(2, 3, 64)
    torch.testing.assert_close(layer(x) - x, layer.table[:3].expand(2, 3, 64))
    assert layer.table.std().item() == pytest.approx(0.02, rel=0.05)


def test_rotary_positions_turn_pairs_and_keep_distances() -> None:
    torch.manual_seed(0)
    layer = modules.RotaryPositions(10, 6, 50.0)
    x = torch.randn(1, 10, 6)
    pairs = torch.view_as_complex(x.reshape(1, 10, 3, 2))
    angles = torch.arange(10)[:, None] / 50.0 ** (torch.arange(0, 6, 2) / 6)
    expected = torch.view_as_real(pairs * torch.polar(torch.ones_like(angles), angles)).flatten(-2)
    torch.testing.assert_close(layer(x), expected)
    q, k = (layer(torch.randn(6).expand(1, 10, 6))[0] for _ in range(2))
    products = q @ k.T
    torch.testing.assert_close(products[2:, 2:], products[:-2, :-2], atol=1e-5, rtol=1e-5)


def test_relative_positions_depend_on_the_clipped_distance() -> None:
    layer = modules.RelativePositionBias(2, 2)
    bias = layer(torch.zeros(1, 2, 4, 6))[0]
    for i in range(4):
        for j in range(6):
            assert torch.equal(bias[:, i, j], layer.table[:, max(-2, min(2, j - i)) + 2])


def test_fourier_features_equal_the_formula() -> None:
    torch.manual_seed(0)
    layer = modules.FourierFeatures(2, 2000, 3.0)
    x = torch.rand(4, 2)
    angles = 2 * math.pi * x @ layer.frequencies
    torch.testing.assert_close(layer(x), torch.cat((angles.cos(), angles.sin()), 1))
    assert layer.frequencies.std().item() == pytest.approx(3.0, rel=0.05)
    assert not list(layer.parameters())
