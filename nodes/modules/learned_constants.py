"""Learned factors and offsets per feature (LayerScale: Touvron et al. 2021,
arXiv:2103.17239).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class LearnedScale(nn.Module):
    """Multiplies features with learned factors: any shape with ``size`` features before
    ``trailing`` other axes.
    """

    def __init__(self, size: int, trailing: int = 0, init: float = 1.0) -> None:
        super().__init__()
        self.trailing = trailing
        self.scale = nn.Parameter(torch.full((size,), init))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.scale.reshape(-1, *[1] * self.trailing)


class LearnedBias(nn.Module):
    """Adds learned numbers to features: any shape with ``size`` features before
    ``trailing`` other axes.
    """

    def __init__(self, size: int, trailing: int = 0, init: float = 0.0) -> None:
        super().__init__()
        self.trailing = trailing
        self.bias = nn.Parameter(torch.full((size,), init))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.bias.reshape(-1, *[1] * self.trailing)
