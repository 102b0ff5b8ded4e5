"""Parts of transformers."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class CausalTransformerEncoderLayer(nn.Module):
    """nn.TransformerEncoderLayer in which a step sees itself and earlier steps only:
    (N, L, d_model), same shape.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str = "relu",
        layer_norm_eps: float = 1e-5,
        norm_first: bool = False,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(
            d_model,
            nhead,
            dim_feedforward,
            dropout,
            activation,
            layer_norm_eps,
            batch_first=True,
            norm_first=norm_first,
            bias=bias,
        )

    def forward(self, x: Tensor) -> Tensor:
        later = torch.ones(
            x.shape[1], x.shape[1], dtype=torch.bool, device=x.device
        ).triu(1)
        seen: Tensor = self.layer(x, src_mask=later, is_causal=True)
        return seen


class CausalTransformerDecoderLayer(nn.Module):
    """nn.TransformerDecoderLayer in which a step of x sees itself and earlier steps,
    and the whole memory.

    x (N, L, d_model), memory (N, S, d_model) -> (N, L, d_model).
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str = "relu",
        layer_norm_eps: float = 1e-5,
        norm_first: bool = False,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.layer = nn.TransformerDecoderLayer(
            d_model,
            nhead,
            dim_feedforward,
            dropout,
            activation,
            layer_norm_eps,
            batch_first=True,
            norm_first=norm_first,
            bias=bias,
        )

    def forward(self, x: Tensor, memory: Tensor) -> Tensor:
        later = torch.ones(
            x.shape[1], x.shape[1], dtype=torch.bool, device=x.device
        ).triu(1)
        seen: Tensor = self.layer(x, memory, tgt_mask=later, tgt_is_causal=True)
        return seen


class FeedForward(nn.Module):
    """Two linear maps at every step, one after the other (Vaswani et al. 2017,
    arXiv:1706.03762).

    (..., features) -> the same shape; ``activation`` is relu, gelu or silu.
    """

    def __init__(
        self,
        features: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str = "relu",
    ) -> None:
        super().__init__()
        self.expand = nn.Linear(features, dim_feedforward)
        activations: dict[str, nn.Module] = {
            "relu": nn.ReLU(),
            "gelu": nn.GELU(),
            "silu": nn.SiLU(),
        }
        self.activation = activations[activation]
        self.dropout = nn.Dropout(dropout)
        self.contract = nn.Linear(dim_feedforward, features)

    def forward(self, x: Tensor) -> Tensor:
        mapped: Tensor = self.contract(self.dropout(self.activation(self.expand(x))))
        return mapped


class SwiGLU(nn.Module):
    """Gated feed-forward map (Shazeer 2020, arXiv:2002.05202): W₃ (silu(W₁ x) ⊙ W₂ x);
    (..., features), same shape.
    """

    def __init__(self, features: int, hidden_features: int, bias: bool = False) -> None:
        super().__init__()
        self.gate = nn.Linear(features, hidden_features, bias=bias)
        self.value = nn.Linear(features, hidden_features, bias=bias)
        self.project_out = nn.Linear(hidden_features, features, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        mapped: Tensor = self.project_out(F.silu(self.gate(x)) * self.value(x))
        return mapped
