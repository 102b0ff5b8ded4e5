"""Attention that cannot look ahead."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class CausalAttention(nn.Module):
    """Multi-head attention in which a step sees itself and earlier steps only: three
    (N, L, features) -> (N, L, E).
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        kdim: int | None = None,
        vdim: int | None = None,
    ) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(
            embed_dim, num_heads, dropout, bias, kdim=kdim, vdim=vdim, batch_first=True
        )

    def forward(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        steps = q.shape[1]
        later = torch.ones(steps, steps, dtype=torch.bool, device=q.device).triu(1)
        attended: Tensor
        attended, _ = self.attention(q, k, v, attn_mask=later, need_weights=False)
        return attended
