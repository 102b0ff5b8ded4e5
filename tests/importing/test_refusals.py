"""What cannot be drawn is said in a sentence, with the line of the module's own code."""

from __future__ import annotations

import threading

import pytest
import torch
from torch import Tensor, nn

from app.importing.importer import ImportRefusedError, import_module


class _Unknown(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        y = torch.fft.fft(x).real
        return torch.relu(y) + torch.linalg.qr(x)[1]


class _Counting(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * 2 if x.sum() > 0 else x


def _refused(model: nn.Module, *examples: Tensor) -> ImportRefusedError:
    with pytest.raises(ImportRefusedError) as caught:
        import_module(model, examples)
    return caught.value


def test_calls_without_a_kind_are_listed_with_their_line() -> None:
    error = _refused(_Unknown(), torch.randn(3, 4, 4))
    lines = [str(call) for call in error.unmapped]
    assert any("fft" in line and line.startswith("test_refusals.py:16: y = torch.fft.fft(x).real") for line in lines)
    assert any("qr" in line and "test_refusals.py:17" in line for line in lines)
    assert "calls have no node kind: test_refusals.py:16" in str(error)


def test_a_branch_that_depends_on_numbers_cannot_be_traced() -> None:
    assert "cannot be traced. torch.fx: TraceError" in str(_refused(_Counting(), torch.randn(3, 4)))


def test_the_number_of_inputs_is_told() -> None:
    assert "forward takes 1 inputs (x), got 2" in str(_refused(_Counting(), torch.randn(3, 4), torch.randn(3, 4)))


def test_inputs_that_the_module_refuses_are_told() -> None:
    text = str(_refused(nn.Sequential(nn.Linear(5, 2)), torch.randn(3, 4)))
    assert "does not take input float32 (3, 4): RuntimeError: mat1 and mat2" in text


def test_an_input_of_halves_is_refused() -> None:
    assert "expected float32 or int64" in str(_refused(_Counting(), torch.randn(3, 4).half()))


def test_the_module_itself_stays_as_it_is() -> None:
    model = nn.Sequential(nn.Linear(4, 2), nn.Dropout(0.5)).train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    import_module(model, [torch.randn(3, 4)])
    assert model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


class _Holding(nn.Module):
    """Holds what was worked out from a weight, and whatever else it is given."""

    def __init__(self, other: object = None) -> None:
        super().__init__()
        self.line = nn.Linear(4, 2)
        self.held, self.other = [self.line.weight.sum(1) * 2], other

    def forward(self, x: Tensor) -> Tensor:
        return self.line(x) + self.held[0]


def test_a_tensor_worked_out_from_a_weight_is_taken_as_numbers() -> None:
    assert import_module(_Holding(), [torch.randn(3, 4)]).checked.exact


def test_what_cannot_be_copied_is_told() -> None:
    text = str(_refused(_Holding(threading.Lock()), torch.randn(3, 4)))
    assert text.startswith("_Holding holds something that cannot be copied: TypeError: cannot pickle")


def test_weights_that_no_output_uses_are_told() -> None:
    class Half(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.used, self.unused = nn.Linear(4, 2), nn.Linear(4, 2)

        def forward(self, x: Tensor) -> Tensor:
            return self.used(x)

    assert import_module(Half(), [torch.randn(3, 4)]).left == ("unused.weight", "unused.bias")
