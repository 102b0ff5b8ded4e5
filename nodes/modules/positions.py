"""What tells a transformer where in the sequence a step stands, and coordinates as
waves.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SinusoidalPositions(nn.Module):
    """Adds waves of many lengths to the features (Vaswani et al. 2017,
    arXiv:1706.03762): (N, L, features), same shape.

    Feature 2i of step p gets sin(p / base^(2i / features)), feature 2i + 1 the cosine.
    """

    table: Tensor

    def __init__(self, steps: int, features: int, base: float = 10000.0) -> None:
        super().__init__()
        lengths = base ** (torch.arange(0, features, 2, dtype=torch.float64) / features)
        angles = torch.arange(steps, dtype=torch.float64).unsqueeze(1) / lengths
        table = torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(1)
        self.register_buffer("table", table[:, :features].float())

    def forward(self, x: Tensor) -> Tensor:
        return x + self.table


class LearnedPositions(nn.Module):
    """Adds a learned vector per step, as GPT-2 and ViT do: (N, L, features), same
    shape, L <= max_steps.
    """

    def __init__(self, max_steps: int, features: int) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.empty(max_steps, features))
        nn.init.normal_(self.table, std=0.02)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.table[: x.shape[1]]


class RotaryPositions(nn.Module):
    """Turns pairs of features by an angle that grows with the step (RoPE, Su et al.
    2021, arXiv:2104.09864).

    Features 2i and 2i + 1 of step p are turned by p / base^(2i / features), so that
    products of queries and keys depend on their distance only. (..., L, features) ->
    the same shape.
    """

    cosine: Tensor
    sine: Tensor

    def __init__(self, steps: int, features: int, base: float = 10000.0) -> None:
        super().__init__()
        lengths = base ** (torch.arange(0, features, 2, dtype=torch.float64) / features)
        angles = torch.arange(steps, dtype=torch.float64).unsqueeze(1) / lengths
        self.register_buffer("cosine", angles.cos().float())
        self.register_buffer("sine", angles.sin().float())

    def forward(self, x: Tensor) -> Tensor:
        even, odd = x[..., 0::2], x[..., 1::2]
        turned = torch.stack(
            (
                even * self.cosine - odd * self.sine,
                even * self.sine + odd * self.cosine,
            ),
            dim=-1,
        )
        return turned.flatten(-2)


class RelativePositionBias(nn.Module):
    """Adds a learned number per head and distance to attention scores (Raffel et al.
    2020, arXiv:1910.10683).

    Distances beyond ``max_distance`` count as that (Shaw et al. 2018,
    arXiv:1803.02155). (N, heads, L, S), same shape.
    """

    def __init__(self, heads: int, max_distance: int) -> None:
        super().__init__()
        self.max_distance = max_distance
        self.table = nn.Parameter(torch.empty(heads, 2 * max_distance + 1))
        nn.init.normal_(self.table, std=0.02)

    def forward(self, x: Tensor) -> Tensor:
        asking = torch.arange(x.shape[-2], device=x.device).unsqueeze(1)
        distance = torch.arange(x.shape[-1], device=x.device) - asking
        place = (
            distance.clamp(-self.max_distance, self.max_distance) + self.max_distance
        )
        return x + self.table[:, place]


class FourierFeatures(nn.Module):
    """Coordinates as cosines and sines of fixed random waves (Tancik et al. 2020,
    arXiv:2006.10739).

    (..., features) -> (..., 2 * mapping_size): cos and sin of 2π B x, entries of B
    drawn once from N(0, scale²).
    """

    frequencies: Tensor

    def __init__(self, features: int, mapping_size: int, scale: float = 10.0) -> None:
        super().__init__()
        self.register_buffer("frequencies", torch.randn(features, mapping_size) * scale)

    def forward(self, x: Tensor) -> Tensor:
        angles = 2 * torch.pi * (x @ self.frequencies)
        return torch.cat((angles.cos(), angles.sin()), dim=-1)
