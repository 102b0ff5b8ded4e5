"""Swish with a learned sharpness (Ramachandran et al. 2017, arXiv:1710.05941)."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Swish(nn.Module):
    """x * sigmoid(beta * x) with one learned beta: any shape, which stays."""

    def __init__(self, init: float = 1.0) -> None:
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(init))

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(self.beta * x)
