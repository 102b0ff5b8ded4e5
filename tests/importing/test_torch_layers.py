"""torch's own larger layers, and what people put around them."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from app.importing.importer import import_module


class _Encoder(nn.Module):
    """A Transformer encoder with a table of positions that is cut to the length that comes."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(30, 16)
        self.register_buffer("positions", torch.randn(1, 100, 16))
        layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(16, 5)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.embedding(tokens) * 4.0 + self.positions[:, : tokens.size(1)]
        return self.head(self.encoder(x).mean(dim=1))


class _StepsFirst(nn.Module):
    """A recurrent layer that has the steps first, as is torch's default, and all its states used."""

    def __init__(self) -> None:
        super().__init__()
        self.gru = nn.GRU(6, 8, num_layers=2)
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        steps, states = self.gru(x.transpose(0, 1))
        return self.head(steps).permute(1, 0, 2), states.transpose(0, 1)


def test_a_transformer_encoder_becomes_its_layers() -> None:
    found = import_module(_Encoder(), [torch.randint(0, 30, (2, 9))])
    assert found.checked.exact
    assert [each.kind for each in found.project.graph].count("TransformerEncoderLayer") == 2


def test_steps_first_is_put_in_order_around_the_layer() -> None:
    found = import_module(_StepsFirst(), [torch.randn(3, 7, 6)])
    assert found.checked.exact
    assert "GRUStates" in {each.kind for each in found.project.graph}
