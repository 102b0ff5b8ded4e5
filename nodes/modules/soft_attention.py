"""Attention that weighs steps by a small network, softly or by choosing one."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class AdditiveAttention(nn.Module):
    """Additive attention (Bahdanau et al. 2015, arXiv:1409.0473): scores vᵀ tanh(W q +
    U k + b), softmax over k.

    Queries (N, Q) or (N, L, Q), steps (N, S, K) -> weighted means (N, K) or (N, L, K),
    weights (N, S) or (N, L, S).
    """

    def __init__(
        self, query_features: int, key_features: int, hidden_features: int
    ) -> None:
        super().__init__()
        self.query = nn.Linear(query_features, hidden_features, bias=False)
        self.key = nn.Linear(key_features, hidden_features)
        self.score = nn.Linear(hidden_features, 1, bias=False)

    def forward(self, q: Tensor, k: Tensor) -> tuple[Tensor, Tensor]:
        queries = self.query(q if q.dim() == 3 else q.unsqueeze(1))
        hidden = torch.tanh(queries.unsqueeze(2) + self.key(k).unsqueeze(1))
        weights = self.score(hidden).squeeze(-1).softmax(dim=-1)
        found = weights @ k
        return (
            (found, weights) if q.dim() == 3 else (found.squeeze(1), weights.squeeze(1))
        )


class SoftAttentionPool(nn.Module):
    """Weighted mean over the steps with learned weights (Yang et al. 2016): scores uᵀ
    tanh(W x + b), softmax.

    (N, L, features) -> mean (N, features), weights (N, L).
    """

    def __init__(self, features: int, hidden_features: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(features, hidden_features)
        self.score = nn.Linear(hidden_features, 1, bias=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        scores = self.score(torch.tanh(self.hidden(x))).squeeze(-1)
        weights = scores.softmax(dim=-1)
        return (weights.unsqueeze(1) @ x).squeeze(1), weights


class HardAttention(nn.Module):
    """Looks at one step only (Xu et al. 2015, arXiv:1502.03044): scores uᵀ tanh(W x +
    b), one is chosen.

    While training the choice is drawn with the probabilities softmax(scores /
    temperature) where ``sampled``, else the best; the gradient is that of the soft
    weights (straight-through, Jang et al. 2017, arXiv:1611.01144). In evaluation mode
    always the best. (N, L, features) -> the chosen step (N, features), choice as 0 and
    1 (N, L).
    """

    def __init__(
        self,
        features: int,
        hidden_features: int,
        temperature: float = 1.0,
        sampled: bool = True,
    ) -> None:
        super().__init__()
        self.temperature = temperature
        self.sampled = sampled
        self.hidden = nn.Linear(features, hidden_features)
        self.score = nn.Linear(hidden_features, 1, bias=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        scores = self.score(torch.tanh(self.hidden(x))).squeeze(-1)
        if self.training and self.sampled:
            scores = scores - torch.empty_like(scores).exponential_().log()
        soft = (scores / self.temperature).softmax(dim=-1)
        best = F.one_hot(soft.argmax(dim=-1), x.shape[1]).to(x.dtype)
        weights = best + soft - soft.detach() if self.training else best
        return (weights.unsqueeze(1) @ x).squeeze(1), weights
