"""Self-attention with one projection for all heads, and with fewer keys and values than
queries.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F


class CausalSelfAttention(nn.Module):
    """Self-attention of GPT-2 (Radford et al. 2019): one projection gives queries, keys
    and values of all heads.

    (N, L, features) -> the same shape; a step sees itself and earlier steps only.
    """

    def __init__(
        self, features: int, num_heads: int, dropout: float = 0.0, bias: bool = True
    ) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.dropout = dropout
        self.project_in = nn.Linear(features, 3 * features, bias=bias)
        self.project_out = nn.Linear(features, features, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        batch, steps, features = x.shape
        parts = self.project_in(x).chunk(3, dim=-1)
        q, k, v = (
            part.reshape(batch, steps, self.num_heads, -1).transpose(1, 2)
            for part in parts
        )
        dropout = self.dropout if self.training else 0.0
        heads = F.scaled_dot_product_attention(
            q, k, v, dropout_p=dropout, is_causal=True
        )
        mixed: Tensor = self.project_out(
            heads.transpose(1, 2).reshape(batch, steps, features)
        )
        return mixed


class GroupedQueryAttention(nn.Module):
    """Self-attention in which several query heads share one head of keys and values
    (Ainslie et al. 2023).

    One such head for all is multi-query attention (Shazeer 2019). (N, L, features) ->
    the same shape.
    """

    def __init__(
        self,
        features: int,
        num_heads: int,
        num_kv_heads: int,
        dropout: float = 0.0,
        bias: bool = False,
        causal: bool = False,
    ) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.num_kv_heads = num_kv_heads
        self.dropout = dropout
        self.causal = causal
        shared = num_kv_heads * (features // num_heads)
        self.query = nn.Linear(features, features, bias=bias)
        self.key = nn.Linear(features, shared, bias=bias)
        self.value = nn.Linear(features, shared, bias=bias)
        self.project_out = nn.Linear(features, features, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        batch, steps, features = x.shape
        q = self.query(x).reshape(batch, steps, self.num_heads, -1).transpose(1, 2)
        k, v = (
            part(x)
            .reshape(batch, steps, self.num_kv_heads, -1)
            .transpose(1, 2)
            .repeat_interleave(self.num_heads // self.num_kv_heads, dim=1)
            for part in (self.key, self.value)
        )
        dropout = self.dropout if self.training else 0.0
        heads = F.scaled_dot_product_attention(
            q, k, v, dropout_p=dropout, is_causal=self.causal
        )
        mixed: Tensor = self.project_out(
            heads.transpose(1, 2).reshape(batch, steps, features)
        )
        return mixed
