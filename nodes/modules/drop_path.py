"""Stochastic depth (Huang et al. 2016, arXiv:1603.09382)."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class DropPath(nn.Module):
    """In training mode zero for whole samples with probability p, the others scaled up;
    the identity in evaluation.
    """

    def __init__(self, p: float = 0.1) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return x
        kept = (
            torch.rand(len(x), *[1] * (x.dim() - 1), dtype=x.dtype, device=x.device)
            >= self.p
        )
        return x * kept / max(1 - self.p, 1e-6)

    def extra_repr(self) -> str:
        return f"p={self.p}"
