"""Recurrent layers that hand out the final state of every layer and direction, the
batch first.
"""

from __future__ import annotations

from torch import Tensor, nn


class LSTMStates(nn.LSTM):
    """An LSTM: (N, L, features) -> every step (N, L, D·H), final states and memories
    (N, D·layers, H).
    """

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:  # type: ignore[override]
        output, (hidden, memory) = super().forward(x)
        return output, hidden.transpose(0, 1), memory.transpose(0, 1)


class GRUStates(nn.GRU):
    """A GRU: (N, L, features) -> every step (N, L, D·H), final states (N,
    D·layers, H).
    """

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:  # type: ignore[override]
        output, hidden = super().forward(x)
        return output, hidden.transpose(0, 1)


class RNNStates(nn.RNN):
    """A plain RNN: (N, L, features) -> every step (N, L, D·H), final states (N,
    D·layers, H).
    """

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:  # type: ignore[override]
        output, hidden = super().forward(x)
        return output, hidden.transpose(0, 1)
