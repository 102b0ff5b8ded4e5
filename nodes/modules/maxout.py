"""Maxout (Goodfellow et al. 2013, arXiv:1302.4389)."""

from __future__ import annotations

from torch import Tensor, nn


class Maxout(nn.Module):
    """Largest of several linear maps per output feature: (..., in_features) -> (...,
    out_features).
    """

    def __init__(
        self, in_features: int, out_features: int, pieces: int, bias: bool = True
    ) -> None:
        super().__init__()
        self.out_features = out_features
        self.pieces = pieces
        self.linear = nn.Linear(in_features, out_features * pieces, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        every: Tensor = self.linear(x)
        return every.reshape(*x.shape[:-1], self.out_features, self.pieces).amax(dim=-1)
