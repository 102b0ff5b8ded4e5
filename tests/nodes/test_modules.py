"""Our own modules against plain references, and whether their source can travel alone."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
import torch
from node_cases import CASES
from torch import nn

from nodes import modules


def test_maxout_is_the_largest_of_its_linear_maps() -> None:
    torch.manual_seed(0)
    layer = modules.Maxout(4, 3, 5)
    x = torch.randn(2, 6, 4)
    weight, bias = (value.detach().numpy() for value in layer.linear.parameters())
    every = x.numpy() @ weight.T + bias
    expected = every.reshape(2, 6, 3, 5).max(axis=-1)
    np.testing.assert_allclose(layer(x).detach().numpy(), expected, rtol=1e-5, atol=1e-6)


def test_noise_has_the_asked_spread_and_ends_with_training() -> None:
    torch.manual_seed(0)
    layer = modules.GaussianNoise(0.3)
    x = torch.full((200, 500), 2.0)
    added = layer(x) - x
    assert added.std().item() == pytest.approx(0.3, rel=0.01)
    assert added.mean().item() == pytest.approx(0.0, abs=0.005)
    assert torch.equal(layer.eval()(x), x)


@pytest.mark.parametrize(
    ("ours", "theirs", "inner"),
    [("BidirectionalLSTM", nn.LSTM, "lstm"), ("BidirectionalGRU", nn.GRU, "gru"), ("BidirectionalRNN", nn.RNN, "rnn")],
)
def test_both_ways_ends_with_both_final_states(ours: str, theirs: type[nn.RNNBase], inner: str) -> None:
    torch.manual_seed(0)
    layer = getattr(modules, ours)(3, 4, num_layers=2)
    reference = theirs(3, 4, 2, batch_first=True, bidirectional=True)
    reference.load_state_dict(getattr(layer, inner).state_dict())
    x = torch.randn(2, 7, 3)
    output, last = layer(x)
    expected = reference(x)[0]
    torch.testing.assert_close(output, expected)
    torch.testing.assert_close(last, torch.cat((expected[:, -1, :4], expected[:, 0, 4:]), dim=1))


def test_causal_attention_equals_the_masked_formula() -> None:
    torch.manual_seed(0)
    layer = modules.CausalAttention(6, 2).double()
    x = torch.randn(2, 5, 6, dtype=torch.float64)
    weight, bias = layer.attention.in_proj_weight, layer.attention.in_proj_bias
    q, k, v = (part.reshape(2, 5, 2, 3).transpose(1, 2) for part in (x @ weight.T + bias).chunk(3, dim=-1))
    scores = (q @ k.transpose(-1, -2) / 3**0.5).masked_fill(torch.ones(5, 5).triu(1).bool(), float("-inf"))
    expected = layer.attention.out_proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(2, 5, 6))
    torch.testing.assert_close(layer(x, x, x), expected)


def test_causal_attention_does_not_look_ahead() -> None:
    torch.manual_seed(0)
    layer = modules.CausalAttention(6, 2).eval()
    x = torch.randn(1, 5, 6)
    changed = x.clone()
    changed[:, 3:] += 1
    torch.testing.assert_close(layer(x, x, x)[:, :3], layer(changed, changed, changed)[:, :3])


@pytest.mark.parametrize(("size", "wanted", "first"), [((8, 6), (4, 4), (2, 1)), ((7, 6), (4, 6), (1, 0))])
def test_a_crop_is_the_middle_whatever_the_size(
    size: tuple[int, int], wanted: tuple[int, int], first: tuple[int, int]
) -> None:
    x, like = torch.randn(2, 3, *size), torch.zeros(2, 5, *wanted)
    expected = x.narrow(2, first[0], wanted[0]).narrow(3, first[1], wanted[1])
    assert torch.equal(modules.CropLike2d()(x, like), expected)


@pytest.mark.parametrize("name", modules.__all__)
def test_source_stands_alone(name: str) -> None:
    """Exports carry the text of a class or function with nothing but torch, nn, Tensor and F beside it."""
    ours = getattr(modules, name)
    scope: dict[str, Any] = {"torch": torch, "nn": nn, "Tensor": torch.Tensor, "F": nn.functional}
    exec(inspect.getsource(ours), scope)  # noqa: S102  (our own source)
    assert ours.__doc__
    call = next(call for case in CASES if (call := case.node.build(*case.shapes)).target.name == name)
    if call.constructs:
        assert isinstance(scope[name](*call.args, **call.kwargs), nn.Module)
    else:
        assert inspect.signature(scope[name]) == inspect.signature(ours)
