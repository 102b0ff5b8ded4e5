"""Merge, recurrent and embedding kinds against PyTorch or arithmetic written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from case import PICTURE, SEQUENCE, TOKENS, VECTOR, s
from run_call import make, tensors_for, use
from torch import Tensor

import nodes

HEADS = s(2, 5, 8)

GOLDEN: list[tuple[str, dict[str, Any], tuple[Any, ...], Callable[..., Tensor]]] = [
    ("Subtract", {}, (VECTOR, VECTOR), lambda a, b: -(b - a)),
    ("Divide", {}, (VECTOR, VECTOR), lambda a, b: a * b.reciprocal()),
    ("Maximum", {}, ((VECTOR, VECTOR, VECTOR),), lambda x: torch.stack(x).amax(0)),
    ("Minimum", {}, ((VECTOR, VECTOR, VECTOR),), lambda x: torch.stack(x).amin(0)),
    ("Average", {}, ((VECTOR, VECTOR, VECTOR),), lambda x: torch.stack(x).mean(0)),
    ("Gate", {}, (VECTOR, VECTOR, VECTOR), lambda a, b, share: share * a + (1 - share) * b),
    ("Gate", {}, (PICTURE, PICTURE, s(4, 1, 1)), lambda a, b, share: share * a + (1 - share) * b),
    ("AddBroadcast", {}, (PICTURE, s(4)), lambda x, b: x + b[:, :, None, None]),
    ("AddBroadcast", {"dim": -1}, (SEQUENCE, s(8)), lambda x, b: x + b[:, None]),
    ("AddBroadcast", {}, (PICTURE, s(1, 9, 1)), lambda x, b: x + b),
    ("MultiplyBroadcast", {}, (PICTURE, s(4)), lambda x, b: torch.einsum("nchw,nc->nchw", x, b)),
    ("Stack", {"dim": 2}, ((SEQUENCE, SEQUENCE),), lambda x: torch.cat([each[:, :, None] for each in x], 2)),
    ("MatMul", {}, (SEQUENCE, s(8, 3)), lambda a, b: torch.einsum("nlk,nkm->nlm", a, b)),
    ("MatMul", {"transpose_b": True}, (SEQUENCE, s(3, 8)), lambda a, b: torch.einsum("nlk,nmk->nlm", a, b)),
    ("DotProduct", {}, (SEQUENCE, SEQUENCE), lambda a, b: torch.einsum("nlf,nlf->nl", a, b)),
    ("OuterProduct", {}, (VECTOR, s(3)), lambda a, b: torch.einsum("ni,nj->nij", a, b)),
    ("CosineSimilarity", {}, (VECTOR, VECTOR), lambda a, b: (a * b).sum(1) / (_length(a) * _length(b))),
    ("PairwiseDistance", {}, (SEQUENCE, SEQUENCE), lambda a, b: _length(a - b)),
    ("PairwiseDistance", {"p": 1.0, "keepdim": True}, (VECTOR, VECTOR), lambda a, b: (a - b).abs().sum(1, True)),
    ("Einsum", {"equation": "nlk,nmk->nml"}, (SEQUENCE, s(3, 8)), lambda a, b: b @ a.transpose(1, 2)),
    ("ScaledDotProductAttention", {}, (SEQUENCE, s(3, 8), s(3, 6)), lambda q, k, v: _attended(q, k, v, 8**-0.5)),
    ("ScaledDotProductAttention", {"scale": 0.3}, (HEADS, HEADS, HEADS), lambda q, k, v: _attended(q, k, v, 0.3)),
    ("LastStep", {}, (SEQUENCE,), lambda x: x[:, -1]),
    ("FirstStep", {}, (SEQUENCE,), lambda x: x[:, 0]),
    ("MeanOverSteps", {}, (SEQUENCE,), lambda x: sum(x.unbind(1)) / 5),
    ("MaxOverSteps", {}, (SEQUENCE,), lambda x: x.sort(1).values[:, -1]),
    ("ReverseSequence", {}, (SEQUENCE,), lambda x: torch.stack(x.unbind(1)[::-1], 1)),
]


@pytest.mark.parametrize(("kind", "values", "shapes", "expected"), GOLDEN)
def test_equals_the_formula(kind: str, values: dict[str, Any], shapes: tuple[Any, ...], expected: Any) -> None:
    node = nodes.kind(kind).from_values(values)
    call = node.build(*shapes)
    tensors = tensors_for(shapes, 6)
    torch.testing.assert_close(use(node, call, make(call), tensors)["y"], expected(*tensors), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("kind", "values", "sizes"), [("Split", {}, (6, 6)), ("Split", {"size": 5}, (5, 7)), ("Chunk3", {}, (4, 4, 4))]
)
def test_parts_are_cut_in_order(kind: str, values: dict[str, Any], sizes: tuple[int, ...]) -> None:
    node = nodes.kind(kind).from_values(values)
    (x,) = tensors_for((VECTOR,), 3)
    parts = list(use(node, node.build(VECTOR), None, (x,)).values())
    assert tuple(part.shape[1] for part in parts) == sizes
    assert torch.equal(torch.cat(parts, 1), x)


def test_rnn_follows_the_formula() -> None:
    node = nodes.kind("RNN").from_values({"hidden_size": 3, "nonlinearity": "relu"})
    call = node.build(SEQUENCE)
    made = make(call)
    (x,) = tensors_for((SEQUENCE,), 2)
    state = torch.zeros(2, 3)
    for step in x.unbind(1):
        state = torch.relu(step @ made.weight_ih_l0.T + made.bias_ih_l0 + state @ made.weight_hh_l0.T + made.bias_hh_l0)
    outputs = use(node, call, made, (x,))
    torch.testing.assert_close(outputs["last"], state)
    torch.testing.assert_close(outputs["output"][:, -1], state)


def test_embedding_bag_is_the_mean_of_the_vectors() -> None:
    node = nodes.kind("EmbeddingBag").from_values({"num_embeddings": 7, "padding_idx": 0})
    call = node.build(TOKENS)
    made = make(call)
    x = torch.tensor([[1, 2, 2, 6, 0, 0], [3, 0, 0, 0, 0, 0]])
    expected = torch.stack([made.weight[[1, 2, 2, 6]].mean(0), made.weight[3]])
    torch.testing.assert_close(use(node, call, made, (x,))["y"], expected)


def test_cross_attention_is_torchs_over_the_context() -> None:
    node = nodes.kind("CrossAttention").from_values({"num_heads": 2})
    shapes = (SEQUENCE, s(3, 6))
    call = node.build(*shapes)
    made = make(call)
    q, context = tensors_for(shapes, 2)
    torch.testing.assert_close(use(node, call, made, (q, context))["y"], made(q, context, context)[0])


def test_bilinear_multiplies_every_pair() -> None:
    node = nodes.kind("Bilinear").from_values({"out_features": 2})
    shapes = (VECTOR, s(3))
    call = node.build(*shapes)
    made = make(call)
    a, b = tensors_for(shapes, 4)
    expected = torch.einsum("ni,oij,nj->no", a, made.weight, b) + made.bias
    torch.testing.assert_close(use(node, call, made, (a, b))["y"], expected)


def _attended(q: Tensor, k: Tensor, v: Tensor, scale: float) -> Tensor:
    scores = (q @ k.transpose(-1, -2) * scale).exp()
    return (scores / scores.sum(-1, keepdim=True)) @ v


def _length(x: Tensor) -> Tensor:
    return x.square().sum(-1).sqrt()
