"""Calls without a kind as layers in Python: what is written, what is one layer, what is refused and why."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from app.compile.empty import compile_with_weights
from app.graph.python_layers.trust import untrusted
from app.importing.importer import Imported, ImportRefusedError, import_module
from tests.importing.samples import batch, imported, model

TABLE = torch.tensor([0.5, 2.0, 1.0])


def _kept(made: nn.Module, *shape: int) -> Imported:
    torch.manual_seed(0)
    return import_module(made.eval(), [torch.randn(3, *shape)], keep=True)


def _codes(found: Imported) -> list[str]:
    return [layer.code for layer in found.project.layers.values()]


def _refused(made: nn.Module, *shape: int) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        _kept(made, *shape)
    return " | ".join([str(caught.value), *map(str, caught.value.unmapped)])


def test_calls_between_which_no_link_can_be_are_one_layer_as_one_would_write_it() -> None:
    (code,) = _codes(imported("fourier"))
    lines = [line.strip() for line in code.split("\n")]
    assert "class Spectral(nn.Module):" in lines
    assert "def forward(self, x: Tensor) -> Tensor:" in lines
    assert "zeros = torch.zeros([x.shape[0], 6, 5], dtype=torch.complex64, device=x.device)" in lines
    assert imported("fourier").kept() == ["Spectral ×2"]
    assert [each.name for each in imported("fourier").project.graph][2:5] == ["first", "gelu_1", "second"]
    assert not untrusted(imported("fourier").project)


class _Constants(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        near = torch.logaddexp(x, x * 0.1 + 1 / 3).clamp(-0.0)
        low = torch.nan_to_num(torch.special.zeta(near + 2, x + 4), nan=0.1 + 0.2, posinf=1e308)
        return low + torch.special.polygamma(3, x + 5)


def test_numbers_are_written_exactly() -> None:
    text = "".join(_codes(_kept(_Constants(), 4)))
    assert "nan=0.30000000000000004, posinf=1e+308" in text
    assert "torch.special.polygamma(3, x)" in text


class _Twice(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        x = torch.logcumsumexp(x, 1)
        x = torch.logcumsumexp(torch.relu(x), 1)
        return torch.logcumsumexp(torch.relu(x), -2 + 2)


def test_equal_calls_are_one_layer_and_others_another() -> None:
    assert _kept(_Twice(), 4).kept() == ["Logcumsumexp ×2", "Logcumsumexp2"]


class _Around(nn.Module):
    """A tensor that no node takes passes a layer with weights that needs a part of it."""

    def __init__(self, exact: bool) -> None:
        super().__init__()
        self.line, self.exact = nn.Linear(5, 5), exact

    def forward(self, x: Tensor) -> Tensor:
        spectrum = torch.fft.rfft(x.double() if self.exact else x)
        gate = torch.sigmoid(self.line(spectrum.abs().float()))
        return torch.fft.irfft(spectrum * gate, n=8).float()


def test_complex_numbers_travel_between_layers_where_one_would_wait_for_itself() -> None:
    found = _kept(_Around(exact=False), 8)
    kinds = [each.kind for each in found.project.graph]
    assert kinds == ["Input", "Custom", "Linear", "Sigmoid", "Custom", "Output"]
    assert found.checked.exact


def test_what_a_layer_would_wait_for_is_taken_in_with_its_weights() -> None:
    found = _kept(_Around(exact=True), 8)
    assert [each.kind for each in found.project.graph] == ["Input", "Custom", "Output"]
    assert "self.line = nn.Linear(in_features=5, out_features=5)" in _codes(found)[0]
    assert found.checked.exact
    assert sum(value.numel() for value in found.weights.values()) == 30


class _Noisy(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.poisson(x.exp()) + torch.randn(x.shape[0], 4)


def test_random_calls_draw_for_every_sample() -> None:
    found = _kept(_Noisy(), 4)
    assert found.checked.exact
    assert any("torch.randn([x.shape[0], 4]" in code for code in _codes(found))


def test_a_backward_of_its_own_is_kept() -> None:
    made, found = model("straight"), imported("straight")
    copy = compile_with_weights(found.project, found.weights).model
    (x,) = batch("straight")
    for each in (made, copy):
        each.zero_grad()
        each(x).square().sum().backward()
    expected = [value.grad for value in made.parameters()]
    assert all(torch.equal(value.grad, other) for value, other in zip(copy.parameters(), expected, strict=True))
    assert bool(expected[0].abs().max() > 0)


class _Complex(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.fft.fft(x)


class _Branching(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * 2 if float(x.sum()) > 0 else x


class _Forgetful(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.line = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.line(x) if float(x.sum()) > 0 else x


class _Tabled(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * TABLE if float(x.sum()) > 0 else x


class _Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner, self.outer = _Keeping(3), nn.Linear(3, 3)
        self.outer.weight = self.inner.line.weight

    def forward(self, x: Tensor) -> Tensor:
        return self.outer(self.inner(x))


class _Keeping(_Forgetful):
    def __init__(self, width: int) -> None:
        super().__init__(width)
        self.width = width


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (_Complex(), "it gives complex64 to the outside, which no link carries"),
        (_Branching(), "the module cannot be traced"),
        (nn.Sequential(_Forgetful(3)), "_Forgetful is made with width, which it does not keep: write self.width"),
        (nn.Sequential(_Tabled()), "_Tabled uses TABLE, a Tensor of its file, which has no text"),
        (_Tied(), "keeping: it shares weights with another layer"),
    ],
)
def test_what_cannot_be_kept_is_told_with_the_reason(made: nn.Module, words: str) -> None:
    assert words in _refused(made, 3)


def test_without_keep_it_is_said_that_it_could_be() -> None:
    def refusal(made: Any) -> ImportRefusedError:
        with pytest.raises(ImportRefusedError) as caught:
            import_module(made, [torch.randn(3, 3)])
        return caught.value

    assert refusal(_Complex()).keepable
    assert refusal(nn.Sequential(_Forgetful(3))).keepable
    assert not refusal(_Branching()).keepable
