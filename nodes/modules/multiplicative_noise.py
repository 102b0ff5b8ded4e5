"""Multiplicative noise while training: Gaussian dropout (Srivastava et al. 2014, JMLR
15, section 10).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class MultiplicativeNoise(nn.Module):
    """Multiplies with normal factors around 1 in training mode; the identity in
    evaluation mode.
    """

    def __init__(self, std: float = 0.5) -> None:
        super().__init__()
        self.std = std

    def forward(self, x: Tensor) -> Tensor:
        return x * (1 + self.std * torch.randn_like(x)) if self.training else x

    def extra_repr(self) -> str:
        return f"std={self.std}"
