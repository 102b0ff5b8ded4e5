"""How a picture becomes a sequence (Dosovitskiy et al. 2021, arXiv:2010.11929)."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class PatchEmbedding(nn.Module):
    """Cuts a picture into patches and maps each to a vector: (N, C, H, W) -> (N, number
    of patches, embed_dim).
    """

    def __init__(
        self, in_channels: int, embed_dim: int, patch_size: int | tuple[int, int]
    ) -> None:
        super().__init__()
        self.project = nn.Conv2d(in_channels, embed_dim, patch_size, stride=patch_size)

    def forward(self, x: Tensor) -> Tensor:
        mapped: Tensor = self.project(x)
        return mapped.flatten(2).transpose(1, 2)


class ClassToken(nn.Module):
    """Puts a learned vector, zero at first, before the steps: (N, L, features) -> (N, 1
    + L, features).
    """

    def __init__(self, features: int) -> None:
        super().__init__()
        self.token = nn.Parameter(torch.zeros(1, 1, features))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat((self.token.expand(x.shape[0], -1, -1), x), dim=1)
