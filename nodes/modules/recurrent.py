"""Recurrent layers read in both directions."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class BidirectionalLSTM(nn.Module):
    """An LSTM that reads both ways: (N, L, features) -> every step (N, L, 2 H), both
    final states (N, 2 H).

    The final state is that of the last layer, forward half first: both halves have seen
    the whole sequence.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.lstm = nn.LSTM(
            input_size,
            hidden_size,
            num_layers,
            bias=bias,
            batch_first=True,
            dropout=dropout,
            bidirectional=True,
        )

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        output, (hidden, _) = self.lstm(x)
        return output, torch.cat((hidden[-2], hidden[-1]), dim=1)


class BidirectionalGRU(nn.Module):
    """A GRU that reads both ways: (N, L, features) -> every step (N, L, 2 H), both
    final states (N, 2 H).

    The final state is that of the last layer, forward half first: both halves have seen
    the whole sequence.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.gru = nn.GRU(
            input_size,
            hidden_size,
            num_layers,
            bias=bias,
            batch_first=True,
            dropout=dropout,
            bidirectional=True,
        )

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        output, hidden = self.gru(x)
        return output, torch.cat((hidden[-2], hidden[-1]), dim=1)


class BidirectionalRNN(nn.Module):
    """A plain RNN that reads both ways: (N, L, features) -> every step (N, L, 2 H),
    both final states (N, 2 H).

    The final state is that of the last layer, forward half first: both halves have seen
    the whole sequence.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.rnn = nn.RNN(
            input_size,
            hidden_size,
            num_layers,
            nonlinearity=nonlinearity,
            bias=bias,
            batch_first=True,
            dropout=dropout,
            bidirectional=True,
        )

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        output, hidden = self.rnn(x)
        return output, torch.cat((hidden[-2], hidden[-1]), dim=1)
