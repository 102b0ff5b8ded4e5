"""Rolls with a buffer, picks with a table, overwrites in place, sorts, and a recurrent layer that no kind makes."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Rolling(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("shift", torch.randn(1, 8))
        self.register_buffer("order", torch.randperm(8))
        self.rnn = nn.LSTM(1, 6, proj_size=3, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.roll(x, shifts=3, dims=1) * torch.roll(self.shift, 1, 1)
        z = y.clone().sinc_() + y
        highest = torch.cummax(z[:, self.order], dim=1).values
        places = torch.searchsorted(torch.sort(highest, 1).values, x, right=True)
        steps, (h, _) = self.rnn((highest + places).unsqueeze(-1))
        return torch.cat([steps[:, -1], h[-1]], dim=1)


def make() -> nn.Module:
    return Rolling()
